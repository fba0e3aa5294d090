import type { Environment } from "../../environments/environment";
import { imageUri, MODEL_MONITOR_ANALYZER } from "../images";
import { versionUri, workUri } from "../layout";
import {
  equals,
  lambdaStep,
  qualityCheckStep,
  type ProcessingArguments,
  type Input,
} from "sagemaker-pipeline-definitions";
import { onMachines, PROCESSING, s3Input, s3Output, type Machines } from "../script-job";
import { ASSESS_DRIFT_STEP, DATA_QUALITY_BASELINE_STEP, MONITOR_INPUT_STEP } from "../step-names";
import type { Baseline, BaselineRequest, DriftCheck, DriftCheckRequest, Monitoring } from "./monitoring";

/**
 * Amazon's analyzer by QualityCheck steps. The baseline's file names its columns; the daily batch has no header, and its
 * columns take the baseline's names by position. A header in a batch would be a row of text, hence drift.
 */
export const analyzerMonitoring: Monitoring = { baseline, driftCheck };

function baseline({ environment, dataUri, machines }: BaselineRequest): Baseline {
  const step = qualityCheckStep({
    name: DATA_QUALITY_BASELINE_STEP,
    description: "Statistics and constraints of the data the model was trained on",
    checkType: "DATA_QUALITY",
    // Computes a baseline, compares with none, and hands the new one on.
    skipCheck: true,
    registerNewBaseline: true,
    arguments: analyze(environment, {
      roleArn: environment.trainPipeline.roleArn,
      machines,
      datasetUri: dataUri,
      header: true,
      outputUri: versionUri(environment, "baseline"),
    }),
  });
  return {
    step,
    statisticsUri: step.properties.BaselineUsedForDriftCheckStatistics,
    constraintsUri: step.properties.BaselineUsedForDriftCheckConstraints,
  };
}

function driftCheck(request: DriftCheckRequest): DriftCheck {
  const { environment, functions, machines } = request;
  const monitor = qualityCheckStep({
    name: MONITOR_INPUT_STEP,
    description: "Holds the batch against the approved version's own baseline",
    checkType: "DATA_QUALITY",
    // A step that may fail on a violation fails on a lack of machines too, and a retraining must mean drift.
    failOnViolation: false,
    suppliedBaselineStatistics: request.statisticsUri,
    suppliedBaselineConstraints: request.constraintsUri,
    // Never cached: the key would hold the batch's address, and tomorrow's batch may lie at the same one.
    cache: false,
    arguments: analyze(environment, {
      roleArn: environment.inferencePipeline.roleArn,
      machines,
      datasetUri: request.batchUri,
      header: false,
      outputUri: workUri(environment, "monitoring"),
    }),
  });
  // The step has no property for its report, so the function gets the report's address put together.
  const assess = lambdaStep({
    name: ASSESS_DRIFT_STEP,
    description: "Reads the report of violations",
    dependsOn: [monitor],
    functionArn: functions.assessDrift,
    inputs: { violations_uri: workUri(environment, "monitoring", "constraint_violations.json") },
    outputs: { drifted: "String", violation_count: "Integer", message: "String" },
  });
  return {
    steps: [monitor, assess],
    drifted: equals(assess.outputs.drifted, "true"),
    message: assess.outputs.message,
  };
}

interface Analysis {
  readonly roleArn: string;
  readonly machines: Machines;
  readonly datasetUri: Input<string>;
  readonly header: boolean;
  readonly outputUri: Input<string>;
}

/** The job that the Python SDK's QualityCheckStep makes: paths, names and environment are the analyzer's contract. */
function analyze(environment: Environment, analysis: Analysis): ProcessingArguments<string> {
  const dataset = "baseline_dataset_input";
  return {
    AppSpecification: { ImageUri: imageUri(MODEL_MONITOR_ANALYZER, environment) },
    Environment: {
      dataset_format: JSON.stringify({ csv: { header: analysis.header, output_columns_position: "START" } }),
      dataset_source: `${PROCESSING}/input/${dataset}`,
      output_path: `${PROCESSING}/output`,
      publish_cloudwatch_metrics: "Disabled",
    },
    ProcessingInputs: [s3Input(dataset, `${PROCESSING}/input/${dataset}`, analysis.datasetUri)],
    ProcessingOutputConfig: {
      KmsKeyId: environment.kmsKey,
      Outputs: [s3Output("quality_check_output", `${PROCESSING}/output`, analysis.outputUri)],
    },
    RoleArn: analysis.roleArn,
    ...onMachines(environment, analysis.machines),
  };
}
