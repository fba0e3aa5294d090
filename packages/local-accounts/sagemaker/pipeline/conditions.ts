import { CONDITION_TYPES } from "sagemaker-pipeline-definitions";
import { listAt, textAt } from "../json";
import type { Json, JsonObject } from "../json";
import { isObject } from "../json";
import { StepFailure } from "../failure";

/** Gives a condition's operand its value. */
export type Resolve = (value: Json) => Promise<Json>;

/** Whether all conditions hold; operands behind the one that decides are not looked at. */
export async function allHold(conditions: readonly Json[], resolve: Resolve): Promise<boolean> {
  for (const condition of conditions) if (!(await holds(condition, resolve))) return false;
  return true;
}

async function anyHolds(conditions: readonly Json[], resolve: Resolve): Promise<boolean> {
  for (const condition of conditions) if (await holds(condition, resolve)) return true;
  return false;
}

async function holds(condition: Json, resolve: Resolve): Promise<boolean> {
  if (!isObject(condition)) throw new StepFailure("ClientError: a condition is an object");
  switch (textAt(condition, "Type")) {
    case "Not":
      return !(await holds(condition["Condition"] ?? null, resolve));
    case "Or":
      return anyHolds(listAt(condition, "Conditions"), resolve);
    case "In":
      return isIn(condition, resolve);
    default:
      return compares(condition, resolve);
  }
}

async function isIn(condition: JsonObject, resolve: Resolve): Promise<boolean> {
  const value = await resolve(condition["QueryValue"] ?? null);
  for (const candidate of listAt(condition, "Values")) {
    if ((await resolve(candidate)) === value) return true;
  }
  return false;
}

async function compares(condition: JsonObject, resolve: Resolve): Promise<boolean> {
  const type = textAt(condition, "Type") ?? "";
  if (!CONDITION_TYPES.some((known) => known === type)) throw unknownType(type);
  const left = await resolve(condition["LeftValue"] ?? null);
  const right = await resolve(condition["RightValue"] ?? null);
  if (typeof left !== typeof right) throw incomparable(type, left, right);
  if (type === "Equals") return left === right;
  if (!isOrdered(left) || !isOrdered(right)) throw incomparable(type, left, right);
  switch (type) {
    case "GreaterThan":
      return left > right;
    case "GreaterThanOrEqualTo":
      return left >= right;
    case "LessThan":
      return left < right;
    case "LessThanOrEqualTo":
      return left <= right;
    default:
      throw unknownType(type);
  }
}

/**
 * Texts have an order too, character by character: the Python SDK's test_pipeline_var_behaviors.py asserts of the service
 * that "1" is greater than "0", and not greater than "3".
 */
function isOrdered(value: Json): value is number | string {
  return typeof value === "number" || typeof value === "string";
}

function unknownType(type: string): StepFailure {
  return new StepFailure(`ClientError: no condition type ${type}; there are ${CONDITION_TYPES.join(", ")}`);
}

function incomparable(type: string, left: Json, right: Json): StepFailure {
  return new StepFailure(
    `ClientError: ${type} cannot compare ${JSON.stringify(left)} (${typeof left}) with ${JSON.stringify(right)} (${typeof right})`,
  );
}
