import type { Environment } from "./environment";

/** First characters of a content hash, enough to tell versions of one thing apart. */
const HASH_CHARACTERS = 8;

/** A function that a pipeline step calls is named by its content: a running execution never has its code changed under it. */
function hashedName(modelName: string, name: string, sha256: string): string {
  return `${modelName}-${name}-${sha256.slice(0, HASH_CHARACTERS)}`;
}

/** Name of the Lambda function behind the step LatestApprovedModel; `sha256` is its bundle's. */
export function latestApprovedModelName(environment: Environment, sha256: string): string {
  return hashedName(environment.modelName, "latest-approved", sha256);
}

/** Name of the Lambda function behind the step AssessDrift (`monitoring: "model-monitor"`). */
export function assessDriftName(environment: Environment, sha256: string): string {
  return hashedName(environment.modelName, "assess-drift", sha256);
}

/** Name of the Lambda function that EventBridge calls when an inference execution found drift. */
export function startRetrainingName(environment: Environment): string {
  return `${environment.modelName}-start-retraining`;
}

/** ARN of a Lambda function in the environment's account. */
export function functionArn(environment: Environment, name: string): string {
  return `arn:${environment.partition}:lambda:${environment.region}:${environment.account}:function:${name}`;
}

/** Stack and Terraform workspace names have no slash: `fraud/prod` becomes `fraud-prod`. */
export function stackName(environment: Pick<Environment, "name">): string {
  return environment.name.replaceAll("/", "-");
}
