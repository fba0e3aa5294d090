import { Problem } from "sagemaker-promotion-core/problem";
import type { Json, JsonObject } from "sagemaker-pipeline-definitions";
import { flatten } from "sagemaker-pipeline-definitions/diff";
import { attemptsOf } from "./attempts";
import { iterationsOf } from "./iterations";
import { fleetsOf, isNoCeiling, type Fleet, type NoCeiling } from "./machines";
import { roundUsd } from "./money";
import { pathsOf, type PathCost } from "./paths";
import { listPrices, type Price, type Prices } from "./prices";
import { Values } from "./values";

/**
 * What one execution may cost at most in machines: instances × price × longest run time × attempts, once for each item of
 * a loop, on the dearest path through the conditions, with the parameters at their defaults and nothing taken from a cache. Storage, requests and
 * transfer are not in it.
 */
export interface CostCeiling {
  readonly region: string;
  /** USD on the dearest path, as far as it is known. */
  readonly usd: number;
  /** Every step that runs machines, or might, in the order of the definition. */
  readonly steps: readonly StepCost[];
  /** The dearest first. */
  readonly paths: readonly PathCost[];
  /** Whether there are more paths than the list has; they are no dearer. */
  readonly morePaths: boolean;
  /** The steps whose cost has no ceiling: `usd` is without them. */
  readonly unknown: readonly UnknownCost[];
}

export type StepCost = KnownCost | UnknownCost;

export interface KnownCost {
  readonly step: string;
  readonly type: string;
  readonly usd: number;
  /** How often the loops around it run it, each time with all of its attempts; 1 outside of loops. */
  readonly iterations: number;
  readonly attempts: number;
  /** Seconds that retries by the clock add to the run time of the whole. */
  readonly extraSeconds: number;
  readonly machines: readonly PricedFleet[];
}

interface PricedFleet extends Fleet {
  readonly price: Price;
}

export interface UnknownCost extends NoCeiling {
  readonly step: string;
  readonly type: string;
}

const SECONDS_AN_HOUR = 3600;

/**
 * The cost ceiling of a pipeline definition, whoever wrote it.
 * @param prices default: the table in `prices.json`
 * @throws Problem `NotADefinition` where the steps have no names of their own
 */
export function costCeiling(definition: Json, region: string, prices: Prices = listPrices): CostCeiling {
  const flat = flatten(definition) ?? refuse();
  const values = new Values(flat.members);
  const steps = [...flat.steps].flatMap(([step, json]) =>
    stepCost(step, json, iterationsOf(step, flat, values), values, region, prices),
  );
  const { paths, more } = pathsOf(flat, costs(steps));
  return {
    region,
    usd: paths[0]?.usd ?? 0,
    steps,
    paths,
    morePaths: more,
    unknown: steps.filter(isUnknown),
  };
}

export function isUnknown(cost: StepCost): cost is UnknownCost {
  return "code" in cost;
}

function costs(steps: readonly StepCost[]): ReadonlyMap<string, number | undefined> {
  return new Map(steps.map((cost) => [cost.step, isUnknown(cost) ? undefined : cost.usd]));
}

function stepCost(
  step: string,
  json: JsonObject,
  iterations: number | NoCeiling,
  values: Values,
  region: string,
  prices: Prices,
): StepCost[] {
  const type = typeof json.Type === "string" ? json.Type : "";
  const alternatives = fleetsOf(json, values);
  if (isNoCeiling(alternatives)) return [{ step, type, ...alternatives }];
  if (alternatives.length === 0) return [];
  if (typeof iterations !== "number") return [{ step, type, ...iterations }];
  const attempts = attemptsOf(json, values);
  const known: KnownCost[] = [];
  for (const fleets of alternatives) {
    const machines = fleets.map((fleet) => priced(fleet, region, prices));
    const missing = machines.find(isNoCeiling);
    if (missing !== undefined) return [{ step, type, ...missing }];
    const certain = machines.filter((fleet): fleet is PricedFleet => "price" in fleet);
    const usd = sum(
      certain.map(({ instances, price, seconds }) => {
        const whole = seconds * attempts.count + attempts.extraSeconds;
        return (iterations * instances * price.usd * whole) / SECONDS_AN_HOUR;
      }),
    );
    known.push({
      step,
      type,
      usd: roundUsd(usd),
      iterations,
      attempts: attempts.count,
      extraSeconds: attempts.extraSeconds,
      machines: certain,
    });
  }
  return known.sort((a, b) => b.usd - a.usd).slice(0, 1);
}

function priced(fleet: Fleet, region: string, prices: Prices): PricedFleet | NoCeiling {
  const price = prices(region, fleet.job, fleet.instanceType);
  if (price !== undefined) return { ...fleet, price };
  return {
    code: "Unknown",
    message: `the price list has no ${fleet.job} price of ${fleet.instanceType} in ${region}`,
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function refuse(): never {
  throw new Problem({
    code: "NotADefinition",
    blame: "user",
    message: "This is no pipeline definition whose steps have different names.",
    next: "Validate it: the findings say what is wrong.",
  });
}
