import { Problem } from "sagemaker-promotion-core/problem";
import type { Desired } from "../desired";
import type { PlanStore } from "../ports";
import { isDirty } from "../revision";
import { commandFor } from "../command-line";
import { requireUnexpired } from "./bound";
import { LARGEST_PLAN, parsePlan, planDocument } from "./plan-document";
import type { PlanFile } from "./plan-file";
import { reviewOf } from "./stacks-plan";

/** A plan, and where it is stored. */
export interface StoredPlan {
  readonly place: string;
  readonly file: PlanFile;
}

/**
 * The git tree that plans are stored and looked for under. A squash merge has the tree of the pull request that it merges.
 * @throws Problem `DirtyTree`, `UnknownTree`
 */
export function storedTree({ gitTree }: Desired): string {
  if (/^[0-9a-f]+$/.test(gitTree)) return gitTree;
  const dirty = isDirty(gitTree);
  throw new Problem({
    code: dirty ? "DirtyTree" : "UnknownTree",
    blame: "user",
    message: dirty
      ? "The checkout has changes that no commit holds: no plan of it is stored, nor found after a merge."
      : "There is no git checkout here, and plans are stored by git's tree.",
    where: "git status",
    next: `${dirty ? "Commit the changes" : "Run this in a checkout"}, or use a file: plan --out FILE, apply --reviewed FILE. Nothing was changed.`,
  });
}

/**
 * Stores a plan for the merge, without what is the machine's alone. Under its own digest, so that each is written once, and
 * a later plan of the same tree finds a place of its own.
 * @throws Problem what the call reports
 */
export async function storePlan(
  store: PlanStore,
  made: PlanFile,
): Promise<StoredPlan & { readonly isNew: boolean }> {
  const file = made.stacks === undefined ? made : { ...made, stacks: reviewOf(made.stacks) };
  const { text, seal } = planDocument(file);
  const name = nameOf(seal);
  const isNew = await store.put(file.tree, name, text);
  return { place: `${store.place(file.tree)}/${name}`, file, isNew };
}

/**
 * The plan that was stored last for a tree: what reviewers saw last. It is evidence, as any reviewed plan.
 * @param environment as commands name it
 * @throws Problem `NoReviewedPlan`, `PlanExpired`, `PlanOfAnotherTree`, `NotAPlan`, `PlanAltered`
 */
export async function readStoredPlan(
  store: PlanStore,
  { tree, environment, now }: { readonly tree: string; readonly environment: string; readonly now: Date },
): Promise<StoredPlan> {
  const [newest] = await store.list(tree);
  const place = store.place(tree);
  if (newest === undefined) {
    throw new Problem({
      code: "NoReviewedPlan",
      blame: "user",
      message: `No plan of ${environment} is stored for this checkout's tree, ${tree}.`,
      where: `${place}/`,
      next: `The build of a pull request stores one. To go on without: ${commandFor("apply", environment)}, which plans, shows and asks. Nothing was changed.`,
    });
  }
  const where = `${place}/${newest.name}`;
  const file = parsePlan(await store.get(tree, newest.name, LARGEST_PLAN), where);
  if (newest.name !== nameOf(planDocument(file).seal))
    throw misplaced("PlanAltered", "It was written over.", where);
  if (file.tree !== tree) {
    throw misplaced("PlanOfAnotherTree", `The plan was made from the tree ${file.tree}, not ${tree}.`, where);
  }
  requireUnexpired(file, now, where);
  return { place: where, file };
}

function nameOf(seal: string): string {
  return `${seal}.json`;
}

function misplaced(code: string, message: string, where: string): Problem {
  return new Problem({
    code,
    blame: "user",
    message,
    where,
    next: "See who wrote it there. Plan again, and have that reviewed. Nothing was changed.",
  });
}
