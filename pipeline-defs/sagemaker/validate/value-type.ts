import { isJsonObject, type Json } from "../json";
import { propertyOf } from "../service-model/property";
import type { Shape } from "../service-model/service-model";
import { loopOutput } from "./loop-output";
import type { Outline } from "./outline";
import { objectsIn } from "./outputs";
import { parseTarget } from "./reference";

/** The primitive types that a value can have in an execution. */
export type ValueType = "string" | "number" | "boolean";

const BY_NAME: ReadonlyMap<string, ValueType> = new Map([
  ["String", "string"],
  ["Integer", "number"],
  ["Float", "number"],
  ["Boolean", "boolean"],
]);
const BY_SHAPE: Readonly<Record<string, ValueType>> = {
  string: "string",
  timestamp: "string",
  integer: "number",
  long: "number",
  float: "number",
  double: "number",
  boolean: "boolean",
};

/** The primitive type of what a shape holds; undefined for lists, structures and what the model does not know. */
export function shapeType(shape: Shape): ValueType | undefined {
  return BY_SHAPE[shape.type];
}

/**
 * The type that a value has when the pipeline runs.
 * @returns undefined where nobody knows: what a JSON file holds, a property outside the service model
 */
export function typeOf(value: Json, outline: Outline): ValueType | undefined {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    return typeof value as ValueType;
  }
  if (!isJsonObject(value)) return undefined;
  if ("Std:Join" in value) return "string";
  return typeof value.Get === "string" ? typeOfReference(value.Get, outline) : undefined;
}

function typeOfReference(path: string, outline: Outline): ValueType | undefined {
  const target = parseTarget(path);
  switch (target.kind) {
    case "malformed":
    case "item":
      return undefined;
    case "execution":
    case "experiment":
      return "string";
    case "parameter": {
      const type = outline.parameters.find(({ name }) => name === target.name)?.json.Type;
      return typeof type === "string" ? BY_NAME.get(type) : undefined;
    }
    case "iteration":
    case "step": {
      const step = outline.steps.find(({ name }) => name === target.name);
      if (step === undefined) return undefined;
      const inner = loopOutput(step, target.path, outline);
      if (inner !== undefined) return typeOfReference(`Steps.${inner.step.name}.${inner.path}`, outline);
      const output = /^OutputParameters\['([^']*)'\]$/.exec(target.path)?.[1];
      if (output !== undefined) {
        const declared = objectsIn(step.json.OutputParameters).find(
          ({ OutputName }) => OutputName === output,
        );
        return typeof declared?.OutputType === "string" ? BY_NAME.get(declared.OutputType) : undefined;
      }
      const property = propertyOf(step.type, target.path);
      return property?.found === true ? shapeType(property.shape) : undefined;
    }
  }
}
