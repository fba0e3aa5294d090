import { canonicalJson } from "sagemaker-pipeline-definitions";
import { Problem } from "sagemaker-promotion-core/problem";
import type { Plan } from "../plan";
import { commandFor } from "../command-line";
import { redactJson } from "../redaction";
import { actionsOf, desiredEntries, observedEntries, type Entries, type PlanFile } from "./plan-file";
import type { StacksReview } from "./stacks-plan";

const NOTHING = "Nothing was changed.";

/**
 * Whether a plan made just now is the one of the file, in an environment that is as it was.
 * @throws Problem `PlanExpired`, `PlanOfAnotherEnvironment`, `PlanOfAnotherRole`, `PlanOfAnotherTree`, `PlanStale`
 */
export function requireSame(file: PlanFile, plan: Plan, now: Date): void {
  const { environment, gitTree } = plan.desired;
  requireUnexpired(file, now);
  if (file.environment !== environment.name || file.account !== plan.caller.account) {
    const place = `${file.environment} in account ${file.account}`;
    throw refused("PlanOfAnotherEnvironment", `The plan is one of ${place}, not of ${environment.name}.`);
  }
  if (file.stacks !== undefined && file.acting === "plan") {
    throw new Problem({
      code: "PlanOfAnotherRole",
      blame: "user",
      message: "Terraform's half was planned as the role that only reads, which cannot apply it.",
      next: `Plan with --role deploy, or apply with --reviewed. ${NOTHING}`,
    });
  }
  const others = differing(file.desired, desiredEntries(plan));
  if (file.tree !== gitTree || others.length > 0) {
    const what = others.length === 0 ? "" : ` Another would be made of: ${others.join(", ")}.`;
    throw refused(
      "PlanOfAnotherTree",
      `The plan was made from the tree ${file.tree}, and the checkout is ${gitTree}.${what}`,
    );
  }
  const moved = differing(file.observed, observedEntries(plan));
  if (moved.length > 0)
    throw refused("PlanStale", `Since the plan was made, others have changed: ${moved.join(", ")}.`);
}

/** A plan is good for a day, applied or as evidence. @throws Problem `PlanExpired` */
export function requireUnexpired({ expires }: PlanFile, now: Date, where?: string): void {
  if (now.getTime() <= Date.parse(expires)) return;
  throw refused("PlanExpired", `The plan has expired at ${expires}.`, where);
}

/**
 * Whether a plan made just now does what the reviewed one would have done: action by action, and nothing else of it
 * counts. The file is evidence of what was reviewed, and nothing that it holds is applied.
 * @throws Problem `PlanExpired`, `PlanOfAnotherEnvironment`, `PlanDiffers`
 */
export function requireReviewed(
  file: PlanFile,
  plan: Plan,
  { stacks, now }: { readonly stacks?: StacksReview | undefined; readonly now: Date },
): void {
  const { name } = plan.desired.environment;
  requireUnexpired(file, now);
  if (file.environment !== name || file.account !== plan.caller.account) {
    throw refused(
      "PlanOfAnotherEnvironment",
      `The reviewed plan is one of ${file.environment}, not of ${name}.`,
    );
  }
  const reviewed = [...file.actions, ...changesOf(file.stacks)];
  const own = [...actionsOf(plan), ...changesOf(stacks)];
  const lines = [
    ...reviewed.filter((action) => !own.includes(action)).map((action) => `- ${action}`),
    ...own.filter((action) => !reviewed.includes(action)).map((action) => `+ ${action}`),
  ];
  if (lines.length === 0) return;
  throw new Problem({
    code: "PlanDiffers",
    blame: "user",
    message: `What would be done is not what was reviewed (- reviewed, + now):\n${lines.map((line) => `    ${line}`).join("\n")}`,
    next: `Have what is different reviewed, and apply that: ${commandFor("apply", name)}, which plans, shows and asks. ${NOTHING}`,
  });
}

function changesOf(stacks: StacksReview | undefined): string[] {
  return redactJson(stacks?.changes ?? []).map(
    ({ address, actions, values }) => `${actions.join(", ")} ${address} ${canonicalJson(values)}`,
  );
}

/** The names whose entries are not the same. */
function differing(before: Entries, after: Entries): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.filter((name) => canonicalJson(before[name] ?? null) !== canonicalJson(after[name] ?? null));
}

function refused(code: string, message: string, where?: string): Problem {
  return new Problem({
    code,
    blame: "user",
    message,
    ...(where === undefined ? {} : { where }),
    next: `Plan again, and have that reviewed. ${NOTHING}`,
  });
}
