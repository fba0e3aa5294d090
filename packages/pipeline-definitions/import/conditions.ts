import { isJsonObject, type Json } from "../json";
import { typeOf, type ValueType } from "../validate/value-type";
import { call, list, type Code } from "./code";
import { single } from "./expressions";
import { exactly, refuse, type Scope } from "./scope";

const COMPARISONS: ReadonlyMap<string, string> = new Map([
  ["Equals", "equals"],
  ["GreaterThan", "greaterThan"],
  ["GreaterThanOrEqualTo", "greaterThanOrEqualTo"],
  ["LessThan", "lessThan"],
  ["LessThanOrEqualTo", "lessThanOrEqualTo"],
]);

/**
 * A condition in this library's functions.
 * @throws Untypeable where they do not have it, or it compares what their types do not
 */
export function condition(json: Json, scope: Scope): Code {
  const kind = isJsonObject(json) && typeof json.Type === "string" ? json.Type : "";
  switch (kind) {
    case "Not":
      return call(scope.use("not"), condition(exactly(json, ["Type", "Condition"]).Condition ?? null, scope));
    case "Or": {
      const { Conditions: conditions } = exactly(json, ["Type", "Conditions"]);
      if (!Array.isArray(conditions)) return refuse("not a list");
      return call(scope.use("or"), ...conditions.map((inner: Json) => condition(inner, scope)));
    }
    case "In": {
      const { QueryValue: query = null, Values: values } = exactly(json, ["Type", "QueryValue", "Values"]);
      if (!Array.isArray(values)) return refuse("not a list");
      const operands: readonly Json[] = values;
      const type = commonType([query, ...operands], scope);
      const value = single(query, { type }, scope);
      const others = operands.map((operand) => single(operand, { type }, scope));
      return call(typed(scope.use("isIn"), value, type, scope), value, list(others));
    }
    default: {
      const name = COMPARISONS.get(kind);
      if (name === undefined) return refuse(`unknown condition ${kind}`);
      const { LeftValue: left = null, RightValue: right = null } = exactly(json, [
        "Type",
        "LeftValue",
        "RightValue",
      ]);
      const type = commonType([left, right], scope, name === "equals" ? "string" : "number");
      if (name !== "equals" && type === "boolean") return refuse("an order of truth values");
      const value = single(left, { type }, scope);
      const callee = name === "equals" ? typed(scope.use(name), value, type, scope) : scope.use(name);
      return call(callee, value, single(right, { type }, scope));
    }
  }
}

/** A value without type says nothing about what it is compared with, so the comparison does. */
function typed(callee: string, left: Code, type: ValueType, scope: Scope): string {
  const isFree =
    typeof left === "string"
      ? [...scope.parameters.values()].some((parameter) => parameter.identifier === left && !parameter.typed)
      : left.kind === "call" && (left.callee === "untyped" || left.callee === "currentItem");
  return isFree ? `${callee}<${type}>` : callee;
}

/** The type in which operands are compared: a literal's, else the first that anybody knows. */
function commonType(operands: readonly Json[], scope: Scope, otherwise: ValueType = "string"): ValueType {
  const literals = operands.filter((operand) => typeof operand !== "object");
  for (const operand of [...literals, ...operands]) {
    const type = typeOf(operand, scope.indexed);
    if (type !== undefined) return type;
  }
  return otherwise;
}
