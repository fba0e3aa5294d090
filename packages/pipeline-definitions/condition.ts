import type { JsonObject } from "./json";
import { objectToJson, type Input, type Primitive } from "./variable";

/** A condition of a condition step. */
export interface Condition {
  readonly kind: "condition";
  readonly definition: JsonObject;
}

/** The types of conditions. Source: Python SDK 2.257.7, sagemaker.workflow.conditions; each has a shape of its own. */
export const CONDITION_TYPES = [
  "Equals",
  "GreaterThan",
  "GreaterThanOrEqualTo",
  "LessThan",
  "LessThanOrEqualTo",
  "In",
  "Not",
  "Or",
] as const;

function condition(definition: JsonObject): Condition {
  return { kind: "condition", definition };
}

/** The primitive type of a literal: two values are compared when these agree. */
type Widened<T extends Primitive> = T extends string ? string : T extends number ? number : boolean;

function compare(Type: string, left: Input<Primitive>, right: Input<Primitive>): Condition {
  return condition({ Type, ...objectToJson({ LeftValue: left, RightValue: right }, `${Type}: `) });
}

export function equals<T extends Primitive>(left: Input<T>, right: Input<Widened<NoInfer<T>>>): Condition {
  return compare("Equals", left, right);
}

/** An order of two numbers, or of two texts: the service compares texts, too. */
interface Ordering {
  (left: Input<number>, right: Input<number>): Condition;
  (left: Input<string>, right: Input<string>): Condition;
}

const ordering =
  (type: string): Ordering =>
  (left: Input<Primitive>, right: Input<Primitive>) =>
    compare(type, left, right);

export const greaterThan = ordering("GreaterThan");
export const greaterThanOrEqualTo = ordering("GreaterThanOrEqualTo");
export const lessThan = ordering("LessThan");
export const lessThanOrEqualTo = ordering("LessThanOrEqualTo");

/** The value is one of those listed. */
export function isIn<T extends Primitive>(
  value: Input<T>,
  values: readonly Input<Widened<NoInfer<T>>>[],
): Condition {
  return condition({ Type: "In", ...objectToJson({ QueryValue: value, Values: values }, "In: ") });
}

export function not(negated: Condition): Condition {
  return condition({ Type: "Not", Condition: negated.definition });
}

/** At least one holds. */
export function or(...conditions: readonly Condition[]): Condition {
  return condition({ Type: "Or", Conditions: conditions.map(({ definition }) => definition) });
}

/**
 * All hold, for use inside `or` and `not`: a condition step's own list already means this. The service
 * has no such condition type, so it is written as "not (not a or not b)".
 */
export function and(...conditions: readonly Condition[]): Condition {
  return not(or(...conditions.map(not)));
}
