import type { Environment } from "../environments/environment";
import { lambdaStep, type Input, type Step } from "sagemaker-pipeline-definitions";
import type { FunctionArns } from "./code-assets";
import type { ScoredVersion } from "./evaluate-job";
import { frameworkOf } from "./frameworks";
import { imageUri } from "./images";
import { requiredFiles } from "./version-files";
import { VERSION_IN_USE_STEP } from "./step-names";

/** As it is registered. */
export interface VersionInUse {
  readonly arn: Input<string>;
  readonly image: Input<string>;
  readonly artifact: Input<string>;
  readonly preparation: Input<string> | undefined;
}

/**
 * The version that the environment's next inference takes, for another to beat. Where there is none, the one that was just
 * trained stands in its place, since a job has no input that may be absent: the evaluation is told so, and passes.
 */
export function versionInUse(
  environment: Environment,
  functions: FunctionArns,
  trained: ScoredVersion,
): { readonly step: Step; readonly version: VersionInUse } {
  const { description } = environment;
  const step = lambdaStep({
    name: VERSION_IN_USE_STEP,
    description: "The version that inference takes now, or none",
    functionArn: functions.latestApprovedModel,
    inputs: {
      model_package_group: environment.modelPackageGroup.arn,
      reads_versions_of: environment.readsVersionsOf.join(","),
      required_files: requiredFiles(trained.preparation !== undefined),
      otherwise_model_data_url: trained.artifact,
      ...(trained.preparation && { otherwise_preparation_uri: trained.preparation }),
      // Only where a job predicts in it.
      ...(trained.predictions && {
        otherwise_image_uri: imageUri(frameworkOf(description).serves, environment),
      }),
    },
    outputs: {
      model_package_arn: "String",
      model_data_url: "String",
      preparation_uri: "String",
      image_uri: "String",
    },
  });
  return {
    step,
    version: {
      arn: step.outputs.model_package_arn,
      artifact: step.outputs.model_data_url,
      preparation: trained.preparation && step.outputs.preparation_uri,
      image: step.outputs.image_uri,
    },
  };
}
