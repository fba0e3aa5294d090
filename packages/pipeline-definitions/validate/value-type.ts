import { canonicalJson, isJsonObject, type Json } from "../json";
import { propertyOf } from "../service-model/property";
import type { Shape } from "../service-model/shape";
import type { TypeName } from "../variable";
import type { IndexedDefinition } from "./indexed-definition";
import { loopOutput } from "./loop-output";
import { everyObject } from "./objects";
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

/**
 * The primitive type of what a shape holds; undefined for lists, structures and what the model does not
 * know.
 */
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
 * @returns undefined where it is unknown: in a JSON file, or for a property outside the service model
 */
export function typeOf(value: Json, indexed: IndexedDefinition): ValueType | undefined {
  const name = typeNameOf(value, indexed);
  return name === undefined ? undefined : PRIMITIVE[name];
}

/** The same by the definitions' names of types, which tell whole numbers from others. */
export function typeNameOf(value: Json, indexed: IndexedDefinition): TypeName | undefined {
  if (typeof value === "string") return "String";
  if (typeof value === "number") return Number.isInteger(value) ? "Integer" : "Float";
  if (typeof value === "boolean") return "Boolean";
  if (!isJsonObject(value)) return undefined;
  if ("Std:Join" in value) return "String";
  return typeof value.Get === "string" ? typeOfReference(value.Get, indexed) : undefined;
}

function typeOfReference(path: string, indexed: IndexedDefinition): TypeName | undefined {
  const target = parseTarget(path);
  switch (target.kind) {
    case "malformed":
    case "item":
      return undefined;
    case "execution":
    case "experiment":
      return "String";
    case "parameter": {
      const type = indexed.parameters.find(({ name }) => name === target.name)?.json.Type;
      return isTypeName(type) ? type : undefined;
    }
    case "iteration":
    case "step": {
      const step = indexed.steps.find(({ name }) => name === target.name);
      if (step === undefined) return undefined;
      const inner = loopOutput(step, target.path, indexed);
      if (inner !== undefined) return typeOfReference(`Steps.${inner.step.name}.${inner.path}`, indexed);
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

/**
 * The types of values that lie in JSON files, as far as the definition itself tells: a condition
 * compares values of one type.
 * @returns undefined for a value that no condition looks at
 */
export function fileValueTypes(indexed: IndexedDefinition): (value: Json) => ValueType | undefined {
  const types = new Map<string, ValueType>();
  for (const { json } of everyObject(indexed)) {
    const { LeftValue: left, RightValue: right, QueryValue: query, Values: values } = json;
    if (left === undefined && query === undefined) continue;
    const listed: readonly Json[] = Array.isArray(values) ? values : [];
    const operands = [left, right, query, ...listed].filter((operand) => operand !== undefined);
    const known = operands.map((operand) => typeOf(operand, indexed)).find((one) => one !== undefined);
    if (known === undefined) continue;
    for (const operand of operands) types.set(canonicalJson(operand), known);
  }
  return (value) => types.get(canonicalJson(value));
}
