import type { DescribeModelPackageInput, DescribeModelPackageOutput } from "@aws-sdk/client-sagemaker";
import { parseSageMakerArn } from "../arn";
import { FunctionError } from "../function-error";
import { listModelVersions, newest, type VersionLister } from "../model-versions";

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
}

/**
 * The highest approved version of a group. Rolling back is rejecting the newer version.
 * @param group ARN of the model package group
 * @throws FunctionError `NoApprovedModelPackage`, `IncompleteModelPackage`
 */
export async function latestApprovedModel(registry: ModelRegistry, group: string): Promise<ApprovedModel> {
  const approved = newest(await listModelVersions(registry, group, "Approved"));
  if (approved === undefined) {
    const { account, region } = parseSageMakerArn("model_package_group", group);
    throw new FunctionError(
      "NoApprovedModelPackage",
      `${group} has no approved version. Approve one in the registry account ${account}, in SageMaker Studio or with: ` +
        `aws sagemaker update-model-package --region ${region} --model-approval-status Approved ` +
        `--model-package-arn <ARN of the version>`,
    );
  }
  return outputsOf(approved.arn, await registry.describeModelPackage({ ModelPackageName: approved.arn }));
}

function outputsOf(arn: string, model: DescribeModelPackageOutput): ApprovedModel {
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
