import { SCIKIT_LEARN } from "../images";
import { versionUri, workUri } from "../layout";
import { equals, join, jsonGet, processingStep } from "sagemaker-pipeline-definitions";
import { driftArguments } from "../drift-arguments";
import { JOB_RETRY, scriptJob } from "../script-job";
import { DATA_QUALITY_BASELINE_STEP, MONITOR_INPUT_STEP } from "../step-names";
import type { Baseline, BaselineRequest, DriftCheck, DriftCheckRequest, Monitoring } from "./monitoring";

/**
 * Our own data_quality.py in the scikit-learn image. A header in a batch that drifts is read as one; a batch that would go
 * on to the model fails the step, with the line to delete.
 */
export const scriptMonitoring: Monitoring = { baseline, driftCheck };

function baseline({ environment, code, dataUri, machines }: BaselineRequest): Baseline {
  const step = processingStep({
    name: DATA_QUALITY_BASELINE_STEP,
    description: "Statistics and constraints of the data the model was trained on",
    arguments: scriptJob({
      environment,
      roleArn: environment.trainPipeline.roleArn,
      image: SCIKIT_LEARN,
      code,
      script: "dataQuality",
      arguments: ["baseline"],
      machines,
      inputs: { baseline: dataUri },
      outputs: { baseline: versionUri(environment, "baseline") },
    }),
    retry: JOB_RETRY,
  });
  return {
    step,
    statisticsUri: join("/", [step.outputs.baseline, "statistics.json"]),
    constraintsUri: join("/", [step.outputs.baseline, "constraints.json"]),
  };
}

function driftCheck(request: DriftCheckRequest): DriftCheck {
  const { environment, code, machines } = request;
  const monitor = processingStep({
    name: MONITOR_INPUT_STEP,
    description: "Holds the batch against the approved version's own baseline",
    arguments: scriptJob({
      environment,
      roleArn: environment.inferencePipeline.roleArn,
      image: SCIKIT_LEARN,
      code,
      script: "dataQuality",
      arguments: ["check", ...driftArguments(environment.description)],
      machines,
      inputs: {
        batch: request.batchUri,
        statistics: request.statisticsUri,
        constraints: request.constraintsUri,
      },
      outputs: { monitoring: workUri(environment, "monitoring") },
    }),
    // Never cached: the key would hold the batch's address, and tomorrow's batch may lie at the same one.
    cache: false,
    retry: JOB_RETRY,
    propertyFiles: { DriftReport: { output: "monitoring", path: "drift.json" } },
  });
  const report = monitor.propertyFiles.DriftReport;
  return {
    steps: [monitor],
    drifted: equals(jsonGet(report, "drifted", "Boolean"), true),
    message: jsonGet(report, "message", "String"),
  };
}
