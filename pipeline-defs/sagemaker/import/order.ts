import { dependenciesOf } from "../validate/dependencies";
import type { Outline, StepEntry } from "../validate/outline";
import { referencesOf } from "../validate/reference";

/**
 * The steps in an order in which code can make them: each after those that it refers to or waits for, a condition or a loop
 * after the steps in it; otherwise as they stand. Where steps wait for each other, the first one comes last.
 */
export function inOrder(outline: Outline): readonly StepEntry[] {
  const { steps } = outline;
  const byName = new Map([...steps].reverse().map((step) => [step.name, step]));
  const needs = new Map<StepEntry, Set<StepEntry>>(steps.map((step) => [step, new Set()]));
  for (const { from, target } of referencesOf(outline)) {
    const on = target.kind === "step" ? byName.get(target.name) : undefined;
    if (from !== undefined && on !== undefined) needs.get(from)?.add(on);
  }
  for (const step of steps) {
    if (step.branch !== undefined) needs.get(step.branch.holder)?.add(step);
    for (const { name = "" } of dependenciesOf(step)) {
      const on = byName.get(name);
      if (on !== undefined) needs.get(step)?.add(on);
    }
  }
  const ordered: StepEntry[] = [];
  const visited = new Set<StepEntry>();
  const visit = (step: StepEntry): void => {
    if (visited.has(step)) return;
    visited.add(step);
    for (const needed of steps) if (needs.get(step)?.has(needed) === true) visit(needed);
    ordered.push(step);
  };
  for (const step of steps) visit(step);
  return ordered;
}
