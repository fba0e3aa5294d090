import type { Environment } from "../../environments/environment";
import { equals, jsonGet, lambdaStep, processingStep, type Input } from "sagemaker-pipeline-definitions";
import type { CodeAssets, FunctionArns } from "../code-assets";
import { chanceArguments } from "../drift-arguments";
import { SCIKIT_LEARN } from "../images";
import { dataUri, labelsUri, workUri } from "../layout";
import { JOB_RETRY, scriptJob, type Machines } from "../script-job";
import { LATEST_PREDICTIONS_STEP, MONITOR_PREDICTIONS_STEP } from "../step-names";
import type { DriftCheck } from "./monitoring";

interface PredictionsCheckRequest {
  readonly environment: Environment;
  readonly code: CodeAssets;
  readonly functions: FunctionArns;
  /** ARN of the version that predicts. */
  readonly version: Input<string>;
  /** Address of its evaluation.json. */
  readonly evaluationUri: Input<string>;
  readonly machines: Machines;
}

/**
 * The steps that look at what the version has answered so far: whether its last predictions are spread as those on the test
 * split were, and, where somebody has uploaded the labels of an earlier batch, whether that was predicted well enough. They
 * look back, before the batch of the day is predicted: an execution has one condition, since SageMaker Pipelines does not
 * support nested ones (developer guide, "build-and-manage-steps-types", Condition step).
 */
export function predictionsCheck(
  request: PredictionsCheckRequest,
): Pick<DriftCheck, "steps" | "drifted" | "message"> {
  const { environment, code, functions, version, evaluationUri, machines } = request;
  const { metric } = environment.description;
  const latest = lambdaStep({
    name: LATEST_PREDICTIONS_STEP,
    description: "What the version has predicted before, and the newest of it whose labels are known",
    functionArn: functions.latestPredictions,
    inputs: {
      labels: labelsUri(environment),
      predictions: dataUri(environment, "predictions"),
      model_package_arn: version,
      otherwise: evaluationUri,
    },
    outputs: {
      predicted: "String",
      predictions_uri: "String",
      labelled: "String",
      labels_uri: "String",
      labelled_uri: "String",
    },
  });
  const monitor = processingStep({
    name: MONITOR_PREDICTIONS_STEP,
    description:
      "Holds the predictions against those on the test split, and earlier ones against their labels",
    arguments: scriptJob({
      environment,
      roleArn: environment.inferencePipeline.roleArn,
      image: SCIKIT_LEARN,
      code,
      script: "modelQuality",
      arguments: [
        "--metric",
        metric.name,
        "--direction",
        metric.direction,
        "--threshold",
        String(environment.metricThreshold),
        "--predicted",
        latest.outputs.predicted,
        "--labels",
        latest.outputs.labelled,
        ...chanceArguments(environment.description),
      ],
      machines,
      inputs: {
        predictions: latest.outputs.predictions_uri,
        evaluation: evaluationUri,
        labels: latest.outputs.labels_uri,
        labelled: latest.outputs.labelled_uri,
      },
      outputs: { "model-quality": workUri(environment, "monitoring", "model-quality") },
    }),
    // Never cached, for the same reason as the check of the batch.
    cache: false,
    retry: JOB_RETRY,
    propertyFiles: { ModelDriftReport: { output: "model-quality", path: "drift.json" } },
  });
  const report = monitor.propertyFiles.ModelDriftReport;
  return {
    steps: [latest, monitor],
    drifted: equals(jsonGet(report, "drifted", "Boolean"), true),
    message: jsonGet(report, "message", "String"),
  };
}
