import type { Construct } from "constructs";
import type { Environment } from "../../environments/environment";
import { trainingMakesModels } from "../../pipeline-defs/frameworks";
import {
  CREATE_MODEL_STEP,
  CREATE_TRAINED_MODEL_STEP,
  DATA_DRIFT_STEP,
  REGISTER_MODEL_STEP,
} from "../../pipeline-defs/step-names";
import { approvalRuleName, failureRuleName, modelsRuleName, retrainingRuleName } from "../names";
import { FunctionRule } from "./function-rule";
import type { ManagedFunction } from "./managed-function";

/** The functions that events call, and what keeps those that do not reach them. */
interface Targets {
  readonly startRetraining: ManagedFunction;
  readonly sendAlert: ManagedFunction;
  readonly deleteModels: ManagedFunction;
  /** ARN. */
  readonly deadLetterQueue: string;
}

/**
 * The rules on what happens in the two pipelines: drift starts a training, a failed step and a version that waits for
 * approval are told by e-mail, and each new model is the time to delete old ones.
 */
export function addEventRules(scope: Construct, environment: Environment, targets: Targets): void {
  const { modelName, trainPipeline, inferencePipeline } = environment;
  const { startRetraining, sendAlert, deleteModels, deadLetterQueue } = targets;
  const onDrift = environment.retrainOn === "drift";
  const inBoth = trainingMakesModels(environment);
  new FunctionRule(scope, "retraining", {
    name: retrainingRuleName(environment),
    description: `Retrains ${modelName} when its inference ${onDrift ? "finds drift" : "fails"}`,
    pattern: stepPattern({
      pipelineArns: [inferencePipeline.arn],
      status: "Failed",
      stepName: onDrift ? [DATA_DRIFT_STEP] : undefined,
    }),
    deadLetterQueue,
    target: startRetraining,
    targetId: "start-retraining",
    statementId: "RetrainingRule",
  });
  new FunctionRule(scope, "failure", {
    name: failureRuleName(environment),
    description: `Alerts when a step of ${modelName}'s pipelines fails`,
    pattern: stepPattern({
      pipelineArns: [trainPipeline.arn, inferencePipeline.arn],
      status: "Failed",
      // Drift has an alert of its own.
      stepName: [{ "anything-but": [DATA_DRIFT_STEP] }],
    }),
    deadLetterQueue,
    target: sendAlert,
    targetId: "send-alert",
    statementId: "FailureRule",
  });
  new FunctionRule(scope, "approval", {
    name: approvalRuleName(environment),
    description: `Tells when a version of ${modelName} waits for approval`,
    pattern: stepPattern({
      pipelineArns: [trainPipeline.arn],
      status: "Succeeded",
      stepName: [REGISTER_MODEL_STEP],
    }),
    deadLetterQueue,
    target: sendAlert,
    targetId: "send-alert",
    statementId: "ApprovalRule",
  });
  new FunctionRule(scope, "models", {
    name: modelsRuleName(environment),
    description: `Deletes old models of ${modelName}'s ${inBoth ? "pipelines" : "inference"} when it makes a new one`,
    pattern: stepPattern({
      pipelineArns: [inferencePipeline.arn, ...(inBoth ? [trainPipeline.arn] : [])],
      status: "Succeeded",
      stepName: [CREATE_MODEL_STEP, ...(inBoth ? [CREATE_TRAINED_MODEL_STEP] : [])],
    }),
    deadLetterQueue,
    target: deleteModels,
    targetId: "delete-models",
    statementId: "ModelsRule",
  });
}

/** One value, or the operator that names those it must not be. */
type Match = string | { readonly "anything-but": readonly string[] };

interface StepChange {
  readonly pipelineArns: readonly string[];
  readonly status: "Failed" | "Succeeded";
  /** Every step where left out. */
  readonly stepName: readonly Match[] | undefined;
}

/**
 * Event pattern for steps.
 * Fields: SageMaker developer guide, "Events that Amazon SageMaker AI sends to Amazon EventBridge", pipeline step
 * state change. They arrive on the default bus only, and more than once.
 */
function stepPattern({ pipelineArns, status, stepName }: StepChange): string {
  return JSON.stringify({
    source: ["aws.sagemaker"],
    "detail-type": ["SageMaker Model Building Pipeline Execution Step Status Change"],
    detail: { pipelineArn: pipelineArns, currentStepStatus: [status], ...(stepName && { stepName }) },
  });
}
