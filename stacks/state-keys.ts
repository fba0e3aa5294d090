import type { Environment, Model } from "../environments/environment";
import { promotionStackName, registryAccountStackName, workloadAccountStackName } from "./stack-names";

/** Keys of the stacks' state objects in the state bucket. */

export function promotionStateKey(environment: Environment): string {
  return `${environment.state.prefix}/${promotionStackName(environment)}.tfstate`;
}

export function workloadAccountStateKey(environment: Environment): string {
  return `${environment.state.prefix}/${workloadAccountStackName(environment)}.tfstate`;
}

export function registryAccountStateKey(model: Model): string {
  return `${model.name}/${registryAccountStackName(model)}.tfstate`;
}
