import type { Environment } from "../environments/environment";
import { stackName } from "../environments/names";

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
