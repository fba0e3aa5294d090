import { createHash } from "node:crypto";
import type { Environment } from "./environment";

/** First characters of a content hash, enough to tell versions of one thing apart. */
const HASH_CHARACTERS = 8;

/** The folder, in each folder of an environment, of all its copies. */
export const COPIES = "as/";

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

/** Name of the Lambda function behind the step RecordVersion; `sha256` is its bundle's. */
export function recordVersionName(environment: Environment, sha256: string): string {
  return hashedName(environment.modelName, "record-version", sha256);
}

/** Name of the Lambda function behind the step LatestPredictions; `sha256` is its bundle's. */
export function latestPredictionsName(environment: Environment, sha256: string): string {
  return hashedName(environment.modelName, "predictions", sha256);
}

/** Name of the Lambda function that EventBridge calls when an inference execution found drift. */
export function startRetrainingName(environment: Environment): string {
  return `${environment.modelName}-start-retraining`;
}

/** Name of the Lambda function that EventBridge calls for what people are to know of the two pipelines. */
export function sendAlertName(environment: Environment): string {
  return `${environment.modelName}-send-alert`;
}

/** Name of the Lambda function that EventBridge calls for each new model, to delete old ones. */
export function deleteModelsName(environment: Environment): string {
  return `${environment.modelName}-delete-models`;
}

/** The longest name that a role may have (IAM's API model, roleNameType). */
const LONGEST_ROLE = 64;

/** What a role is for that one environment of one model has to itself. */
type OwnRole =
  "state" | "state-plan" | "data-scientist" | "deploy" | "plan" | "lambda" | "events" | "execution";

/** Name of a role of one environment of one model: all of them may lie in one account. */
export function ownRoleName(modelName: string, group: string, part: OwnRole): string {
  return shortened(`${modelName}-${group}-${part}`, LONGEST_ROLE);
}

/** A name, which ends in its own hash where it is too long. */
export function shortened(name: string, longest: number): string {
  if (name.length <= longest) return name;
  const hash = createHash("sha256").update(name).digest("hex").slice(0, HASH_CHARACTERS);
  return `${name.slice(0, longest - HASH_CHARACTERS - 1)}-${hash}`;
}

/** The name of somebody's copy of an environment. No environment has such a one: theirs hold no spaces. */
export function copyName(environment: string, as: string): string {
  return `${environment} as ${as}`;
}

/** Whose copy of which environment a name stands for; undefined for an environment's own name, or a file's path. */
export function partsOfCopyName(name: string): { readonly of: string; readonly as: string } | undefined {
  const [, of, as] = /^(.+) as ([a-z0-9-]+)$/s.exec(name) ?? [];
  return of === undefined || as === undefined ? undefined : { of, as };
}

/** What tells a copy's pipelines from the environment's own. */
export function copySuffix(as: string): string {
  return `-as-${as}`;
}

/** Where a copy's objects lie, below the environment's own folders; empty for the environment itself. */
export function copyFolder({ copy }: Pick<Environment, "copy">): string {
  return copy === undefined ? "" : `${COPIES}${copy.as}/`;
}

/** ARN of a Lambda function in the environment's account. */
export function functionArn(environment: Environment, name: string): string {
  return `arn:${environment.partition}:lambda:${environment.region}:${environment.account}:function:${name}`;
}

/** Stack and Terraform workspace names have no slash: `fraud/prod` becomes `fraud-prod`. A copy uses its environment's. */
export function stackName({
  name,
  copy,
}: Pick<Environment, "name"> & Partial<Pick<Environment, "copy">>): string {
  return (copy?.of ?? name).replaceAll("/", "-");
}
