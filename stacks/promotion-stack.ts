import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { actingRoles } from "../environments/acting";
import type { Acting, Environment } from "../environments/environment";
import {
  assessDriftName,
  deleteModelsName,
  latestApprovedModelName,
  latestPredictionsName,
  recordVersionName,
  sendAlertName,
  startRetrainingName,
} from "../environments/names";
import type { FunctionBundles } from "../lambdas/bundle";
import { addAlarms } from "./constructs/alarms";
import { AlertTopic } from "./constructs/alert-topic";
import { DeadLetterQueue } from "./constructs/dead-letter-queue";
import { addEventRules } from "./constructs/event-rules";
import { InferenceSchedule } from "./constructs/inference-schedule";
import { ManagedFunction } from "./constructs/managed-function";
import { configureTerraform } from "./constructs/terraform-settings";
import { type FUNCTION_LOGS, functionLogGroupName, promotionStackName, promotionStateKey } from "./names";

/** Both read a few pages of an API; a retraining also leaves time for retries when SageMaker throttles. */
const STEP_TIMEOUT_SECONDS = 60;
const RETRAINING_TIMEOUT_SECONDS = 120;
/** The first time there may be a year's models; what is left after this, the next run deletes. */
const DELETION_TIMEOUT_SECONDS = 300;
/** Reads files of a version from the first byte to the last; a step waits no longer. */
const RECORDING_TIMEOUT_SECONDS = 600;

/**
 * What a deployment applies in one environment: the alerts and alarms, the rules that start the pipelines, and the functions they
 * and the pipelines call. Roles come from the account's foundation; pipelines from the deploy script.
 */
export class PromotionStack extends TerraformStack {
  /** @param acting as whom Terraform works: nothing but the roles that it assumes depends on it */
  constructor(
    scope: Construct,
    environment: Environment,
    functions: FunctionBundles,
    acting: Acting = "deploy",
  ) {
    super(scope, promotionStackName(environment));
    const { role, stateRole, stateExternalId } = actingRoles(environment, acting);
    configureTerraform(this, {
      account: environment.account,
      region: environment.region,
      role: {
        roleArn: role,
        externalId: environment.jenkinsExternalId,
        sessionName: "sagemaker-promotion",
      },
      tags: { environment: environment.group, model: environment.modelName },
      state: environment.state,
      stateKey: promotionStateKey(environment),
      stateRole: { roleArn: stateRole, externalId: stateExternalId },
    });

    const topic = new AlertTopic(this, "alerts", environment);
    // What could not be handled goes not to the topic, which may be what failed: an alarm tells of it.
    const queue = new DeadLetterQueue(this, "dead-letters", environment);
    this.addStepFunctions(environment, functions);
    const startRetraining = new ManagedFunction(this, "start-retraining", {
      functionName: startRetrainingName(environment),
      description: `Starts a training of ${environment.modelName} when drift was found, and says so`,
      bundle: functions["start-retraining"],
      ...surroundings(environment, "start-retraining"),
      timeoutSeconds: RETRAINING_TIMEOUT_SECONDS,
      environment: {
        ENVIRONMENT: environment.group,
        READS_VERSIONS_OF: environment.readsVersionsOf.join(","),
        TRAIN_PIPELINE_NAME: environment.trainPipeline.name,
        MODEL_PACKAGE_GROUP_ARN: environment.modelPackageGroup.arn,
        ALERT_TOPIC_ARN: topic.arn,
      },
      deadLetterQueue: queue.arn,
    });
    const sendAlert = new ManagedFunction(this, "send-alert", {
      functionName: sendAlertName(environment),
      description: `Tells by e-mail why a step of ${environment.modelName} failed, and which version waits for approval`,
      bundle: functions["send-alert"],
      ...surroundings(environment, "send-alert"),
      timeoutSeconds: STEP_TIMEOUT_SECONDS,
      environment: { ALERT_TOPIC_ARN: topic.arn },
      deadLetterQueue: queue.arn,
    });

    const deleteModels = new ManagedFunction(this, "delete-models", {
      functionName: deleteModelsName(environment),
      description: `Deletes models of ${environment.modelName} that old inference executions made`,
      bundle: functions["delete-models"],
      ...surroundings(environment, "delete-models"),
      timeoutSeconds: DELETION_TIMEOUT_SECONDS,
      environment: { RETENTION_DAYS: String(environment.retentionDays.models) },
      deadLetterQueue: queue.arn,
    });

    const { schedule } = environment.inferencePipeline;
    if (schedule !== undefined) {
      new InferenceSchedule(this, "schedule", environment, schedule, queue.arn);
    }
    addEventRules(this, environment, {
      startRetraining,
      sendAlert,
      deleteModels,
      deadLetterQueue: queue.arn,
    });
    addAlarms(this, environment, topic.arn);
  }

  /** The functions that steps of the two pipelines call, each named by its content. */
  private addStepFunctions(environment: Environment, functions: FunctionBundles): void {
    const latestApproved = functions["latest-approved-model"];
    new ManagedFunction(this, "latest-approved-model", {
      functionName: latestApprovedModelName(environment, latestApproved.sha256),
      description: `Finds the highest approved version of ${environment.modelPackageGroup.name}`,
      bundle: latestApproved,
      ...surroundings(environment, "latest-approved"),
      timeoutSeconds: STEP_TIMEOUT_SECONDS,
      replacedByName: true,
    });
    const recordVersion = functions["record-version"];
    new ManagedFunction(this, "record-version", {
      functionName: recordVersionName(environment, recordVersion.sha256),
      description: "Says which bytes a version is registered with",
      bundle: recordVersion,
      ...surroundings(environment, "record-version"),
      timeoutSeconds: RECORDING_TIMEOUT_SECONDS,
      replacedByName: true,
    });
    const latestPredictions = functions["latest-predictions"];
    new ManagedFunction(this, "latest-predictions", {
      functionName: latestPredictionsName(environment, latestPredictions.sha256),
      description: "Finds the newest labels of a batch that the version in use has predicted",
      bundle: latestPredictions,
      ...surroundings(environment, "predictions"),
      timeoutSeconds: STEP_TIMEOUT_SECONDS,
      replacedByName: true,
    });
    if (environment.monitoring !== "model-monitor") return;
    const assessDrift = functions["assess-drift"];
    new ManagedFunction(this, "assess-drift", {
      functionName: assessDriftName(environment, assessDrift.sha256),
      description: "Reads Model Monitor's report and says whether the batch drifted",
      bundle: assessDrift,
      ...surroundings(environment, "assess-drift"),
      timeoutSeconds: STEP_TIMEOUT_SECONDS,
      replacedByName: true,
    });
  }
}

/** What all functions of an environment have alike: role, network, and how long their logs stay. */
function surroundings(environment: Environment, log: (typeof FUNCTION_LOGS)[number]) {
  return {
    logGroupName: functionLogGroupName(environment, log),
    logRetentionDays: environment.retentionDays.logs,
    role: environment.lambdaRole,
    vpc: environment.vpc,
  };
}
