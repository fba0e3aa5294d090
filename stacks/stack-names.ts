import type { Environment, Model } from "../environments/environment";
import { stackName } from "../environments/names";

/** The stack that a deployment applies: alerts, rules and functions of one environment. */
export function promotionStackName(environment: Environment): string {
  return stackName(environment);
}

/** The foundation of an environment's workload account. */
export function workloadAccountStackName(environment: Environment): string {
  return `${stackName(environment)}-account`;
}

/** The foundation of the model's registry account: `registry-account`, or `fraud-registry-account` for `fraud/prod`. */
export function registryAccountStackName(model: Model): string {
  const name = model.environments[0]?.name ?? "";
  return `${name.slice(0, name.lastIndexOf("/") + 1).replaceAll("/", "-")}registry-account`;
}
