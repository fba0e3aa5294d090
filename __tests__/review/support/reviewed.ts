import { apply } from "../../../deploy/apply";
import { planDocument } from "../../../deploy/bound/plan-document";
import { planFileOf, type PlanFile } from "../../../deploy/bound/plan-file";
import { desiredOf, type Sources } from "../../../deploy/desired";
import type { ResourceChange } from "../../../deploy/consequences/resource-rules";
import type { ScriptChange } from "../../../deploy/consequences/scripts";
import { plan } from "../../../deploy/plan";
import { planReport } from "../../../deploy/report";
import { prodSources, script, silent } from "../../deploy/support/sources";
import { FakeAws } from "../../deploy/support/fake-aws";
import type { CommentInput } from "../../../review/comment";
import type { Reviewed } from "../../../review/reviewed";

export const HEAD = "b".repeat(40);
export const BASE = "a".repeat(40);

export const EVALUATE: ScriptChange = {
  file: "evaluate.py",
  from: "d".repeat(64),
  to: "e".repeat(64),
  bytes: 21,
  diff: "@@ -1 +1 @@\n-evaluate()\n+evaluate(again=True)\n",
};

/** The file of a plan whose threshold and evaluation script change, as CI makes it of a pull request. */
export async function changedPlan(
  changes?: readonly ResourceChange[],
  {
    scripts = [EVALUATE],
    edit = (sources) => sources,
  }: { scripts?: readonly ScriptChange[]; edit?: (sources: Sources) => Sources } = {},
): Promise<PlanFile> {
  const sources = prodSources({ gitCommit: "2".repeat(40), gitTree: "9".repeat(40) });
  return planFile(
    edit({
      ...sources,
      environment: { ...sources.environment, metricThreshold: 0.8 },
      scripts: { ...sources.scripts, evaluate: script("evaluate.py", "evaluate(again=True)\n") },
    }),
    changes,
    scripts,
  );
}

/** The file of a plan that changes nothing. */
export function samePlan(): Promise<PlanFile> {
  return planFile(prodSources(), [], []);
}

async function planFile(
  sources: Sources,
  changes: readonly ResourceChange[] | undefined,
  scripts: readonly ScriptChange[],
): Promise<PlanFile> {
  const aws = new FakeAws();
  await apply(desiredOf(prodSources()), aws, silent);
  const planned = await plan(desiredOf(sources), aws, silent);
  const stacks =
    changes === undefined
      ? undefined
      : { stack: "prod", folder: "cdktf.out", lineage: "l", serial: 12, changes, binary: "0".repeat(64) };
  const report = planReport(planned, { scripts, ...(stacks && { stacks }) });
  const now = new Date("2026-11-30T08:00:00.000Z");
  return planFileOf(planned, {
    acting: "plan",
    now,
    report,
    parents: [BASE, HEAD],
    ...(stacks && { stacks }),
  });
}

export function reviewed(plan: PlanFile, more: Partial<Reviewed> = {}): Reviewed {
  return { environment: plan.environment, isProtected: true, plan, id: planDocument(plan).seal, ...more };
}

export function inputOf(
  environments: CommentInput["environments"],
  more: Partial<CommentInput> = {},
): CommentInput {
  return {
    pull: { number: 7, open: true, head: HEAD, base: BASE, target: "main" },
    build: { head: HEAD, number: 12 },
    environments,
    approvals: [],
    url: "https://ci.example/job/promotion/job/PR-7/12/",
    ...more,
  };
}
