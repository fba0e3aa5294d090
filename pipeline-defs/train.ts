import type { DataDistribution, Environment } from "../environments/environment";
import type { CodeAssets, FunctionArns } from "./code-assets";
import { imageUri, XGBOOST } from "./images";
import { trainDatasetUri, versionUri } from "./layout";
import { monitoringOf } from "./monitoring";
import { trainingNetwork } from "./network";
import { preprocessJob, scriptsOf } from "./preprocess-job";
import { registerModel } from "./register-model";
import {
  conditionStep,
  failStep,
  floatParameter,
  greaterThanOrEqualTo,
  integerParameter,
  join,
  jsonGet,
  pipeline,
  processingStep,
  stringParameter,
  trainingStep,
  type PipelineDefinition,
  type Input,
} from "sagemaker-pipeline-definitions";
import { JOB_RETRY, scriptJob } from "./script-job";
import {
  CHECK_AUC_STEP,
  EVALUATE_STEP,
  PREPROCESS_STEP,
  REJECT_LOW_AUC_STEP,
  TRAIN_STEP,
} from "./step-names";

/** The parameter whose default is the commit that the pipeline was deployed from. */
export const GIT_COMMIT_PARAMETER = "GitCommit";

/** The original's settings; XGBoost's own seed makes its row sampling repeatable. */
const HYPERPARAMETERS = {
  objective: "binary:logistic",
  eval_metric: "auc",
  num_round: "50",
  max_depth: "5",
  eta: "0.2",
  gamma: "4",
  min_child_weight: "6",
  subsample: "0.7",
  seed: "42",
};

/**
 * The training pipeline of an environment: prepares the data, trains, evaluates, and registers the version where its AUC
 * reaches the threshold.
 * @param gitCommit default of the parameter GitCommit, which a version carries as metadata
 * @throws Problem `NoImageInRegion`
 */
export function buildTrain(
  environment: Environment,
  code: CodeAssets,
  functions: FunctionArns,
  gitCommit: string,
): PipelineDefinition {
  const processingInstanceType = stringParameter("ProcessingInstanceType", { default: "ml.m5.xlarge" });
  const processingInstanceCount = integerParameter("ProcessingInstanceCount", {
    default: environment.processingInstanceCount,
  });
  const trainingInstanceType = stringParameter("TrainingInstanceType", { default: "ml.m5.xlarge" });
  const modelApprovalStatus = stringParameter("ModelApprovalStatus", { default: "PendingManualApproval" });
  const inputDataUrl = stringParameter("InputDataUrl", { default: trainDatasetUri(environment) });
  const aucScoreThreshold = floatParameter("AucScoreThreshold", { default: environment.aucThreshold });
  const commit = stringParameter(GIT_COMMIT_PARAMETER, { default: gitCommit });

  const { roleArn } = environment.trainPipeline;
  const monitoring = monitoringOf(environment);
  const oneMachine = { instanceType: processingInstanceType, instanceCount: 1 };

  // Not cached: the key would hold the data's address, and new data may lie at the same one. Nor are the steps after it,
  // whose inputs lie below this execution's id and can match no other's. RetryPipelineExecution carries a failed
  // execution on without repeating what it has finished.
  const preprocess = processingStep({
    name: PREPROCESS_STEP,
    description: "Cleans and splits the data",
    arguments: preprocessJob(environment, code, inputDataUrl, {
      instanceType: processingInstanceType,
      instanceCount: processingInstanceCount,
    }),
    retry: JOB_RETRY,
  });

  const train = trainingStep({
    name: TRAIN_STEP,
    description: "Trains XGBoost",
    arguments: {
      AlgorithmSpecification: { TrainingImage: imageUri(XGBOOST, environment), TrainingInputMode: "File" },
      HyperParameters: HYPERPARAMETERS,
      InputDataConfig: [
        csvChannel("train", preprocess.outputs.train, environment.trainingDataDistribution),
        // Whole on every machine: XGBoost takes the mean of the machines' AUC, which is right only where they are equal.
        csvChannel("validation", preprocess.outputs.validation, "FullyReplicated"),
      ],
      OutputDataConfig: { S3OutputPath: versionUri(environment, "artifact"), KmsKeyId: environment.kmsKey },
      ResourceConfig: {
        InstanceType: trainingInstanceType,
        InstanceCount: environment.trainingInstanceCount,
        VolumeSizeInGB: 30,
        ...(environment.volumeKmsKey && { VolumeKmsKeyId: environment.volumeKmsKey }),
      },
      StoppingCondition: { MaxRuntimeInSeconds: 3600 },
      // Closed to new customers, and on where nothing is said.
      ProfilerConfig: { DisableProfiler: true },
      RoleArn: roleArn,
      ...trainingNetwork(environment),
    },
    retry: JOB_RETRY,
  });

  const evaluate = processingStep({
    name: EVALUATE_STEP,
    description: "AUC on data that the training has not seen",
    arguments: scriptJob({
      environment,
      roleArn,
      image: XGBOOST,
      code: code.evaluate,
      machines: oneMachine,
      inputs: {
        model: train.properties.ModelArtifacts.S3ModelArtifacts,
        test: preprocess.outputs.test,
      },
      outputs: { evaluation: versionUri(environment, "evaluation") },
    }),
    retry: JOB_RETRY,
    propertyFiles: { EvaluationReport: { output: "evaluation", path: "evaluation.json" } },
  });
  const reported = (path: string) =>
    jsonGet(evaluate.propertyFiles.EvaluationReport, `binary_classification_metrics.auc.${path}`, "Float");
  const auc = reported("value");

  const baseline = monitoring.baseline({
    environment,
    code,
    dataUri: preprocess.outputs.baseline,
    machines: oneMachine,
  });
  const register = registerModel(environment, functions, {
    files: {
      artifact: train.properties.ModelArtifacts.S3ModelArtifacts,
      statistics: baseline.statisticsUri,
      constraints: baseline.constraintsUri,
      evaluation: join("/", [evaluate.outputs.evaluation, "evaluation.json"]),
      medians: join("/", [preprocess.outputs.medians, "medians.json"]),
    },
    approvalStatus: modelApprovalStatus,
    auc: {
      value: auc,
      lower: reported("confidence_interval.lower"),
      upper: reported("confidence_interval.upper"),
      level: reported("confidence_interval.level"),
    },
    gitCommit: commit,
    dataUri: inputDataUrl,
    readBy: preprocess.properties.ProcessingJobName,
    provenance: preprocess.outputs.provenance,
    scripts: scriptsOf(environment, code),
  });
  const reject = failStep({
    name: REJECT_LOW_AUC_STEP,
    message: join("", ["AUC ", auc, " is below the threshold of ", aucScoreThreshold, ": not registered."]),
  });
  const checkAuc = conditionStep({
    name: CHECK_AUC_STEP,
    conditions: [greaterThanOrEqualTo(auc, aucScoreThreshold)],
    ifSteps: [baseline.step, ...register],
    elseSteps: [reject],
  });

  return pipeline({
    parameters: [
      processingInstanceType,
      processingInstanceCount,
      trainingInstanceType,
      modelApprovalStatus,
      inputDataUrl,
      aucScoreThreshold,
      commit,
    ],
    steps: [preprocess, train, evaluate, checkAuc],
  });
}

function csvChannel(name: string, uri: Input<string>, distribution: DataDistribution) {
  return {
    ChannelName: name,
    ContentType: "text/csv",
    DataSource: {
      S3DataSource: { S3DataType: "S3Prefix", S3Uri: uri, S3DataDistributionType: distribution },
    },
  } as const;
}
