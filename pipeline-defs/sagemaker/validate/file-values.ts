import { canonicalJson, type Json } from "../json";
import { everyObject } from "./objects";
import type { Outline } from "./outline";
import { typeOf, type ValueType } from "./value-type";

/** Conditions that compare numbers alone. */
export const ORDERED = ["GreaterThan", "GreaterThanOrEqualTo", "LessThan", "LessThanOrEqualTo"];

/**
 * The types of values that lie in JSON files, as far as the definition itself tells: a condition compares numbers, or
 * values of one type.
 * @returns undefined for a value that no condition looks at
 */
export function fileValueTypes(outline: Outline): (value: Json) => ValueType | undefined {
  const types = new Map<string, ValueType>();
  for (const { json } of everyObject(outline)) {
    const { Type: type, LeftValue: left, RightValue: right, QueryValue: query, Values: values } = json;
    if (left === undefined && query === undefined) continue;
    const listed: readonly Json[] = Array.isArray(values) ? values : [];
    const operands = [left, right, query, ...listed].filter((operand) => operand !== undefined);
    const known = ORDERED.some((ordered) => ordered === type)
      ? "number"
      : operands.map((operand) => typeOf(operand, outline)).find((one) => one !== undefined);
    if (known === undefined) continue;
    for (const operand of operands) types.set(canonicalJson(operand), known);
  }
  return (value) => types.get(canonicalJson(value));
}
