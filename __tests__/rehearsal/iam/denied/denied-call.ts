import type { Context } from "../../../../rehearsal/iam/question";
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
