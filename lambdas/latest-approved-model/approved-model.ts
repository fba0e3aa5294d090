import type { DescribeModelPackageInput, DescribeModelPackageOutput } from "@aws-sdk/client-sagemaker";
import {
  MEDIANS_URI,
  PREPARATION_URI,
  recordName,
  type VersionFile,
} from "../../pipeline-defs/version-files";
import { parseSageMakerArn } from "../arn";
import { FunctionError } from "../function-error";
import {
  isTrainedBy,
  listModelVersions,
  newestFirst,
  type ModelVersion,
  type VersionLister,
} from "../model-versions";
import { truncate } from "../text";
import { NONE, type Request } from "./request";
import { requireUnchanged, type ObjectHeads, type RegisteredFile } from "./unchanged";

/** The part of the APIs of SageMaker and S3 that this function calls. */
export interface ModelRegistry extends VersionLister, ObjectHeads {
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
  /** evaluation.json of this version. */
  readonly evaluation_uri: string;
  /** What was fitted in training and is applied to each batch; `none` where the model does that itself. */
  readonly preparation_uri: string;
  /** The commit of the code that trained it; `unknown` where its metadata say none. */
  readonly git_commit: string;
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
 * The highest approved version among those of the environments that are read, if its files are still those that were
 * registered. Rolling back is rejecting the newer version.
 * @throws FunctionError `NoApprovedModelPackage`, `IncompleteModelPackage`, `VersionChangedSinceRegistration`,
 * `UnreadableFile`
 */
export async function latestApprovedModel(registry: ModelRegistry, request: Request): Promise<ApprovedModel> {
  const { group, readsVersionsOf, requiredFiles, otherwise } = request;
  const passedOver: PassedOver[] = [];
  for (const { arn, version } of await approvedVersions(registry, group)) {
    const model = await registry.describeModelPackage({ ModelPackageName: arn });
    const because = whyNot(model, readsVersionsOf);
    if (because === undefined) {
      const outputs = outputsOf(arn, model);
      await requireUnchanged(registry, arn, filesOf(arn, model, outputs, requiredFiles));
      return { ...outputs, passed_over: told(passedOver) };
    }
    passedOver.push({ version, because });
  }
  if (otherwise === undefined) throw noneApproved(group, readsVersionsOf, passedOver);
  return { ...NO_VERSION, ...otherwise, passed_over: told(passedOver) };
}

/** What is said of a version where there is none. */
const NO_VERSION = {
  model_package_arn: NONE,
  model_package_version: NONE,
  statistics_uri: NONE,
  constraints_uri: NONE,
  evaluation_uri: NONE,
  git_commit: NONE,
};

/** Newest first. */
async function approvedVersions(registry: ModelRegistry, group: string): Promise<readonly ModelVersion[]> {
  const versions = await listModelVersions(registry, group, "Approved");
  return newestFirst(versions);
}

/** Why a version that was listed as approved is not taken; undefined for one that is. */
export function whyNot(
  model: Pick<DescribeModelPackageOutput, "CustomerMetadataProperties" | "ModelApprovalStatus">,
  readsVersionsOf: readonly string[],
): string | undefined {
  const { ModelApprovalStatus: status, CustomerMetadataProperties: metadata } = model;
  if (status !== "Approved") return `it is ${status ?? "without approval"} since it was listed`;
  const trainer = metadata?.["environment"];
  // The original's code registers versions without this, and without records: they are refused, not passed over.
  if (trainer === undefined || isTrainedBy(trainer, readsVersionsOf)) return undefined;
  return `${truncate(trainer, LONGEST_TRAINER)} trained it, which is not among reads_versions_of`;
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

type Outputs = Omit<ApprovedModel, "passed_over">;

/** @throws FunctionError `IncompleteModelPackage` */
function required(arn: string, what: string, value: string | undefined): string {
  if (value) return value;
  throw new FunctionError(
    "IncompleteModelPackage",
    `${arn} is approved but has no ${what}. Reject this version and approve one that the train pipeline registered.`,
  );
}

function outputsOf(arn: string, model: DescribeModelPackageOutput): Outputs {
  const container = model.InferenceSpecification?.Containers?.[0];
  const baselines = model.DriftCheckBaselines?.ModelDataQuality;
  return {
    model_package_arn: arn,
    model_package_version: required(arn, "version number", model.ModelPackageVersion?.toString()),
    model_data_url: required(arn, "model artifact", container?.ModelDataUrl),
    image_uri: required(arn, "container image", container?.Image),
    statistics_uri: required(arn, "baseline statistics", baselines?.Statistics?.S3Uri),
    constraints_uri: required(arn, "baseline constraints", baselines?.Constraints?.S3Uri),
    evaluation_uri: required(arn, "evaluation", model.ModelMetrics?.ModelQuality?.Statistics?.S3Uri),
    preparation_uri: preparationOf(model)?.uri ?? NONE,
    git_commit: model.CustomerMetadataProperties?.["git_commit"] ?? "unknown",
  };
}

/** Where what was fitted in training lies, and the entry that holds its record. */
function preparationOf({
  CustomerMetadataProperties: metadata,
}: DescribeModelPackageOutput): { readonly uri: string; readonly record: string } | undefined {
  // Versions that were registered before columns had types hold medians.
  for (const entry of [PREPARATION_URI, MEDIANS_URI] as const) {
    const uri = metadata?.[entry];
    if (uri !== undefined) return { uri, record: recordName(entry) };
  }
  return undefined;
}

/** What the version was registered with, and what was recorded of it then. */
function filesOf(
  arn: string,
  model: DescribeModelPackageOutput,
  outputs: Outputs,
  requiredFiles: readonly VersionFile[],
): RegisteredFile[] {
  const preparation = preparationOf(model);
  const uris: Readonly<Record<VersionFile, string | undefined>> = {
    artifact: outputs.model_data_url,
    statistics: outputs.statistics_uri,
    constraints: outputs.constraints_uri,
    evaluation: outputs.evaluation_uri,
    preparation: preparation?.uri,
  };
  return requiredFiles.map((name) => {
    const entry = name === "preparation" && preparation ? preparation.record : recordName(name);
    return {
      name,
      record: required(arn, `record of its ${name}`, model.CustomerMetadataProperties?.[entry]),
      uri: required(arn, `address of its ${name}`, uris[name]),
    };
  });
}
