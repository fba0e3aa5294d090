import { Problem } from "sagemaker-promotion-core/problem";
import {
  costCeiling,
  isUnknown,
  type CostCeiling,
  type KnownCost,
  type UnknownCost,
} from "../pipeline-defs/cost/ceiling";
import { usdText } from "../pipeline-defs/cost/money";
import type { Desired, DesiredPipeline } from "./desired";

/**
 * What an execution of the pipeline may cost at most, held against the environment's budget.
 * @throws Problem `OverBudget`, and `BudgetUnproven` where something is not known that could be. Steps that nothing of
 * SageMaker's ends, such as a batch transform, are told and pass: no budget could ever be proven with them.
 */
export function ceilingOf(pipeline: DesiredPipeline, { environment }: Desired): CostCeiling {
  const ceiling = costCeiling(pipeline.definition, environment.region);
  const { budget } = environment;
  if (budget === undefined) return ceiling;
  if (ceiling.usd > budget) throw overBudget(pipeline, ceiling, budget);
  const unknown = ceiling.unknown.filter(({ code }) => code === "Unknown");
  if (unknown.length === 0) return ceiling;
  throw new Problem({
    code: "BudgetUnproven",
    blame: "user",
    message: `Whether an execution of ${pipeline.name} stays below the budget of ${usdText(budget)} is not known: ${unknown
      .map(({ step, message }) => `${step}: ${message}`)
      .join("; ")}.`,
    where: `budget of ${environment.name}`,
    next: "Use a machine that pipeline-defs/cost/prices.json knows, add its price there with date and source, or take budget out.",
  });
}

function overBudget({ name }: DesiredPipeline, ceiling: CostCeiling, budget: number): Problem {
  return new Problem({
    code: "OverBudget",
    blame: "user",
    message: `An execution of ${name} may cost up to ${usdText(ceiling.usd)}, which is over the budget of ${usdText(budget)}: ${costsOf(ceiling).map(costText).join("; ")}.`,
    where: `budget in ${ceiling.region}`,
    next: "Ask for fewer or smaller machines, less time or fewer retries, or raise budget in the environment's file.",
  });
}

/** `cost: at most $3.68 an execution (if CheckModelQuality), at prices of 2026-09-24, of a budget of $25.00`. */
export function ceilingText(ceiling: CostCeiling, budget: number | undefined): string {
  const { usd, paths, unknown } = ceiling;
  const branches = (paths[0]?.branches ?? []).map(({ condition, side }) =>
    side === "IfSteps" ? `if ${condition}` : `else of ${condition}`,
  );
  const path = branches.length === 0 ? "" : ` (${branches.join(", ")})`;
  const limit = budget === undefined ? "" : `, of a budget of ${usdText(budget)}`;
  const more = unknown.length === 0 ? "" : ", and what has no ceiling";
  return `cost: at most ${usdText(usd)} an execution${path}${pricesText(ceiling)}${more}${limit}`;
}

/** The oldest of the prices tells how far they are to be trusted. */
function pricesText(ceiling: CostCeiling): string {
  const [oldest] = costsOf(ceiling)
    .flatMap(({ machines }) => machines.map(({ price }) => price.date))
    .sort();
  return oldest === undefined ? "" : `, at prices of ${oldest}`;
}

/** `cost: BatchTransform has no ceiling: CreateTransformJob takes no limit of its run time`. */
export function unknownText({ step, message }: UnknownCost): string {
  return `cost: ${step} has no ceiling: ${message}`;
}

/** The known costs, the dearest first. */
export function costsOf({ steps }: CostCeiling): KnownCost[] {
  return steps.filter((cost): cost is KnownCost => !isUnknown(cost)).sort((a, b) => b.usd - a.usd);
}

const SECONDS_AN_HOUR = 3600;

/** `Train $0.92 (1 × ml.m5.xlarge × 1 h × 4 attempts)`. */
export function costText({ step, usd, iterations, attempts, extraSeconds, machines }: KnownCost): string {
  const fleets = machines.map(
    ({ instances, instanceType, seconds }) => `${instances} × ${instanceType} × ${hours(seconds)}`,
  );
  const tries = attempts === 1 ? "" : ` × ${attempts} attempts`;
  const more = extraSeconds === 0 ? "" : ` + ${hours(extraSeconds)} of retries`;
  const loops = iterations === 1 ? "" : `, for each of ${iterations} items`;
  return `${step} ${usdText(usd)} (${fleets.join(" + ")}${tries}${more}${loops})`;
}

function hours(seconds: number): string {
  return `${Math.round((seconds / SECONDS_AN_HOUR) * 100) / 100} h`;
}
