import { isJsonObject, type Json } from "../pipeline-defs/sagemaker/json";

/**
 * What differs between two JSON documents, by readable path. Items of an array that carry a name are compared by that
 * name, so that a step put in front of others is one addition and not a change of everything behind it.
 */

export interface Difference {
  /** Such as `Steps.Train.Arguments.ResourceConfig.InstanceType`; empty for the whole document. */
  readonly path: string;
  /** `reordered`: the same items in another order. */
  readonly change: "added" | "removed" | "changed" | "reordered";
  /** The value before; absent where it was added. For `reordered`, the items' names. */
  readonly from?: Json;
  /** The value after; absent where it was removed. For `reordered`, the items' names. */
  readonly to?: Json;
}

/** The members that name an item in the arrays of a pipeline definition and of SageMaker's requests. */
const IDENTITIES = ["Name", "InputName", "OutputName", "ChannelName", "PropertyFileName", "Key"] as const;

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function sameValue(before: Json, after: Json): boolean {
  return differences(before, after).length === 0;
}

/** The array's items by name; undefined where an item has none or two share one. */
function byName(items: readonly Json[]): Map<string, Json> | undefined {
  for (const identity of IDENTITIES) {
    const named = new Map<string, Json>();
    for (const item of items) {
      const name = isJsonObject(item) && Object.hasOwn(item, identity) ? item[identity] : undefined;
      if (typeof name === "string") named.set(name, item);
    }
    if (items.length > 0 && named.size === items.length) return named;
  }
  return undefined;
}

function join(path: string, member: string): string {
  return path === "" ? member : `${path}.${member}`;
}

function compareMembers(
  path: string,
  before: ReadonlyMap<string, Json>,
  after: ReadonlyMap<string, Json>,
): Difference[] {
  const found: Difference[] = [];
  for (const [name, from] of before) {
    const to = after.get(name);
    if (to === undefined) found.push({ path: join(path, name), change: "removed", from });
    else found.push(...differences(from, to, join(path, name)));
  }
  for (const [name, to] of after) {
    if (!before.has(name)) found.push({ path: join(path, name), change: "added", to });
  }
  return found;
}

function compareArrays(path: string, from: readonly Json[], to: readonly Json[]): Difference[] {
  const before = byName(from);
  const after = byName(to);
  if (before !== undefined && after !== undefined) {
    const kept = [...before.keys()].filter((name) => after.has(name));
    const keptNow = [...after.keys()].filter((name) => before.has(name));
    const found = compareMembers(path, before, after);
    if (kept.some((name, index) => keptNow[index] !== name)) {
      found.push({ path, change: "reordered", from: kept, to: keptNow });
    }
    return found;
  }
  const same = from.length === to.length && from.every((item, index) => sameValue(item, to[index] ?? null));
  return same ? [] : [{ path, change: "changed", from, to }];
}

/** The differences in the order of the document before, additions last; none exactly when both say the same. */
export function differences(before: Json, after: Json, path = ""): Difference[] {
  if (isArray(before) && isArray(after)) return compareArrays(path, before, after);
  if (isJsonObject(before) && isJsonObject(after)) {
    return compareMembers(path, new Map(Object.entries(before)), new Map(Object.entries(after)));
  }
  return before === after ? [] : [{ path, change: "changed", from: before, to: after }];
}
