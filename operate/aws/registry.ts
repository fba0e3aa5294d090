import {
  DescribeModelPackageCommand,
  ListModelPackagesCommand,
  type DescribeModelPackageOutput,
  type SageMakerClient,
  type UserContext,
} from "@aws-sdk/client-sagemaker";
import { required } from "../../deploy/aws/aws-handler";
import { asProblem } from "../../deploy/aws/problems";
import { listModelVersions } from "../../lambdas/model-versions";
import { AT_ONCE, inTurns } from "../in-turns";
import type { Registry, Version } from "../ports";

/** The versions of a model package group, as the registry's plan role sees them. */
export class AwsRegistry implements Registry {
  constructor(
    protected readonly client: SageMakerClient,
    private readonly principal: string,
  ) {}

  async versions(group: string): Promise<readonly Version[]> {
    const listed = await this.call("ListModelPackages", group, () =>
      listModelVersions(
        { listModelPackages: (input) => this.client.send(new ListModelPackagesCommand(input)) },
        group,
      ),
    );
    const arns = [...listed].sort((one, other) => other.version - one.version).map(({ arn }) => arn);
    return inTurns(arns, AT_ONCE, (arn) => this.version(arn));
  }

  protected version(arn: string): Promise<Version> {
    return this.call("DescribeModelPackage", arn, async () =>
      versionOf(arn, await this.client.send(new DescribeModelPackageCommand({ ModelPackageName: arn }))),
    );
  }

  protected call<T>(operation: string, resource: string, run: () => Promise<T>): Promise<T> {
    return asProblem({ action: `sagemaker:${operation}`, resource, principal: this.principal }, run);
  }
}

/** A version as DescribeModelPackage tells of it. */
function versionOf(arn: string, model: DescribeModelPackageOutput): Version {
  const { ModelMetrics: metrics, DriftCheckBaselines: drift, LastModifiedBy: modifiedBy } = model;
  const container = model.InferenceSpecification?.Containers?.[0];
  return {
    arn,
    number: required(model.ModelPackageVersion, "a version's number"),
    approval: required(model.ModelApprovalStatus, "a version's approval"),
    created: required(model.CreationTime, "a version's time"),
    // A version that nobody has touched has nobody who changed it.
    changed: modifiedBy === undefined ? undefined : model.LastModifiedTime,
    changedBy: nameOf(modifiedBy),
    reason: model.ApprovalDescription,
    metadata: model.CustomerMetadataProperties ?? {},
    image: container?.Image,
    artifact: container?.ModelDataUrl,
    evaluation: metrics?.ModelQuality?.Statistics?.S3Uri,
    statistics: drift?.ModelDataQuality?.Statistics?.S3Uri,
    constraints: drift?.ModelDataQuality?.Constraints?.S3Uri,
    card: model.ModelCard?.ModelCardContent,
  };
}

/** Who somebody is: a session of Studio bears the profile's name, any other the ARN of its role, with whom STS knows behind it. */
export function nameOf(user: UserContext | undefined): string | undefined {
  const { Arn: arn, SourceIdentity: source } = user?.IamIdentity ?? {};
  const identity = user?.UserProfileName ?? arn;
  return identity !== undefined && source !== undefined ? `${source} as ${identity}` : identity;
}
