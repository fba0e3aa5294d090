import type { Environment } from "../environments/environment";
import { copyFolder, stackName } from "../environments/names";

/** The stack that a deployment applies: alerts, rules and functions of one environment. */
export function promotionStackName(environment: Environment): string {
  return stackName(environment);
}

/** The foundation of an environment's workload account. */
export function workloadAccountStackName(environment: Environment): string {
  return `${stackName(environment)}-account`;
}

/** Folder, in the state bucket, of the states of a model's foundations in one account. */
export function foundationStateFolder(modelName: string, account: string): string {
  return `${modelName}/accounts/${account}`;
}

/** Key of a promotion's state object in the state bucket. */
export function promotionStateKey(environment: Environment): string {
  return `${environment.state.prefix}/${promotionStackName(environment)}.tfstate`;
}

/** Key of the object that `deploy apply` and `destroy` hold while they write, beside the state. A copy has its own. */
export function deployLockKey(environment: Environment): string {
  return `${environment.state.prefix}/${copyFolder(environment)}deploy.lock`;
}

/** Folder of the plans in the state bucket. States lie in folders of models' names, and none begins with an underscore. */
export const PLANS_FOLDER = "_plans";

/** Folder of an environment's plans, in the state bucket. */
export function plansFolder(environment: Environment): string {
  return `${PLANS_FOLDER}/${environment.state.prefix}`;
}

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

export function approvalRuleName(environment: Environment): string {
  return `${environment.modelName}-approval`;
}

export function modelsRuleName(environment: Environment): string {
  return `${environment.modelName}-models`;
}

/** Every rule that a promotion may have: an environment without a schedule has none for it. */
export function ruleNames(environment: Environment): string[] {
  const names = [scheduleRuleName, retrainingRuleName, failureRuleName, approvalRuleName, modelsRuleName];
  return names.map((nameOf) => nameOf(environment));
}

/** The queue that keeps events which reached no target. */
export function deadLetterQueueName(environment: Environment): string {
  return `${environment.modelName}-dead-letters`;
}

/** What the alarms of a promotion begin with: no other model's do, and a policy need not name each. */
function alarmFolder(environment: Environment): string {
  return `${environment.modelName}/`;
}

/** Every alarm of a promotion, as policies write it. */
export function anyAlarmName(environment: Environment): string {
  return `${alarmFolder(environment)}*`;
}

/** The alarm for events of a rule that reached no target. */
export function undeliveredAlarmName(environment: Environment, rule: string): string {
  return `${alarmFolder(environment)}${rule.slice(environment.modelName.length + 1)}-undelivered`;
}

/** The alarm for events that the queue keeps. */
export function deadLettersAlarmName(environment: Environment): string {
  return `${alarmFolder(environment)}dead-letters`;
}

/** The alarm for an inference that is overdue. */
export function inferenceOverdueAlarmName(environment: Environment): string {
  return `${alarmFolder(environment)}inference-overdue`;
}

/** Alias of the key that encrypts the alert topic, by which the topic names it: a foundation makes the key. */
export function alertKeyAlias(environment: Environment): string {
  return `alias/${environment.modelName}-alerts`;
}

/** What the log groups of a promotion's functions are called. */
export const FUNCTION_LOGS = [
  "assess-drift",
  "delete-models",
  "latest-approved",
  "record-version",
  "predictions",
  "send-alert",
  "start-retraining",
] as const;

/**
 * The log group of a function. Not named after the function, whose name changes with its content:
 * the log stays when a new version comes.
 */
export function functionLogGroupName(environment: Environment, name: (typeof FUNCTION_LOGS)[number]): string {
  return `/aws/lambda/${environment.modelName}-${name}`;
}

/** Characters that a tag's value may have (AWS Tagging API, Tag). */
const LONGEST_TAG = 256;

/** The tag `model` of what several models share: their names, or how many there are where those are too long for a tag. */
export function modelTag(environments: readonly Environment[]): string {
  const names = [...new Set(environments.map(({ modelName }) => modelName))];
  const all = names.join(" ");
  return all.length <= LONGEST_TAG ? all : `${names.length} models`;
}
