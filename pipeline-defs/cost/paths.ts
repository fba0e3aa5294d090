import type { Json } from "sagemaker-pipeline-definitions";
import { placeKey, type FlatDefinition, type Side } from "sagemaker-pipeline-definitions/diff";
import { roundUsd } from "./money";

/** One way through the conditions, and what its steps may cost. */
export interface PathCost {
  /** The branch that each condition on the way takes, outer ones first; empty where there is no condition. */
  readonly branches: readonly { readonly condition: string; readonly side: Side }[];
  /** As far as it is known. */
  readonly usd: number;
  /** Steps on the way whose cost has no ceiling. */
  readonly unknown: readonly string[];
}

/** Conditions side by side multiply the paths: so many are kept, the dearest. */
const LISTED_PATHS = 32;

/**
 * The paths of a definition, dearest first; of equally dear ones those with more unknown steps.
 * `more` says that there are others, none of them dearer.
 * @param costs USD by step, undefined where there is no ceiling; steps that cost nothing are not in it
 */
export function pathsOf(
  definition: FlatDefinition,
  costs: ReadonlyMap<string, number | undefined>,
): { readonly paths: readonly PathCost[]; readonly more: boolean } {
  let more = false;
  const dearest = (paths: readonly PathCost[]): PathCost[] => {
    if (paths.length > LISTED_PATHS) more = true;
    return [...paths]
      .sort((a, b) => b.usd - a.usd || b.unknown.length - a.unknown.length)
      .slice(0, LISTED_PATHS);
  };
  const through = (place: string): PathCost[] => {
    const steps = [...definition.steps].filter(
      ([name]) => placeKey(definition.places.get(name) ?? null) === place,
    );
    return steps.reduce<PathCost[]>(
      (paths, [name, step]) => {
        const onwards = onwardsOf(name, step.Type);
        return dearest(paths.flatMap((path) => onwards.map((on) => joined(path, on))));
      },
      [NOWHERE],
    );
  };
  const onwardsOf = (name: string, type: Json | undefined): PathCost[] => {
    if (type === "Condition") return dearest(branchesOf(name));
    return type === "ForEach"
      ? through(placeKey({ condition: name, side: "ForEachBody" }))
      : [alone(name, costs)];
  };
  const branchesOf = (condition: string): PathCost[] =>
    (["IfSteps", "ElseSteps"] as const).flatMap((side) => {
      const chosen = { ...NOWHERE, branches: [{ condition, side }] };
      return through(placeKey({ condition, side })).map((path) => joined(chosen, path));
    });
  return { paths: through("").map((path) => ({ ...path, usd: roundUsd(path.usd) })), more };
}

const NOWHERE: PathCost = { branches: [], usd: 0, unknown: [] };

function alone(step: string, costs: ReadonlyMap<string, number | undefined>): PathCost {
  const usd = costs.get(step);
  return { branches: [], usd: usd ?? 0, unknown: usd === undefined && costs.has(step) ? [step] : [] };
}

function joined(one: PathCost, other: PathCost): PathCost {
  return {
    branches: [...one.branches, ...other.branches],
    usd: one.usd + other.usd,
    unknown: [...one.unknown, ...other.unknown],
  };
}
