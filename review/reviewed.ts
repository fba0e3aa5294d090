import type { PlanFile } from "../deploy/bound/plan-file";

/** A plan as a reviewer is shown it. */
export interface Reviewed {
  /** As it was asked for. */
  readonly environment: string;
  /** Whether somebody is asked again before it is applied. */
  readonly isProtected: boolean;
  readonly plan: PlanFile;
  /** Digest of the plan. */
  readonly id: string;
}

/** An environment of which there is no plan. */
export interface Missing {
  readonly environment: string;
  readonly why: string;
}
