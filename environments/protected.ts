import type { Environment } from "./environment";
import { STATE_GROUP } from "./state-owner";

/** Whether an environment is more than a place to try things: prod, and each that people of its account may not deploy. */
export function isProtected({ group, deployers }: Environment): boolean {
  return group === STATE_GROUP || deployers !== "account";
}
