import { isJsonObject, type Json } from "../json";
import type { TypeName } from "../variable";
import { propertyOf } from "../service-model/property";
import type { Shape } from "../service-model/service-model";
import { loopOutput } from "./loop-output";
import type { Outline } from "./outline";
import { objectsIn } from "./outputs";
import { parseTarget } from "./reference";

/** The primitive types that a value can have in an execution. */
export type ValueType = "string" | "number" | "boolean";

const PRIMITIVE: Readonly<Record<TypeName, ValueType>> = {
  String: "string",
  Integer: "number",
  Float: "number",
  Boolean: "boolean",
};
const BY_SHAPE: Readonly<Record<string, TypeName>> = {
  string: "String",
  timestamp: "String",
  integer: "Integer",
  long: "Integer",
  float: "Float",
  double: "Float",
  boolean: "Boolean",
};

function isTypeName(type: Json | undefined): type is TypeName {
  return typeof type === "string" && Object.hasOwn(PRIMITIVE, type);
}

/** The primitive type of what a shape holds; undefined for lists, structures and what the model does not know. */
export function shapeType(shape: Shape): ValueType | undefined {
  const name = shapeTypeName(shape);
  return name === undefined ? undefined : PRIMITIVE[name];
}

/** The same by the definitions' names of types, which tell whole numbers from others. */
export function shapeTypeName(shape: Shape): TypeName | undefined {
  return BY_SHAPE[shape.type];
}

/**
 * The type that a value has when the pipeline runs.
 * @returns undefined where nobody knows: what a JSON file holds, a property outside the service model
 */
export function typeOf(value: Json, outline: Outline): ValueType | undefined {
  const name = typeNameOf(value, outline);
  return name === undefined ? undefined : PRIMITIVE[name];
}

/** The same by the definitions' names of types, which tell whole numbers from others. */
export function typeNameOf(value: Json, outline: Outline): TypeName | undefined {
  if (typeof value === "string") return "String";
  if (typeof value === "number") return Number.isInteger(value) ? "Integer" : "Float";
  if (typeof value === "boolean") return "Boolean";
  if (!isJsonObject(value)) return undefined;
  if ("Std:Join" in value) return "String";
  return typeof value.Get === "string" ? typeOfReference(value.Get, outline) : undefined;
}

function typeOfReference(path: string, outline: Outline): TypeName | undefined {
  const target = parseTarget(path);
  switch (target.kind) {
    case "malformed":
    case "item":
      return undefined;
    case "execution":
    case "experiment":
      return "String";
    case "parameter": {
      const type = outline.parameters.find(({ name }) => name === target.name)?.json.Type;
      return isTypeName(type) ? type : undefined;
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
        return isTypeName(declared?.OutputType) ? declared.OutputType : undefined;
      }
      const property = propertyOf(step.type, target.path);
      return property?.found === true ? shapeTypeName(property.shape) : undefined;
    }
  }
}
