import { dependenciesOf } from "./dependencies";
import type { IndexedDefinition, StepEntry } from "./indexed-definition";
import type { Reference } from "./reference";

/** One step waits for another, which exists. */
export interface Wait {
  readonly from: StepEntry;
  readonly on: StepEntry;
  readonly pointer: string;
  readonly how: string;
}

/** Every wait that a definition says: by DependsOn, and by referring to what another step gives. */
export function waitsOf({ steps }: IndexedDefinition, references: readonly Reference[]): readonly Wait[] {
  const byName = new Map(steps.map((step) => [step.name, step]));
  const declared = steps.flatMap((from) =>
    dependenciesOf(from).flatMap(({ name = "", pointer }): Wait[] => {
      const on = byName.get(name);
      return on === undefined ? [] : [{ from, on, pointer, how: "depends on" }];
    }),
  );
  const referring = references.flatMap(({ from, target, pointer }): Wait[] => {
    const on = target.kind === "step" ? byName.get(target.name) : undefined;
    return from === undefined || on === undefined ? [] : [{ from, on, pointer, how: "refers to" }];
  });
  return [...declared, ...referring];
}

/**
 * Tells whether a step starts after another one, through others too. Who waits for a condition or a loop is taken to wait
 * for the steps in it.
 */
export function ordering(
  { steps }: IndexedDefinition,
  waits: readonly Wait[],
): (later: StepEntry, earlier: StepEntry) => boolean {
  const inside = (holder: StepEntry) => steps.filter(({ branch }) => branch?.parent === holder);
  const before = (step: StepEntry): readonly StepEntry[] => [
    ...waits.filter(({ from }) => from === step).flatMap(({ on }) => [on, ...inside(on)]),
    ...(step.branch === undefined ? [] : [step.branch.parent]),
  ];
  const known = new Map<StepEntry, ReadonlySet<StepEntry>>();
  const allBefore = (step: StepEntry): ReadonlySet<StepEntry> => {
    const found = new Set<StepEntry>();
    const open = [...before(step)];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (found.has(next)) continue;
      found.add(next);
      open.push(...before(next));
    }
    return found;
  };
  return (later, earlier) => {
    const all = known.get(later) ?? allBefore(later);
    known.set(later, all);
    return all.has(earlier);
  };
}
