import { planFileOf, type PlanFile } from "../../../deploy/bound/plan-file";
import type { Plan } from "../../../deploy/plan";
import { planReport } from "../../../deploy/report";

type Made = Parameters<typeof planFileOf>[1];

/** The file of a plan of a commit without parents, as `plan --out` makes it. */
export function fileOf(plan: Plan, made: Omit<Made, "report" | "parents">): PlanFile {
  const { stacks } = made;
  return planFileOf(plan, { ...made, report: planReport(plan, { stacks }), parents: [] });
}
