import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { IamInstanceProfile } from "@cdktf/provider-aws/lib/iam-instance-profile";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { SagemakerModelPackageGroup } from "@cdktf/provider-aws/lib/sagemaker-model-package-group";
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import type { IConstruct } from "constructs";
import type { Environment } from "../../environments/environment";
import { resourceNames, type ResourceKey, type ResourceKind } from "../../environments/resources";
import { topicArn } from "../arns";

/** Keys of an environment file that name something, beside those of what may be there already. */
export type NamingKey = ResourceKey | "model_name" | "pipelines_alert_topic_name";

/** A sort of resource whose name can be there once. */
export interface NamedKind {
  /** Within what: IAM knows no Region, and a bucket's name is one for all accounts. */
  readonly within: "partition" | "account" | "region";
  /** Undefined for resources of another kind. */
  readonly nameOf: (resource: IConstruct) => string | undefined;
  /** What an environment's file names of this kind: ARNs and names, by key. What is named after the model is not here. */
  readonly named: (environment: Environment) => readonly (readonly [NamingKey, string | undefined])[];
}

function kind<Resource extends IConstruct>(
  resources: new (...args: never[]) => Resource,
  nameOf: (resource: Resource) => string | undefined,
  within: NamedKind["within"],
  named: NamedKind["named"] = () => [],
): NamedKind {
  return {
    within,
    named,
    nameOf: (resource) => (resource instanceof resources ? nameOf(resource) : undefined),
  };
}

/** Every kind of resource that the stacks create by a name of our choosing. */
export const NAMED_KINDS: readonly NamedKind[] = [
  kind(S3Bucket, ({ bucketInput }) => bucketInput, "partition", namesOf("bucket")),
  kind(IamRole, ({ nameInput }) => nameInput, "account", namesOf("role")),
  kind(IamInstanceProfile, ({ nameInput }) => nameInput, "account", namesOf("role")),
  kind(KmsAlias, ({ nameInput }) => nameInput, "region", namesOf("key")),
  kind(
    SagemakerModelPackageGroup,
    ({ modelPackageGroupNameInput }) => modelPackageGroupNameInput,
    "region",
    namesOf("group"),
  ),
  kind(CloudwatchLogGroup, ({ nameInput }) => nameInput, "region", namesOf("logGroup")),
  kind(
    SnsTopic,
    ({ nameInput }) => nameInput,
    "region",
    (environment) => [["pipelines_alert_topic_name", topicArn(environment)]],
  ),
  kind(LambdaFunction, ({ functionNameInput }) => functionNameInput, "region"),
  kind(CloudwatchEventRule, ({ nameInput }) => nameInput, "region"),
];

function namesOf(kind: ResourceKind): NamedKind["named"] {
  return (environment) => resourceNames(environment, kind);
}
