import { Problem } from "sagemaker-promotion-core/problem";
import { promotionStackName } from "../stacks/names";
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
 * @throws Problem `StackNotDeployed`, and as `plan` does, before anything was written
 */
export async function apply(desired: Desired, aws: Aws, progress: Progress): Promise<Applied> {
  const planned = await plan(desired, aws, progress);
  await requireFunctions(desired, aws, progress);
  return { plan: planned, ...(await perform(operationsOf(planned), aws, progress)) };
}

/** A function is named by its content: an apply before the stack would point a pipeline to one that is not there. */
async function requireFunctions(
  { environment, functions }: Desired,
  aws: Aws,
  progress: Progress,
): Promise<void> {
  for (const arn of functions) {
    progress(`looking for ${arn}`);
    if (await aws.functions.exists(arn)) continue;
    throw new Problem({
      code: "StackNotDeployed",
      blame: "user",
      message: `The inference pipeline calls a function that is not there: ${arn}`,
      where: `the stack ${promotionStackName(environment)}, which makes it`,
      next: `Run npx cdktf deploy ${promotionStackName(environment)}, then the same command again. Nothing was changed.`,
    });
  }
}
