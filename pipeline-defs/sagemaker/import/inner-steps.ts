import type { Side, StepEntry } from "../validate/outline";
import { list, type Code } from "./code";
import { refuse, type Scope } from "./scope";

/**
 * The constants of the steps that a step holds, in their order; undefined where there are none.
 * @throws Untypeable where one of them comes later in the code, because steps wait for each other
 */
export function innerSteps(holder: StepEntry, side: Side, scope: Scope): Code | undefined {
  const position = (entry: StepEntry) => scope.outline.steps.indexOf(entry);
  const identifiers = [...scope.steps.values()]
    .filter(({ entry }) => entry.branch?.holder === holder && entry.branch.side === side)
    .sort((a, b) => position(a.entry) - position(b.entry))
    .map(({ identifier }) => identifier);
  const given = holder.arguments[side] ?? [];
  const count = Array.isArray(given) ? given.length : -1;
  if (identifiers.length !== count) refuse("steps of a branch that come later");
  return identifiers.length === 0 ? undefined : list(identifiers);
}
