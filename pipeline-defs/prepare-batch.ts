import type { Environment } from "../environments/environment";
import { featuresOf } from "../models/model";
import { processingStep, type Input, type Step } from "sagemaker-pipeline-definitions";
import type { CodeAssets } from "./code-assets";
import { SCIKIT_LEARN } from "./images";
import { workUri } from "./layout";
import { JOB_RETRY, scriptJob, type Machines } from "./script-job";
import { PREPARE_BATCH_STEP } from "./step-names";

interface PreparedBatchRequest {
  readonly environment: Environment;
  readonly code: CodeAssets;
  readonly batchUri: Input<string>;
  /** What was fitted when the version was trained. */
  readonly preparationUri: Input<string>;
  readonly machines: Machines;
}

/** A batch as a built-in algorithm takes it. */
interface PreparedBatch {
  readonly step: Step;
  /** Folder of rows that hold the features as numbers, then the row as it was handed in. */
  readonly outputUri: Input<string>;
  /** Of the transform: sends the numbers alone, and keeps the row as it was handed in, with its prediction. */
  readonly filters: { readonly InputFilter: string; readonly OutputFilter: string };
}

/** Prepares a batch as the rows were that the version was trained on. */
export function prepareBatch(request: PreparedBatchRequest): PreparedBatch {
  const { environment, code, batchUri, preparationUri, machines } = request;
  const step = processingStep({
    name: PREPARE_BATCH_STEP,
    description: "Prepares the batch as the training data were",
    arguments: scriptJob({
      environment,
      roleArn: environment.inferencePipeline.roleArn,
      image: SCIKIT_LEARN,
      code,
      script: "prepare",
      machines,
      inputs: { batch: batchUri, preparation: preparationUri },
      outputs: { prepared: workUri(environment, "prepared", "batch") },
    }),
    // Never cached: tomorrow's batch may lie at the same address.
    cache: false,
    retry: JOB_RETRY,
  });
  const features = featuresOf(environment.description).length;
  return {
    step,
    outputUri: step.outputs.prepared,
    filters: { InputFilter: `$[0:${features}]`, OutputFilter: `$[${features}:]` },
  };
}
