import type { Environment } from "../environments/environment";
import { metricsGroup, metricTitle } from "../models/metrics";
import { SCRIPTS, type CodeAssets, type FunctionArns } from "./code-assets";
import { evaluateJob, type ScoredVersion } from "./evaluate-job";
import { frameworkOf } from "./frameworks";
import { trainDatasetUri } from "./layout";
import { imageUri } from "./images";
import { monitoringOf } from "./monitoring";
import { predictTestRows, type OwnVersion, type Place } from "./predict-test-rows";
import { preprocessJob, scriptsOf } from "./preprocess-job";
import { registerModel } from "./register-model";
import {
  conditionStep,
  equals,
  failStep,
  floatParameter,
  greaterThanOrEqualTo,
  integerParameter,
  join,
  jsonGet,
  lessThanOrEqualTo,
  pipeline,
  processingStep,
  stringParameter,
  trainingStep,
  type PipelineDefinition,
} from "sagemaker-pipeline-definitions";
import { JOB_RETRY } from "./script-job";
import {
  CHECK_MODEL_QUALITY_STEP,
  CREATE_MODEL_IN_USE_STEP,
  CREATE_TRAINED_MODEL_STEP,
  EVALUATE_STEP,
  PREDICT_TEST_ROWS_IN_USE_STEP,
  PREDICT_TEST_ROWS_STEP,
  PREPROCESS_STEP,
  REJECT_MODEL_STEP,
  TRAIN_STEP,
} from "./step-names";
import { trainJob } from "./train-job";
import { versionInUse } from "./version-in-use";

/** The parameter whose default is the commit that the pipeline was deployed from. */
export const GIT_COMMIT_PARAMETER = "GitCommit";

/** Where the version that was trained predicts the test rows, and where the one in use does. */
const TRAINED: Place = {
  modelStep: CREATE_TRAINED_MODEL_STEP,
  transformStep: PREDICT_TEST_ROWS_STEP,
  folder: "scores",
};
const IN_USE: Place = {
  modelStep: CREATE_MODEL_IN_USE_STEP,
  transformStep: PREDICT_TEST_ROWS_IN_USE_STEP,
  folder: "scores-in-use",
};

/**
 * The training pipeline of an environment: prepares the data, trains, evaluates, and registers the version where its metric
 * reaches the threshold, and beats the version in use where the model asks for it.
 * @param gitCommit default of the parameter GitCommit, which a version carries as metadata
 * @throws Problem `NoImageInRegion`
 */
export function buildTrain(
  environment: Environment,
  code: CodeAssets,
  functions: FunctionArns,
  gitCommit: string,
): PipelineDefinition {
  const { description } = environment;
  const { metric, task } = description;
  const { contract } = frameworkOf(description);
  const processingInstanceType = stringParameter("ProcessingInstanceType", { default: "ml.m5.xlarge" });
  const processingInstanceCount = integerParameter("ProcessingInstanceCount", {
    default: environment.processingInstanceCount,
  });
  const trainingInstanceType = stringParameter("TrainingInstanceType", { default: "ml.m5.xlarge" });
  const modelApprovalStatus = stringParameter("ModelApprovalStatus", { default: "PendingManualApproval" });
  const inputDataUrl = stringParameter("InputDataUrl", { default: trainDatasetUri(environment) });
  const threshold = floatParameter(metric.parameter, { default: environment.metricThreshold });
  const commit = stringParameter(GIT_COMMIT_PARAMETER, { default: gitCommit });

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
    description: `Trains with ${frameworkOf(description).trains.title}`,
    arguments: trainJob(environment, code, preprocess.outputs, trainingInstanceType),
    retry: JOB_RETRY,
  });

  // Nothing of Amazon's can load what an image of one's own has trained: it predicts the test rows itself.
  const predict = (version: OwnVersion, place: Place) =>
    predictTestRows(environment, version, place, preprocess.outputs.features, trainingInstanceType);
  const artifact = train.properties.ModelArtifacts.S3ModelArtifacts;
  const own =
    contract === "container"
      ? predict({ image: imageUri(frameworkOf(description).serves, environment), artifact }, TRAINED)
      : undefined;
  const trained: ScoredVersion = {
    artifact,
    preparation:
      contract === "built-in" ? join("/", [preprocess.outputs.preparation, "preparation.json"]) : undefined,
    predictions: own?.predictions,
  };
  const found = metric.improvement === undefined ? undefined : versionInUse(environment, functions, trained);
  const ownInUse = own && found && predict(found.version, IN_USE);
  const inUse = found && { ...found.version, predictions: ownInUse?.predictions };
  const evaluate = processingStep({
    name: EVALUATE_STEP,
    description: `${metricTitle(metric.name)} on data that the training has not seen`,
    arguments: evaluateJob(environment, code, {
      candidate: trained,
      test: preprocess.outputs.test,
      inUse,
      machines: oneMachine,
    }),
    retry: JOB_RETRY,
    propertyFiles: { EvaluationReport: { output: "evaluation", path: "evaluation.json" } },
  });
  const report = evaluate.propertyFiles.EvaluationReport;
  const reported = (path: string) => jsonGet(report, `${metricsGroup(task)}.${metric.name}.${path}`, "Float");
  const value = reported("value");

  const baseline = monitoring.baseline({
    environment,
    code,
    dataUri: preprocess.outputs.baseline,
    machines: oneMachine,
  });
  const register = registerModel(environment, functions, {
    files: {
      artifact:
        contract === "script" ? join("/", [evaluate.outputs.artifact, "model.tar.gz"]) : trained.artifact,
      statistics: baseline.statisticsUri,
      constraints: baseline.constraintsUri,
      evaluation: join("/", [evaluate.outputs.evaluation, "evaluation.json"]),
      ...(trained.preparation && { preparation: trained.preparation }),
    },
    program: code.source?.program,
    approvalStatus: modelApprovalStatus,
    metric: {
      value,
      lower: reported("confidence_interval.lower"),
      upper: reported("confidence_interval.upper"),
      level: reported("confidence_interval.level"),
    },
    test: preprocess.outputs.test,
    metricGroups: description.scripts.includes(SCRIPTS.evaluate)
      ? undefined
      : jsonGet(report, "card", "String"),
    gitCommit: commit,
    dataUri: inputDataUrl,
    readBy: preprocess.properties.ProcessingJobName,
    provenance: preprocess.outputs.provenance,
    scripts: scriptsOf(environment, code),
  });
  const better = metric.direction === "maximize" ? greaterThanOrEqualTo : lessThanOrEqualTo;
  const compared = inUse && {
    beats: equals(jsonGet(report, "gate.passed", "Boolean"), true),
    note: jsonGet(report, "gate.note", "String"),
  };
  const title = metricTitle(metric.name);
  const reject = failStep({
    name: REJECT_MODEL_STEP,
    message:
      compared === undefined
        ? join("", [
            `${title} `,
            value,
            ` is ${metric.direction === "maximize" ? "below" : "above"} the threshold of `,
            threshold,
            ": not registered.",
          ])
        : join("", [`Not registered: ${title} `, value, ", threshold ", threshold, ". ", compared.note]),
  });
  const checkQuality = conditionStep({
    name: CHECK_MODEL_QUALITY_STEP,
    conditions: [better(value, threshold), ...(compared ? [compared.beats] : [])],
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
      threshold,
      commit,
    ],
    steps: [
      preprocess,
      train,
      ...(own?.steps ?? []),
      ...(found ? [found.step] : []),
      ...(ownInUse?.steps ?? []),
      evaluate,
      checkQuality,
    ],
  });
}
