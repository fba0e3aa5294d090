import type { Step } from "../step";
import { objectToJson, type AnyInput } from "../variable";

/** A step in the definition's own words. */
export interface RawStepDefinition {
  readonly Name: string;
  readonly Type: string;
  readonly [field: string]: AnyInput;
}

/**
 * A step exactly as it is written: for a type or a field that this library does not know yet. The
 * validator reads it like any other; what refers to it does so by `untyped({ Get:
 * "Steps.<name>.<property>" })`.
 */
export function rawStep(definition: RawStepDefinition): Step {
  const { Name, Type } = definition;
  return {
    kind: "step",
    name: Name,
    definition: { ...objectToJson(definition, `step ${Name}: `), Name, Type },
  };
}
