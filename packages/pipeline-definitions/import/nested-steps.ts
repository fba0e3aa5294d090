import { isJsonObject, type Json } from "../json";
import type { Side } from "../service-model/step-type";
import { dependenciesOf } from "../validate/dependencies";
import type { IndexedDefinition, StepEntry } from "../validate/indexed-definition";
import { isExpression, parseTarget, referencesOf } from "../validate/reference";
import { list, literal, object, type Code, type Options } from "./code";
import { condition } from "./conditions";
import { ANY, choice, property, single, TEXT } from "./expressions";
import { exactly, refuse, type Scope } from "./scope";

/**
 * The steps in an order in which code can make them: each after those that it refers to or waits for, a
 * condition or a loop after the steps in it; otherwise in the definition's order. If steps wait for each
 * other, the first one comes last.
 */
export function inOrder(indexed: IndexedDefinition): readonly StepEntry[] {
  const { steps } = indexed;
  const byName = new Map([...steps].reverse().map((step) => [step.name, step]));
  const needs = new Map<StepEntry, Set<StepEntry>>(steps.map((step) => [step, new Set()]));
  for (const { from, target } of referencesOf(indexed)) {
    const on = target.kind === "step" ? byName.get(target.name) : undefined;
    if (from !== undefined && on !== undefined) needs.get(from)?.add(on);
  }
  for (const step of steps) {
    if (step.branch !== undefined) needs.get(step.branch.parent)?.add(step);
    for (const { name = "" } of dependenciesOf(step)) {
      const on = byName.get(name);
      if (on !== undefined) needs.get(step)?.add(on);
    }
  }
  const ordered: StepEntry[] = [];
  const visited = new Set<StepEntry>();
  const visit = (step: StepEntry): void => {
    if (visited.has(step)) return;
    visited.add(step);
    for (const needed of steps) if (needs.get(step)?.has(needed) === true) visit(needed);
    ordered.push(step);
  };
  for (const step of steps) visit(step);
  return ordered;
}

/**
 * The constants of the steps that a step holds, in their order; undefined where there are none.
 * @throws Untypeable where one of them comes later in the code, because steps wait for each other
 */
function innerSteps(parent: StepEntry, side: Side, scope: Scope): Code | undefined {
  const position = (entry: StepEntry) => scope.indexed.steps.indexOf(entry);
  const identifiers = [...scope.steps.values()]
    .filter(({ entry }) => entry.branch?.parent === parent && entry.branch.side === side)
    .sort((a, b) => position(a.entry) - position(b.entry))
    .map(({ identifier }) => identifier);
  const given = parent.arguments[side] ?? [];
  const count = Array.isArray(given) ? given.length : -1;
  if (identifiers.length !== count) refuse("steps of a branch that come later");
  return identifiers.length === 0 ? undefined : list(identifiers);
}

/** The options of conditionStep. */
export function branches(step: StepEntry, scope: Scope): Options {
  const given = exactly(step.arguments, ["Conditions"], ["IfSteps", "ElseSteps"]);
  const { Conditions: conditions } = given;
  if (!Array.isArray(conditions)) return refuse("not a list");
  return [
    ["conditions", list(conditions.map((one: Json) => condition(one, scope)))],
    ["ifSteps", innerSteps(step, "IfSteps", scope)],
    ["elseSteps", innerSteps(step, "ElseSteps", scope)],
  ];
}

/** The options of forEachStep. */
export function loop(step: StepEntry, scope: Scope): Options {
  const given = exactly(step.arguments, ["IterableItems", "MaxConcurrency", "ForEachBody"], ["Selector"]);
  const { IterableItems: items = null, MaxConcurrency: atOnce, Selector: selector } = given;
  return [
    ["items", through(items, scope)],
    ["maxConcurrency", typeof atOnce === "number" ? literal(atOnce) : refuse("not a number")],
    ["body", innerSteps(step, "ForEachBody", scope) ?? list([])],
    ["selector", selector === undefined ? undefined : pick(selector, scope)],
  ];
}

function through(items: Json, scope: Scope): Code {
  if (isExpression(items)) return single(items, TEXT, scope);
  return Array.isArray(items)
    ? list(items.map((item: Json) => single(item, ANY, scope)))
    : refuse("not a list");
}

function pick(selector: Json, scope: Scope): Code {
  const { Pick: strategy, Field: field } = exactly(selector, ["Pick", "Field"]);
  const path = isJsonObject(field) ? exactly(field, ["Get"]).Get : undefined;
  const target = typeof path === "string" ? parseTarget(path) : undefined;
  const inner = target?.kind === "iteration" ? scope.steps.get(target.name) : undefined;
  const output =
    target?.kind === "iteration" && inner?.typed === true ? property(inner, target.path, scope) : undefined;
  if (output === undefined) return refuse("not an output of the body");
  return object([
    ["pick", choice(strategy, ["MaxBy", "MinBy"])],
    ["by", output],
  ]);
}
