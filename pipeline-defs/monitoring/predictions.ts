import type { Environment } from "../../environments/environment";
import {
  conditionStep,
  equals,
  failStep,
  jsonGet,
  lambdaStep,
  processingStep,
  type Input,
  type Step,
} from "sagemaker-pipeline-definitions";
import type { CodeAssets, FunctionArns } from "../code-assets";
import { chanceArguments } from "../drift-arguments";
import { SCIKIT_LEARN } from "../images";
import { dataUri, labelsUri, workUri } from "../layout";
import { JOB_RETRY, scriptJob, type Machines } from "../script-job";
import {
  CHECK_PREDICTIONS_STEP,
  LATEST_LABELS_STEP,
  MODEL_DRIFT_STEP,
  MONITOR_PREDICTIONS_STEP,
} from "../step-names";

interface PredictionsCheckRequest {
  readonly environment: Environment;
  readonly code: CodeAssets;
  readonly functions: FunctionArns;
  /** ARN of the version that predicts. */
  readonly version: Input<string>;
  /** Address of its evaluation.json. */
  readonly evaluationUri: Input<string>;
  /** The step that predicts. */
  readonly after: Step;
  readonly machines: Machines;
}

/**
 * The steps that look at what the model answers: whether today's predictions are spread as those on the test split were,
 * and, where somebody has uploaded the labels of an earlier batch, whether that batch was predicted well enough. Either ends
 * the execution as drift does, when its predictions are there.
 */
export function predictionsCheck(request: PredictionsCheckRequest): readonly Step[] {
  const { environment, code, functions, version, evaluationUri, after, machines } = request;
  const { metric } = environment.description;
  const labels = lambdaStep({
    name: LATEST_LABELS_STEP,
    description: "The newest labels of a batch that the version in use has predicted, if any",
    dependsOn: [after],
    functionArn: functions.latestLabels,
    inputs: {
      labels: labelsUri(environment),
      predictions: dataUri(environment, "predictions"),
      model_package_arn: version,
      otherwise: evaluationUri,
    },
    outputs: { labelled: "String", labels_uri: "String", predictions_uri: "String" },
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
        "--labels",
        labels.outputs.labelled,
        ...chanceArguments(environment.description),
      ],
      machines,
      inputs: {
        predictions: workUri(environment, "predictions"),
        evaluation: evaluationUri,
        labels: labels.outputs.labels_uri,
        labelled: labels.outputs.predictions_uri,
      },
      outputs: { "model-quality": workUri(environment, "monitoring", "model-quality") },
    }),
    // Never cached, for the same reason as the check of the batch.
    cache: false,
    retry: JOB_RETRY,
    propertyFiles: { ModelDriftReport: { output: "model-quality", path: "drift.json" } },
  });
  const report = monitor.propertyFiles.ModelDriftReport;
  const drift = failStep({ name: MODEL_DRIFT_STEP, message: jsonGet(report, "message", "String") });
  const check = conditionStep({
    name: CHECK_PREDICTIONS_STEP,
    conditions: [equals(jsonGet(report, "drifted", "Boolean"), true)],
    ifSteps: [drift],
    elseSteps: [],
  });
  return [labels, monitor, check];
}
