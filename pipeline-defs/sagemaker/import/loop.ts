import { isJsonObject, type Json } from "../json";
import type { StepEntry } from "../validate/outline";
import { isExpression, parseTarget } from "../validate/reference";
import { list, literal, object, type Code } from "./code";
import { ANY, choice, property, single, TEXT } from "./expressions";
import { innerSteps } from "./inner-steps";
import { exactly, refuse, type Scope } from "./scope";

/** The options of forEachStep. */
export function loop(step: StepEntry, scope: Scope): readonly (readonly [string, Code | undefined])[] {
  const given = exactly(step.arguments, ["IterableItems", "MaxConcurrency", "ForEachBody"], ["Selector"]);
  const { IterableItems: items = null, MaxConcurrency: atOnce, Selector: selector } = given;
  return [
    ["items", through(items, scope)],
    ["maxConcurrency", typeof atOnce === "number" ? literal(atOnce) : refuse("no number")],
    ["body", innerSteps(step, "ForEachBody", scope) ?? list([])],
    ["selector", selector === undefined ? undefined : pick(selector, scope)],
  ];
}

function through(items: Json, scope: Scope): Code {
  if (isExpression(items)) return single(items, TEXT, scope);
  return Array.isArray(items) ? list(items.map((item: Json) => single(item, ANY, scope))) : refuse("no list");
}

function pick(selector: Json, scope: Scope): Code {
  const { Pick: strategy, Field: field } = exactly(selector, ["Pick", "Field"]);
  const path = isJsonObject(field) ? exactly(field, ["Get"]).Get : undefined;
  const target = typeof path === "string" ? parseTarget(path) : undefined;
  const inner = target?.kind === "iteration" ? scope.steps.get(target.name) : undefined;
  const output =
    target?.kind === "iteration" && inner?.typed === true ? property(inner, target.path, scope) : undefined;
  if (output === undefined) return refuse("no output of the body");
  return object([
    ["pick", choice(strategy, ["MaxBy", "MinBy"])],
    ["by", output],
  ]);
}
