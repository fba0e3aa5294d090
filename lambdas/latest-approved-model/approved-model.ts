import type { DescribeModelPackageInput, DescribeModelPackageOutput } from "@aws-sdk/client-sagemaker";
import { parseSageMakerArn } from "../arn";
import { FunctionError } from "../function-error";
import { listModelVersions, type ModelVersion, type VersionLister } from "../model-versions";
import { truncate } from "../text";
import type { Request } from "./request";

/** The part of the SageMaker API that this function calls. */
export interface ModelRegistry extends VersionLister {
  describeModelPackage(input: DescribeModelPackageInput): Promise<DescribeModelPackageOutput>;
}

/** The output parameters of the pipeline's step: flat, and strings, as a Lambda step asks for. */
export interface ApprovedModel {
  readonly model_package_arn: string;
  readonly model_package_version: string;
  readonly model_data_url: string;
  readonly image_uri: string;
  /** statistics.json and constraints.json of the data this version was trained on. */
  readonly statistics_uri: string;
  readonly constraints_uri: string;
  /** Newer versions that were approved and not taken, and why; `none` where there are none. */
  readonly passed_over: string;
}

/** A newer version than the one that is taken. */
interface PassedOver {
  readonly version: number;
  readonly because: string;
}

/** As many as are named one by one, so that all fit into an output parameter of a step: 1,024 characters. */
const MOST_NAMED = 5;
/** The longest trainer's name that is told whole: env_groups are shorter, but anybody who registers a version may write more. */
const LONGEST_TRAINER = 64;

/**
 * The highest approved version among those of the environments that are read. Rolling back is rejecting the newer version.
 * @throws FunctionError `NoApprovedModelPackage`, `IncompleteModelPackage`
 */
export async function latestApprovedModel(
  registry: ModelRegistry,
  { group, readsVersionsOf }: Request,
): Promise<ApprovedModel> {
  const passedOver: PassedOver[] = [];
  for (const { arn, version } of await approvedVersions(registry, group)) {
    const model = await registry.describeModelPackage({ ModelPackageName: arn });
    const because = whyNot(model, readsVersionsOf);
    if (because === undefined) return { ...outputsOf(arn, model), passed_over: told(passedOver) };
    passedOver.push({ version, because });
  }
  throw noneApproved(group, readsVersionsOf, passedOver);
}

/** Newest first. */
async function approvedVersions(registry: ModelRegistry, group: string): Promise<readonly ModelVersion[]> {
  const versions = await listModelVersions(registry, group, "Approved");
  return [...versions].sort((one, other) => other.version - one.version);
}

/** Why a version that was listed as approved is not taken; undefined for one that is. */
export function whyNot(
  model: Pick<DescribeModelPackageOutput, "CustomerMetadataProperties" | "ModelApprovalStatus">,
  readsVersionsOf: readonly string[],
): string | undefined {
  const { ModelApprovalStatus: status, CustomerMetadataProperties: metadata } = model;
  if (status !== "Approved") return `it is ${status ?? "without approval"} since it was listed`;
  const trainer = metadata?.["environment"];
  // The original's code registers versions without this.
  if (trainer === undefined || readsVersionsOf.includes(groupOf(trainer))) return undefined;
  return `${truncate(trainer, LONGEST_TRAINER)} trained it, which is not among reads_versions_of`;
}

/** Before `reads_versions_of`, the name of the environment's file was recorded: `fraud/prod` for its group `prod`. */
function groupOf(environment: string): string {
  return environment.slice(environment.lastIndexOf("/") + 1);
}

function told(passedOver: readonly PassedOver[]): string {
  if (passedOver.length === 0) return "none";
  const more = passedOver.length - MOST_NAMED;
  const named = passedOver
    .slice(0, MOST_NAMED)
    .map(({ version, because }) => `version ${version}: ${because}`);
  return [...named, ...(more > 0 ? [`and ${more} more`] : [])].join("; ");
}

function noneApproved(
  group: string,
  readsVersionsOf: readonly string[],
  passedOver: readonly PassedOver[],
): FunctionError {
  const { account, region } = parseSageMakerArn("model_package_group", group);
  const others = passedOver.length === 0 ? "" : ` Passed over: ${told(passedOver)}.`;
  return new FunctionError(
    "NoApprovedModelPackage",
    `${group} has no approved version of ${readsVersionsOf.join(" or ")}.${others} ` +
      `Approve one in the registry account ${account}, in SageMaker Studio or with: ` +
      `aws sagemaker update-model-package --region ${region} --model-approval-status Approved ` +
      `--model-package-arn <ARN of the version>`,
  );
}

function outputsOf(arn: string, model: DescribeModelPackageOutput): Omit<ApprovedModel, "passed_over"> {
  const container = model.InferenceSpecification?.Containers?.[0];
  // Versions that the original's code registered carry their baselines as metrics only.
  const baselines = model.DriftCheckBaselines?.ModelDataQuality;
  const metrics = model.ModelMetrics?.ModelDataQuality;
  const required = (what: string, value: string | undefined): string => {
    if (value) return value;
    throw new FunctionError(
      "IncompleteModelPackage",
      `${arn} is approved but has no ${what}. Reject this version and approve one that the train pipeline registered.`,
    );
  };
  return {
    model_package_arn: arn,
    model_package_version: required("version number", model.ModelPackageVersion?.toString()),
    model_data_url: required(
      "model artifact",
      container?.ModelDataUrl ?? container?.ModelDataSource?.S3DataSource?.S3Uri,
    ),
    image_uri: required("container image", container?.Image),
    statistics_uri: required(
      "baseline statistics",
      baselines?.Statistics?.S3Uri ?? metrics?.Statistics?.S3Uri,
    ),
    constraints_uri: required(
      "baseline constraints",
      baselines?.Constraints?.S3Uri ?? metrics?.Constraints?.S3Uri,
    ),
  };
}
