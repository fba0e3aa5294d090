import type { Desired } from "./desired";
import { perform, type Outcome } from "./operation";
import { operationsOf, plan, type Plan } from "./plan";
import type { Aws, Progress } from "./ports";

export interface Applied extends Outcome {
  readonly plan: Plan;
}

/**
 * Makes what is there what should be there: scripts, then the training pipeline, then the inference pipeline, each only
 * where it differs. An unchanged environment gets no write. Killed at any point, the next run does the rest.
 * @returns how far it came; a failed write is in `failure`
 * @throws Problem as `plan` does, before anything was written
 */
export async function apply(desired: Desired, aws: Aws, progress: Progress): Promise<Applied> {
  const planned = await plan(desired, aws, progress);
  return { plan: planned, ...(await perform(operationsOf(planned), aws, progress)) };
}
