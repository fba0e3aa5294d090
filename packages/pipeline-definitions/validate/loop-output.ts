import { isJsonObject } from "../json";
import type { IndexedDefinition, StepEntry } from "./indexed-definition";
import { parseTarget } from "./reference";

/**
 * The step of a loop's body, and the property of it, that a property of the loop refers to: of one
 * iteration, or of the one that the selector picked.
 * @returns undefined for any other property of the loop
 */
export function loopOutput(
  loop: StepEntry,
  path: string,
  { steps }: IndexedDefinition,
): { readonly step: StepEntry; readonly path: string } | undefined {
  if (loop.type !== "ForEach") return undefined;
  const [, named, member] = /^IterationOutputs\[\d+\]\.([A-Za-z0-9_-]+)\.(.+)$/.exec(path) ?? [];
  const selected = /^Selected\.(.+)$/.exec(path)?.[1];
  const name = selected === undefined ? named : comparedBy(loop);
  const step = steps.find((one) => one.name === name && one.branch?.parent === loop);
  const rest = selected ?? member;
  return step === undefined || rest === undefined ? undefined : { step, path: rest };
}

/** The step whose output the selector compares. */
function comparedBy(loop: StepEntry): string | undefined {
  const { Selector: selector } = loop.arguments;
  const field = isJsonObject(selector) ? selector.Field : undefined;
  const path = isJsonObject(field) ? field.Get : undefined;
  const target = typeof path === "string" ? parseTarget(path) : undefined;
  return target?.kind === "iteration" ? target.name : undefined;
}
