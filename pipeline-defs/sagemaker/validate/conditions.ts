import { isJsonObject, type Json } from "../json";
import { pointTo, type Finding } from "./finding";
import type { Outline } from "./outline";

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
export function checkConditions({ steps }: Outline): readonly Finding[] {
  return steps
    .filter((step) => step.type === "Condition")
    .flatMap((step) =>
      inList(step.arguments.Conditions, `${step.pointer}/Arguments/Conditions`).map((finding) => ({
        ...finding,
        step: step.name,
      })),
    );
}

function inList(list: Json | undefined, pointer: string): readonly Finding[] {
  return Array.isArray(list) ? list.flatMap((item: Json, index) => check(item, pointTo(pointer, index))) : [];
}

function check(condition: Json, pointer: string): readonly Finding[] {
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
    condition.Condition === undefined ? [] : check(condition.Condition, pointTo(pointer, "Condition"));
  return [...missing, ...inner, ...inList(condition.Conditions, pointTo(pointer, "Conditions"))];
}
