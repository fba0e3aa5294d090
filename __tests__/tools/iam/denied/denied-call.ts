import type { SynthesizedPolicies } from "../../../../tools/iam/synthesized-policies";
import { contextOfKey } from "../../../../tools/iam/service-side-calls";
import {
  type AuthorizationRequest,
  type Context,
  requestOf,
} from "../../../../tools/iam/authorization-request";
import type { Who } from "../cast";

export interface Call {
  readonly who: Who;
  /** The action. */
  readonly does: string;
  readonly on: string;
  /** Condition keys, where they matter. */
  readonly with?: Context;
}

/** A call that must be denied, and why. */
export interface DeniedCall extends Call {
  readonly because: string;
  /**
   * What makes the nearest call that is allowed of it. It shows that the denial has the reason given, and is not a slip
   * of this table.
   */
  readonly but: Partial<Call>;
  /** The role's own policy and the resource's each refuse it, whatever the other says. */
  readonly byBoth?: true;
}

/** A call as a request to the policies of some stacks. */
export function ask(
  stacks: SynthesizedPolicies,
  { who, does, on, with: context = {} }: Call,
): AuthorizationRequest {
  const key = stacks.keys.find(({ aliasArn }) => aliasArn === on);
  const request = requestOf(stacks, {
    principal: who.principal,
    account: who.account,
    action: does,
    resource: on,
    outcome: "denied",
    context: { ...(key && contextOfKey(key)), ...context },
  });
  if (typeof request === "string") throw new Error(`${who.name} ${does}: ${request}`);
  return request;
}
