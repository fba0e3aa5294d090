import { isJsonObject, type Json, type JsonObject } from "../json";
import { pointTo, type Finding } from "./finding";
import type { Outline } from "./outline";
import { typeOf } from "./value-type";

/** The fields of each condition type, as the Python SDK 2.257.7 writes them (sagemaker.workflow.conditions). */
const FIELDS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    Equals: ["LeftValue", "RightValue"],
    GreaterThan: ["LeftValue", "RightValue"],
    GreaterThanOrEqualTo: ["LeftValue", "RightValue"],
    LessThan: ["LeftValue", "RightValue"],
    LessThanOrEqualTo: ["LeftValue", "RightValue"],
    In: ["QueryValue", "Values"],
    Not: ["Condition"],
    Or: ["Conditions"],
  }),
);

/** Conditions, however deep: of a known type, with that type's fields. */
export function checkConditions(outline: Outline): readonly Finding[] {
  return outline.steps
    .filter((step) => step.type === "Condition")
    .flatMap((step) =>
      inList(step.arguments.Conditions, `${step.pointer}/Arguments/Conditions`, outline).map((finding) => ({
        ...finding,
        step: step.name,
      })),
    );
}

function inList(list: Json | undefined, pointer: string, outline: Outline): readonly Finding[] {
  return Array.isArray(list)
    ? list.flatMap((item: Json, index) => check(item, pointTo(pointer, index), outline))
    : [];
}

function check(condition: Json, pointer: string, outline: Outline): readonly Finding[] {
  const error = (code: string, at: string, message: string, mend: string): Finding => ({
    code,
    severity: "error",
    step: undefined,
    pointer: at,
    message,
    mend,
  });
  const type =
    isJsonObject(condition) && typeof condition.Type === "string" ? condition.Type : "without Type";
  const fields = FIELDS.get(type);
  if (!isJsonObject(condition) || fields === undefined) {
    const known = [...FIELDS.keys()].join(", ");
    return [error("UnknownCondition", pointer, `there is no condition ${type}`, `use one of ${known}`)];
  }
  const missing = fields
    .filter((field) => condition[field] === undefined)
    .map((field) => error("MissingField", pointTo(pointer, field), `${type} needs ${field}`, "add it"));
  const inner =
    condition.Condition === undefined
      ? []
      : check(condition.Condition, pointTo(pointer, "Condition"), outline);
  return [
    ...missing,
    ...checkOperands(condition, type, pointer, outline),
    ...inner,
    ...inList(condition.Conditions, pointTo(pointer, "Conditions"), outline),
  ];
}

const ORDERED = ["GreaterThan", "GreaterThanOrEqualTo", "LessThan", "LessThanOrEqualTo"];

/** Values of different types are never equal, and only numbers have an order. */
function checkOperands(condition: JsonObject, type: string, pointer: string, outline: Outline): Finding[] {
  const { LeftValue: left, RightValue: right, QueryValue: query, Values: values } = condition;
  const operands = [left, right, query, ...(Array.isArray(values) ? (values as readonly Json[]) : [])];
  const types = operands.flatMap((operand) =>
    operand === undefined ? [] : (typeOf(operand, outline) ?? []),
  );
  const orderless = ORDERED.includes(type) && types.some((known) => known !== "number");
  if (new Set(types).size <= 1 && !orderless) return [];
  return [
    {
      code: "ConditionTypes",
      severity: "warning",
      step: undefined,
      pointer,
      message: `${type} compares ${[...new Set(types)].join(" with ")}`,
      mend: orderless ? "compare numbers" : "compare values of one type",
    },
  ];
}
