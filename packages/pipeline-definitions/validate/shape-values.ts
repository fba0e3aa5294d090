import { isJsonObject, type Json } from "../json";
import type { Shape } from "../service-model/shape";

/** What a value of a shape's type is called. */
export const JSON_TYPE: Readonly<Record<string, string>> = {
  string: "a string",
  integer: "a whole number",
  long: "a whole number",
  float: "a number",
  double: "a number",
  boolean: "true or false",
  list: "a list",
  map: "an object",
  structure: "an object",
  value: "a single value",
};

/** Whether a value has the type that a shape asks for. */
export function fits(shape: Shape, value: Json): boolean {
  switch (shape.type) {
    case "string":
      return typeof value === "string";
    case "integer":
    case "long":
      return Number.isInteger(value);
    case "float":
    case "double":
      return typeof value === "number";
    case "boolean":
      return typeof value === "boolean";
    case "value":
      return ["string", "number", "boolean"].includes(typeof value);
    case "list":
      return Array.isArray(value);
    case "map":
    case "structure":
      return isJsonObject(value);
    default:
      return true;
  }
}

/** What a shape's bounds are about: a number itself, the length of anything else. */
export function sizeOf(value: Json): readonly [size: number, unit: string] {
  if (typeof value === "number") return [value, ""];
  if (typeof value === "string") return [[...value].length, " characters"];
  if (Array.isArray(value)) return [value.length, " items"];
  return [isJsonObject(value) ? Object.keys(value).length : 0, " entries"];
}
