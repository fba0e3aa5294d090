import type { Environment } from "../environments/environment";
import {
  modelStep,
  transformStep,
  type Input,
  type Step,
  type StringVariable,
} from "sagemaker-pipeline-definitions";
import { workUri } from "./layout";
import { modelNetwork } from "./network";
import { JOB_RETRY, SERVICE_RETRY } from "./script-job";
import { transformJob } from "./transform-job";

/** A version in an image of one's own. */
export interface OwnVersion {
  readonly image: Input<string>;
  readonly artifact: Input<string>;
}

/** Where its predictions are made: what the steps are called, and the folder of what they write. */
export interface Place {
  readonly modelStep: string;
  readonly transformStep: string;
  readonly folder: string;
}

/**
 * The steps in which a version predicts the test rows, as it would predict a batch: nothing of Amazon's can load what an
 * image of one's own has trained.
 * @param rows address of the test rows without their target and without a header
 * @returns the steps, and the address of the folder of predictions
 */
export function predictTestRows(
  environment: Environment,
  { image, artifact }: OwnVersion,
  place: Place,
  rows: Input<string>,
  instanceType: StringVariable,
): { readonly steps: readonly Step[]; readonly predictions: Input<string> } {
  const model = modelStep({
    name: place.modelStep,
    arguments: {
      ExecutionRoleArn: environment.trainPipeline.roleArn,
      PrimaryContainer: { Image: image, ModelDataUrl: artifact },
      ...modelNetwork(environment),
    },
    retry: [SERVICE_RETRY],
  });
  const transform = transformStep({
    name: place.transformStep,
    description: "The prediction of each row of the test split",
    arguments: transformJob(environment, {
      model: model.properties.ModelName,
      rows,
      predictions: workUri(environment, "prepared", place.folder),
      instanceType,
      // There is one file, which goes to one machine.
      instanceCount: 1,
    }),
    retry: JOB_RETRY,
  });
  return { steps: [model, transform], predictions: transform.properties.TransformOutput.S3OutputPath };
}
