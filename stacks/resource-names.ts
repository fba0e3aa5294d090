import type { Environment } from "../environments/environment";

/**
 * Names of a promotion's resources, to which the deploy role is limited. All begin with the model's name, and none is
 * another model's, of which one's name may begin with the other's.
 */

export function scheduleRuleName(environment: Environment): string {
  return `${environment.modelName}-inference-schedule`;
}

export function retrainingRuleName(environment: Environment): string {
  return `${environment.modelName}-drift`;
}

export function failureRuleName(environment: Environment): string {
  return `${environment.modelName}-failure`;
}

/** Alias of the key that encrypts the alert topic, by which the topic names it: a foundation makes the key. */
export function alertKeyAlias(environment: Environment): string {
  return `alias/${environment.modelName}-alerts`;
}

/** What the log groups of a promotion's functions are called. */
export const FUNCTION_LOGS = ["assess-drift", "latest-approved", "start-retraining"] as const;

/**
 * The log group of a function. Not named after the function, whose name changes with its content:
 * the log stays when a new version comes.
 */
export function functionLogGroupName(environment: Environment, name: (typeof FUNCTION_LOGS)[number]): string {
  return `/aws/lambda/${environment.modelName}-${name}`;
}
