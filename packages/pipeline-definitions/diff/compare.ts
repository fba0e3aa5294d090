import { canonicalJson, isJsonList, isJsonObject, type Json, type JsonObject } from "../json";
import type { ListOrder, Segment } from "./change";
import { identityOf, nameOf, sameSet } from "./lists";

/** A value that differs, before anyone asks what it is about. */
export interface RawChange {
  readonly change: "added" | "removed" | "changed";
  readonly at: readonly Segment[];
  readonly from?: Json;
  readonly to?: Json;
}

interface Comparison {
  readonly changes: readonly RawChange[];
  readonly lists: readonly ListOrder[];
}

type At = readonly Segment[];

/**
 * Compares two JSON values: objects by member, lists of named items by name, lists of equally many
 * objects by position; any other list is one value, and so is a variable or a function of variables.
 * @param at where both stand
 */
export function compare(before: Json, after: Json, at: At): Comparison {
  if (isJsonList(before) && isJsonList(after)) return compareLists(before, after, at);
  if (isJsonObject(before) && isJsonObject(after)) {
    if (isVariable(before) || isVariable(after)) {
      return canonicalJson(before) === canonicalJson(after) ? NOTHING : changed(before, after, at);
    }
    return compareMembers(Object.entries(before), Object.entries(after), (key) => [...at, key]);
  }
  return before === after ? NOTHING : changed(before, after, at);
}

const NOTHING: Comparison = { changes: [], lists: [] };

function changed(from: Json, to: Json, at: At): Comparison {
  return { changes: [{ change: "changed", at, from, to }], lists: [] };
}

type Members = readonly (readonly [string, Json])[];

function compareMembers(before: Members, after: Members, at: (name: string) => At): Comparison {
  const [then, now] = [new Map(before), new Map(after)];
  const kept = before.map(([name, from]): Comparison => {
    const to = now.get(name);
    if (to === undefined) return { changes: [{ change: "removed", at: at(name), from }], lists: [] };
    return compare(from, to, at(name));
  });
  const added = after
    .filter(([name]) => !then.has(name))
    .map(([name, to]): RawChange => ({ change: "added", at: at(name), to }));
  return {
    changes: [...kept.flatMap(({ changes }) => changes), ...added],
    lists: kept.flatMap(({ lists }) => lists),
  };
}

function compareLists(before: readonly Json[], after: readonly Json[], at: At): Comparison {
  const by = identityOf(before, after);
  if (by !== undefined) return compareNamed(by, before, after, at);
  if (before.length === after.length && [...before, ...after].every(isJsonObject)) {
    const pairs = before.map((item, index) => compare(item, after[index] ?? null, [...at, index]));
    return {
      changes: pairs.flatMap(({ changes }) => changes),
      lists: pairs.flatMap(({ lists }) => lists),
    };
  }
  if (canonicalJson(before) === canonicalJson(after)) return NOTHING;
  const member = at.at(-1);
  return sameSet(typeof member === "string" ? member : undefined, before, after)
    ? { changes: [], lists: [{ at, order: after }] }
    : changed(before, after, at);
}

function compareNamed(by: string, before: readonly Json[], after: readonly Json[], at: At): Comparison {
  const members = (items: readonly Json[]) => items.map((item) => [nameOf(item, by) ?? "", item] as const);
  const { changes, lists } = compareMembers(members(before), members(after), (name) => [...at, { by, name }]);
  const order = after.map((item) => nameOf(item, by) ?? "");
  const natural = naturalOrder(
    before.map((item) => nameOf(item, by) ?? ""),
    order,
  );
  return { changes, lists: sameOrder(natural, order) ? lists : [...lists, { at, by, order }] };
}

/** The order that changes alone lead to: what stays as it stood, then what is added. */
export function naturalOrder(before: readonly string[], after: readonly string[]): string[] {
  return [
    ...before.filter((name) => after.includes(name)),
    ...after.filter((name) => !before.includes(name)),
  ];
}

export function sameOrder(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, index) => name === other[index]);
}

/** Whether it is `{"Get": …}`, `{"Std:Join": …}` or the like. */
export function isVariable(json: JsonObject): boolean {
  const [name, ...more] = Object.keys(json);
  return more.length === 0 && (name === "Get" || name?.startsWith("Std:") === true);
}
