import type { Environment } from "../environments/environment";
import type { CodeAssets, FunctionArns } from "./code-assets";
import { batchDatasetUri, workUri } from "./layout";
import { frameworkOf } from "./frameworks";
import { monitoringOf } from "./monitoring";
import { predictionsCheck } from "./monitoring/predictions";
import { modelNetwork } from "./network";
import {
  conditionStep,
  execution,
  failStep,
  integerParameter,
  join,
  lambdaStep,
  modelStep,
  or,
  pipeline,
  stringParameter,
  transformStep,
  type PipelineDefinition,
} from "sagemaker-pipeline-definitions";
import { JOB_RETRY, SERVICE_RETRY } from "./script-job";
import {
  BATCH_TRANSFORM_STEP,
  CHECK_DRIFT_STEP,
  CREATE_MODEL_STEP,
  DATA_DRIFT_STEP,
  LATEST_APPROVED_MODEL_STEP,
  RECORD_PREDICTIONS_STEP,
} from "./step-names";
import { prepareBatch } from "./prepare-batch";
import { GIT_COMMIT_PARAMETER } from "./train";
import { transformJob } from "./transform-job";
import { PREDICTIONS_PROVENANCE_FILE, requiredFiles } from "./version-files";

/**
 * The inference pipeline of an environment: takes the latest approved version, holds the batch against that version's own
 * baseline, and either fails with what drifted or predicts.
 * @param gitCommit default of the parameter GitCommit, which predictions carry beside the commit of their version
 * @throws Problem `NoImageInRegion`
 */
export function buildInference(
  environment: Environment,
  code: CodeAssets,
  functions: FunctionArns,
  gitCommit: string,
): PipelineDefinition {
  const processingInstanceType = stringParameter("ProcessingInstanceType", { default: "ml.m5.xlarge" });
  const processingInstanceCount = integerParameter("ProcessingInstanceCount", { default: 1 });
  const transformInstanceType = stringParameter("TransformInstanceType", { default: "ml.m5.xlarge" });
  const transformInput = stringParameter("transform_input", { default: batchDatasetUri(environment) });
  const commit = stringParameter(GIT_COMMIT_PARAMETER, { default: gitCommit });

  const machines = { instanceType: processingInstanceType, instanceCount: processingInstanceCount };
  // A built-in algorithm takes numbers alone: a job before it applies what was fitted in training.
  const prepares = frameworkOf(environment.description).contract === "built-in";

  const latest = lambdaStep({
    name: LATEST_APPROVED_MODEL_STEP,
    description: "The highest approved version of the environments whose versions this one runs",
    functionArn: functions.latestApprovedModel,
    inputs: {
      model_package_group: environment.modelPackageGroup.arn,
      reads_versions_of: environment.readsVersionsOf.join(","),
      required_files: requiredFiles(prepares),
    },
    outputs: {
      model_package_arn: "String",
      model_package_version: "String",
      model_data_url: "String",
      image_uri: "String",
      statistics_uri: "String",
      constraints_uri: "String",
      evaluation_uri: "String",
      preparation_uri: "String",
      git_commit: "String",
      passed_over: "String",
    },
  });

  const model = modelStep({
    name: CREATE_MODEL_STEP,
    arguments: {
      ExecutionRoleArn: environment.inferencePipeline.roleArn,
      PrimaryContainer: { ModelPackageName: latest.outputs.model_package_arn },
      ...modelNetwork(environment),
    },
    retry: [SERVICE_RETRY],
  });

  const drift = monitoringOf(environment).driftCheck({
    environment,
    code,
    functions,
    batchUri: transformInput,
    statisticsUri: latest.outputs.statistics_uri,
    constraintsUri: latest.outputs.constraints_uri,
    machines,
  });

  // Before the predictions are there, so that there are none without it.
  const record = lambdaStep({
    name: RECORD_PREDICTIONS_STEP,
    description: "Says beside the predictions which version and which execution make them",
    functionArn: functions.recordVersion,
    inputs: {
      provenance: workUri(environment, "predictions", PREDICTIONS_PROVENANCE_FILE),
      kms_key: environment.kmsKey,
      model_package_arn: latest.outputs.model_package_arn,
      git_commit: latest.outputs.git_commit,
      execution_arn: execution.PipelineExecutionArn,
      deployed_commit: commit,
      batch: transformInput,
    },
    outputs: { recorded_provenance: "String" },
  });

  const prepare = prepares
    ? prepareBatch({
        environment,
        code,
        batchUri: transformInput,
        preparationUri: latest.outputs.preparation_uri,
        machines,
      })
    : undefined;
  const transform = transformStep({
    name: BATCH_TRANSFORM_STEP,
    description: "Each row of the batch with its prediction behind it",
    dependsOn: [record],
    arguments: {
      ...transformJob(environment, {
        model: model.properties.ModelName,
        rows: prepare?.outputUri ?? transformInput,
        predictions: workUri(environment, "predictions"),
        instanceType: transformInstanceType,
        instanceCount: environment.transformInstanceCount,
      }),
      DataProcessing: { JoinSource: "Input", ...prepare?.filters },
    },
    retry: JOB_RETRY,
  });
  const predictions = predictionsCheck({
    environment,
    code,
    functions,
    version: latest.outputs.model_package_arn,
    evaluationUri: latest.outputs.evaluation_uri,
    machines,
  });
  const dataDrift = failStep({
    name: DATA_DRIFT_STEP,
    message: join(" ", [drift.message, predictions.message]),
  });
  const checkDrift = conditionStep({
    name: CHECK_DRIFT_STEP,
    conditions: [or(drift.drifted, predictions.drifted)],
    ifSteps: [dataDrift],
    elseSteps: [record, ...(prepare ? [prepare.step] : []), transform],
  });

  return pipeline({
    parameters: [
      processingInstanceType,
      processingInstanceCount,
      transformInstanceType,
      transformInput,
      commit,
    ],
    steps: [latest, model, ...drift.steps, ...predictions.steps, checkDrift],
  });
}
