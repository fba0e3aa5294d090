import type { Side } from "../sagemaker/diff/change";
import { placeKey, type Hoisted } from "../sagemaker/diff/hoist";
import { roundUsd } from "./money";

/** One way through the conditions, and what its steps may cost. */
export interface PathCost {
  /** The branch that each condition on the way takes, outer ones first; empty where there is no condition. */
  readonly branches: readonly { readonly condition: string; readonly side: Side }[];
  readonly usd: number;
}

/** Conditions side by side multiply the paths: so many are kept, the dearest. */
const LISTED_PATHS = 32;

/** The paths of a definition, dearest first. `more` says that there are others, none of them dearer. */
export function pathsOf(
  definition: Hoisted,
  costs: ReadonlyMap<string, number>,
): { readonly paths: readonly PathCost[]; readonly more: boolean } {
  let more = false;
  const dearest = (paths: readonly PathCost[]): PathCost[] => {
    if (paths.length > LISTED_PATHS) more = true;
    return [...paths].sort((a, b) => b.usd - a.usd).slice(0, LISTED_PATHS);
  };
  const through = (place: string): PathCost[] => {
    const steps = [...definition.steps].filter(
      ([name]) => placeKey(definition.places.get(name) ?? null) === place,
    );
    return steps.reduce<PathCost[]>(
      (paths, [name, step]) => {
        const usd = costs.get(name) ?? 0;
        const onwards: PathCost[] =
          step.Type === "Condition" ? dearest(branchesOf(name)) : [{ branches: [], usd }];
        return dearest(
          paths.flatMap((path) =>
            onwards.map((on) => ({ branches: [...path.branches, ...on.branches], usd: path.usd + on.usd })),
          ),
        );
      },
      [{ branches: [], usd: 0 }],
    );
  };
  const branchesOf = (condition: string): PathCost[] =>
    (["IfSteps", "ElseSteps"] as const).flatMap((side) =>
      through(placeKey({ condition, side })).map(({ branches, usd }) => ({
        branches: [{ condition, side }, ...branches],
        usd,
      })),
    );
  return { paths: through("").map((path) => ({ ...path, usd: roundUsd(path.usd) })), more };
}
