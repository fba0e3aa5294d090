import type { Estate } from "../../../../tools/iam/estate";
import { contextOfKey } from "../../../../tools/iam/implied";
import { questionOf } from "../../../../tools/iam/question";
import type { Context, Question } from "../../../../tools/iam/question";
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

/** A call as a question to the policies of some stacks. */
export function ask(estate: Estate, { who, does, on, with: context = {} }: Call): Question {
  const key = estate.keys.find(({ aliasArn }) => aliasArn === on);
  const question = questionOf(estate, {
    principal: who.principal,
    account: who.account,
    action: does,
    resource: on,
    outcome: "denied",
    context: { ...(key && contextOfKey(key)), ...context },
  });
  if (typeof question === "string") throw new Error(`${who.name} ${does}: ${question}`);
  return question;
}
