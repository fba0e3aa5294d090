import { isProblem } from "sagemaker-promotion-core/problem";
import { requireReviewed } from "../bound/bound";
import { readPlanFile } from "../bound/plan-document";
import type { PlanFile } from "../bound/plan-file";
import { planIn } from "../bound/plan-folder";
import type { StacksReview } from "../bound/stacks-plan";
import { readStoredPlan, storedTree } from "../bound/stored-plan";
import type { Desired } from "../desired";
import type { Plan } from "../plan";
import type { Aws } from "../ports";
import type { Reviewed } from "../report";
import type { Work } from "./command";

/** Where a plan was made, or is to be applied. */
export interface Prepared {
  readonly job: Work;
  /** The environment as it was named. */
  readonly reference: string;
  readonly desired: Desired;
  readonly aws: Aws;
}

/**
 * The plan that was reviewed: a file's, or the one that is stored for this checkout's tree.
 * @param from the file, or the folder of several; true for the stored one
 * @throws as `readPlanFile` and `readStoredPlan`
 */
export async function reviewedPlan(
  from: string | true,
  { job: { environment, progress, terminal }, reference, desired, aws }: Prepared,
): Promise<PlanFile> {
  if (from !== true) return readPlanFile(planIn(from, environment.name));
  progress("looking for the reviewed plan");
  const tree = storedTree(desired);
  const { place, file } = await readStoredPlan(aws.plans, { tree, environment: reference, now: new Date() });
  terminal.err(`Reviewed was ${place}, of commit ${file.commit}, made at ${file.created}.\n`);
  return file;
}

/** What keeps a plan from being the reviewed one, and can be shown to who approves it. */
const SHOWN = new Set(["NoReviewedPlan", "PlanExpired", "PlanDiffers", "PlanAltered", "NotAPlan"]);

/** How a plan made just now stands beside the reviewed one. @throws what is no difference of plans */
export async function besideReviewed(
  plan: Plan,
  stacks: StacksReview | undefined,
  prepared: Prepared,
): Promise<Reviewed> {
  try {
    const file = await reviewedPlan(true, prepared);
    requireReviewed(file, plan, { stacks, now: new Date() });
    return { same: true, text: `It does what was reviewed: the plan of commit ${file.commit}.` };
  } catch (error) {
    if (!isProblem(error) || !SHOWN.has(error.code)) throw error;
    return { same: false, text: error.message };
  }
}
