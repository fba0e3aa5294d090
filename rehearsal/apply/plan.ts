import type { Json } from "./arguments";
import { resolve } from "./configuration";
import type { Configuration, ResourceBlock } from "./configuration";
import { resourceType } from "./resources";
import type { ResourceType } from "./resource-type";
import type { ResourceState, State } from "./state";

export type Action = "create" | "update" | "replace" | "delete" | "none";

/** What an apply would do to one resource. */
export interface Change {
  readonly address: string;
  readonly action: Action;
  /** Arguments that differ from the state's; empty for create, delete and none. */
  readonly changed: readonly string[];
}

/** The same with what the resource is made of: null where there is none before, or none after. */
export interface Planned {
  readonly change: Change;
  readonly type: string;
  readonly before: Readonly<Record<string, Json>> | null;
  readonly after: Readonly<Record<string, Json>> | null;
}

/** Stands for an attribute that AWS decides when the resource is created. */
export const KNOWN_AFTER_APPLY = "(known after apply)";

/** A block's arguments with references resolved, absent ones left out, and the provider's default tags added. */
export function resolveArguments(
  block: ResourceBlock,
  type: ResourceType,
  defaultTags: Readonly<Record<string, string>>,
  lookup: (address: string, attribute: string) => Json,
): Record<string, Json> {
  const resolved = Object.entries(block.body)
    .filter(([, value]) => value !== null)
    .map(([key, value]): [string, Json] => [key, resolve(value, lookup)]);
  const values = Object.fromEntries(resolved);
  if (!type.arguments.includes("tags")) return values;
  return { ...values, tags: { ...defaultTags, ...(values["tags"] as Record<string, string> | undefined) } };
}

function stable(value: Json | undefined): string {
  return JSON.stringify(value, (_, item: Json) =>
    item !== null && typeof item === "object" && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}

/** What to do with a resource whose arguments should be `wanted`. */
export function decide(
  address: string,
  type: ResourceType,
  wanted: Readonly<Record<string, Json>>,
  prior: ResourceState | undefined,
): Change {
  if (prior === undefined) return { address, action: "create", changed: [] };
  const names = [...new Set([...Object.keys(wanted), ...Object.keys(prior.arguments)])].sort();
  const changed = names.filter((name) => stable(wanted[name]) !== stable(prior.arguments[name]));
  if (changed.length === 0) return { address, action: "none", changed };
  return {
    address,
    action: changed.some((name) => type.replacedBy.includes(name)) ? "replace" : "update",
    changed,
  };
}

/** Compares a configuration with its state, without a call to AWS. */
export function planChanges(configuration: Configuration, state: State): Change[] {
  return planResources(configuration, state).map(({ change }) => change);
}

/** The same with the arguments of each resource. */
export function planResources(configuration: Configuration, state: State): Planned[] {
  const prior = new Map(state.resources.map((resource) => [resource.address, resource]));
  const unknown = new Set<string>();
  const planned = configuration.resources.map((block): Planned => {
    const { address } = block;
    const type = resourceType(block.type, address, Object.keys(block.body));
    const after = resolveArguments(block, type, configuration.provider.defaultTags, (other, attribute) =>
      unknown.has(other) ? KNOWN_AFTER_APPLY : (prior.get(other)?.attributes[attribute] ?? KNOWN_AFTER_APPLY),
    );
    const change = decide(address, type, after, prior.get(address));
    if (change.action === "create" || change.action === "replace") unknown.add(address);
    return { change, type: block.type, before: prior.get(address)?.arguments ?? null, after };
  });
  const configured = new Set(configuration.resources.map((block) => block.address));
  const gone = [...prior.values()].filter(({ address }) => !configured.has(address));
  return [
    ...planned,
    ...gone.map(({ address, type, arguments: before }): Planned => {
      return { change: { address, action: "delete", changed: [] }, type, before, after: null };
    }),
  ];
}
