import { CONDITION_TYPES } from "../condition";
import { isJsonObject, pointTo, type Json, type JsonObject } from "../json";
import type { Finding } from "./finding";
import type { IndexedDefinition } from "./indexed-definition";
import { parameterOf } from "./reference";
import { shapeCheck, type ShapeCheck } from "./shape-check";
import { typeOf } from "./value-type";

/** Conditions, however deep: of a known type, with that type's fields. */
export function checkConditions(indexed: IndexedDefinition): readonly Finding[] {
  return indexed.steps
    .filter((step) => step.type === "Condition")
    .flatMap((step) => {
      const at = `${step.pointer}/Arguments/Conditions`;
      return inList(step.arguments.Conditions, at, indexed, shapeCheck(step, indexed));
    });
}

function inList(
  list: Json | undefined,
  pointer: string,
  indexed: IndexedDefinition,
  shapes: ShapeCheck,
): readonly Finding[] {
  return Array.isArray(list)
    ? list.flatMap((item: Json, index) => check(item, pointTo(pointer, index), indexed, shapes))
    : [];
}

function check(
  condition: Json,
  pointer: string,
  indexed: IndexedDefinition,
  shapes: ShapeCheck,
): readonly Finding[] {
  const type =
    isJsonObject(condition) && typeof condition.Type === "string" ? condition.Type : "without Type";
  if (!isJsonObject(condition) || !CONDITION_TYPES.some((known) => known === type)) {
    const fix = `use one of ${CONDITION_TYPES.join(", ")}`;
    return [shapes.error("UnknownCondition", pointer, `there is no condition ${type}`, fix)];
  }
  const { Condition: negated, Conditions: others } = condition;
  return [
    ...shapes.value(condition, `definition:${type}`, pointer),
    ...checkOperands(condition, type, pointer, indexed, shapes),
    ...checkListed(condition, pointer, indexed, shapes),
    ...(negated === undefined ? [] : check(negated, pointTo(pointer, "Condition"), indexed, shapes)),
    ...inList(others, pointTo(pointer, "Conditions"), indexed, shapes),
  ];
}

/**
 * Values of one type are compared: by their size, or as texts, which have an order too (the Python SDK's integration test
 * `test_pipeline_var_behaviors` has the service find "1" > "0" true and "1" > "3" false).
 */
function checkOperands(
  condition: JsonObject,
  type: string,
  pointer: string,
  indexed: IndexedDefinition,
  shapes: ShapeCheck,
): Finding[] {
  const { LeftValue: left, RightValue: right, QueryValue: query, Values: values } = condition;
  const operands = [left, right, query, ...(Array.isArray(values) ? (values as readonly Json[]) : [])];
  const types = operands.flatMap((operand) =>
    operand === undefined ? [] : (typeOf(operand, indexed) ?? []),
  );
  if (new Set(types).size <= 1) return [];
  const message = `${type} compares ${[...new Set(types)].join(" with ")}`;
  return [
    {
      ...shapes.error("ConditionTypes", pointer, message, "compare values of one type"),
      severity: "warning",
    },
  ];
}

/** A parameter with listed values has one of those. */
function checkListed(
  condition: JsonObject,
  pointer: string,
  { parameters }: IndexedDefinition,
  shapes: ShapeCheck,
): Finding[] {
  const {
    LeftValue: left = null,
    RightValue: right = null,
    QueryValue: query = null,
    Values: list,
  } = condition;
  const values: readonly Json[] = Array.isArray(list) ? list : [];
  const pairs: readonly (readonly [value: Json, at: string, against: Json])[] = [
    [left, pointTo(pointer, "LeftValue"), right],
    [right, pointTo(pointer, "RightValue"), left],
    ...values.map((value, index) => [value, pointTo(pointTo(pointer, "Values"), index), query] as const),
  ];
  return pairs.flatMap(([value, at, against]): Finding[] => {
    const listed = parameters.find(({ name }) => name === parameterOf(against))?.json.EnumValues;
    if (!Array.isArray(listed) || listed.includes(value) || value === null || typeof value === "object")
      return [];
    const message = `${JSON.stringify(value)} is not one of the values that ${parameterOf(against) ?? ""} takes`;
    const fix = `use one of ${listed.join(", ")}`;
    return [{ ...shapes.error("ImpossibleComparison", at, message, fix), severity: "warning" }];
  });
}
