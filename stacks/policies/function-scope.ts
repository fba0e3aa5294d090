import type { Environment } from "../../environments/environment";
import {
  assessDriftName,
  deleteModelsName,
  functionArn,
  latestApprovedModelName,
  latestPredictionsName,
  recordVersionName,
  sendAlertName,
  startRetrainingName,
} from "../../environments/names";
import { regionalArn } from "../arns";
import { FUNCTION_LOGS, functionLogGroupName } from "../names";

/** A hash of any content, as policies write it: `?` is any one character (IAM user guide, "IAM JSON policy elements: Resource"). */
const ANY_HASH = "?".repeat(64);

/** The functions that steps of the two pipelines call, whatever their content. */
export function stepFunctionArns(environment: Environment): string[] {
  const names = [
    latestApprovedModelName(environment, ANY_HASH),
    recordVersionName(environment, ANY_HASH),
    latestPredictionsName(environment, ANY_HASH),
    ...(environment.monitoring === "model-monitor" ? [assessDriftName(environment, ANY_HASH)] : []),
  ];
  return names.map((name) => functionArn(environment, name));
}

/** All functions of a promotion, in any mode of monitoring: who changes the mode removes what the other one had. */
export function functionArns(environment: Environment): string[] {
  const names = [
    assessDriftName(environment, ANY_HASH),
    latestApprovedModelName(environment, ANY_HASH),
    deleteModelsName(environment),
    recordVersionName(environment, ANY_HASH),
    latestPredictionsName(environment, ANY_HASH),
    sendAlertName(environment),
    startRetrainingName(environment),
  ];
  return names.map((name) => functionArn(environment, name));
}

/**
 * The log groups of those functions, and all in them: CloudWatch Logs asks for some actions with the group's ARN and
 * for others with that of its streams (Service Authorization Reference, Amazon CloudWatch Logs). In one text: a policy's
 * length is limited.
 */
export function functionLogArns(environment: Environment): string[] {
  return FUNCTION_LOGS.map((name) => functionLogGroupName(environment, name)).map((group) =>
    regionalArn(environment, "logs", `log-group:${group}*`),
  );
}
