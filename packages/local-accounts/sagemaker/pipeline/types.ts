import { asText, isTrue } from "../json";
import type { Json } from "../json";

/** Types of parameters and of Lambda outputs. */
const VALUE_TYPES = ["String", "Integer", "Float", "Boolean"] as const;
export type ValueType = (typeof VALUE_TYPES)[number];

export function isValueType(name: string): name is ValueType {
  return VALUE_TYPES.some((type) => type === name);
}

const INTEGER = /^[+-]?\d+$/u;
const FLOAT = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/iu;
const BOOLEAN = /^(true|false)$/iu;

/** A value, or a text that says it, as a value of a type; undefined where it is none. */
export function asType(type: ValueType, value: Json): Json | undefined {
  const said = asText(value);
  switch (type) {
    case "String":
      return typeof value === "string" ? value : undefined;
    case "Integer":
      // A larger one would be another number here.
      return INTEGER.test(said) && Number.isSafeInteger(Number(said)) ? Number(said) : undefined;
    case "Float":
      return FLOAT.test(said) ? Number(said) : undefined;
    case "Boolean":
      return BOOLEAN.test(said) ? isTrue(said) : undefined;
  }
}
