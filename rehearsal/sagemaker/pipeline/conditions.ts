import { listAt, textAt } from "../json";
import type { Json, JsonObject } from "../json";
import { at, isObject } from "../json";
import { StepFailure } from "../failure";

/** Gives a condition's operand its value. */
type Resolve = (value: Json) => Promise<Json>;

/** Condition types of a Condition step; developer guide, "build-and-manage-steps", and what the Python SDK emits. */
export const CONDITION_TYPES = [
  "Equals",
  "NotEquals",
  "GreaterThan",
  "GreaterThanOrEqualTo",
  "LessThan",
  "LessThanOrEqualTo",
  "In",
  "Not",
  "Or",
  "And",
] as const;

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
      // The Python SDK's name for it, and the one in its local mode.
      return !(await holds(condition["Condition"] ?? condition["Expression"] ?? null, resolve));
    case "Or":
      return anyHolds(listAt(condition, "Conditions"), resolve);
    case "And":
      return allHold(listAt(condition, "Conditions"), resolve);
    case "In":
      return isIn(condition, resolve);
    default:
      return compares(condition, resolve);
  }
}

async function isIn(condition: JsonObject, resolve: Resolve): Promise<boolean> {
  const value = await resolve(at(condition, "QueryValue") ?? at(condition, "Value") ?? null);
  for (const candidate of [...listAt(condition, "Values"), ...listAt(condition, "In")]) {
    if ((await resolve(candidate)) === value) return true;
  }
  return false;
}

async function compares(condition: JsonObject, resolve: Resolve): Promise<boolean> {
  const type = textAt(condition, "Type") ?? "";
  const left = await resolve(condition["LeftValue"] ?? null);
  const right = await resolve(condition["RightValue"] ?? null);
  if (typeof left !== typeof right) throw incomparable(type, left, right);
  if (type === "Equals") return left === right;
  if (type === "NotEquals") return left !== right;
  if (typeof left !== "number" || typeof right !== "number") throw incomparable(type, left, right);
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
      throw new StepFailure(
        `ClientError: no condition type ${type}; there are ${CONDITION_TYPES.join(", ")}`,
      );
  }
}

function incomparable(type: string, left: Json, right: Json): StepFailure {
  return new StepFailure(
    `ClientError: ${type} cannot compare ${JSON.stringify(left)} (${typeof left}) with ${JSON.stringify(right)} (${typeof right})`,
  );
}
