import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { isProblem } from "sagemaker-promotion-core/problem";
import { planDocument, readPlanFile } from "../deploy/bound/plan-document";
import type { PlanFile } from "../deploy/bound/plan-file";
import { planFileName, planFilesIn } from "../deploy/bound/plan-folder";
import type { Environment } from "../environments/environment";
import { isProtected } from "../environments/protected";
import type { Missing, Reviewed } from "../review/reviewed";

/** Where the plans of a review are. */
interface Kept {
  readonly plans: string;
  /** The branch whose environments are meant; undefined where they are named. */
  readonly branch?: string;
}

/**
 * The plan of each, or why there is none; then, of a branch, the plans of environments that a merge would add.
 * @param environments as the files here describe them: where a pull request is built, those of its target
 */
export function plansOf(
  environments: readonly Environment[],
  { plans, branch }: Kept,
): (Reviewed | Missing)[] {
  const expected = environments.map(({ name }) => planFileName(name));
  const added = branch === undefined ? [] : planFilesIn(plans).filter((file) => !expected.includes(file));
  return [
    ...environments.map((environment) => reviewedOf(environment, plans)),
    ...added.map((file) => addedBy(join(plans, file))),
  ];
}

function reviewedOf(environment: Environment, folder: string): Reviewed | Missing {
  const { name, account } = environment;
  const path = join(folder, planFileName(name));
  if (!existsSync(path))
    return { environment: name, why: "it failed, or was not made; the build's log says why" };
  return readable(path, name, (plan) => {
    if (plan.environment === name && plan.account === account) return isProtected(environment);
    return `the file is a plan of ${plan.environment} in account ${plan.account}`;
  });
}

/** Of an environment that no file here describes. Who is asked before it is applied is not known: somebody may be. */
function addedBy(path: string): Reviewed | Missing {
  return readable(path, basename(path), (plan) => {
    if (planFileName(plan.environment) === basename(path)) return true;
    return `the file is a plan of ${plan.environment}`;
  });
}

/** @param protects whether the plan's environment is protected, or why the plan is not the one that it should be */
function readable(
  path: string,
  environment: string,
  protects: (plan: PlanFile) => boolean | string,
): Reviewed | Missing {
  try {
    const plan = readPlanFile(path);
    const answer = protects(plan);
    if (typeof answer === "string") return { environment, why: answer };
    return { environment: plan.environment, isProtected: answer, plan, id: planDocument(plan).seal };
  } catch (error) {
    if (!isProblem(error)) throw error;
    return { environment, why: `${error.code}: ${error.message.split("\n")[0] ?? ""}` };
  }
}
