import type { Arguments, Json } from "./arguments";
import type { Clients } from "./clients";

/** What AWS says of a resource beyond its arguments: `arn`, `id`, … */
export type Computed = Readonly<Record<string, Json>>;

export interface Context {
  readonly clients: Clients;
  /** The provider's default tags with the resource's own on top. */
  readonly tags: Readonly<Record<string, string>>;
  /** Folder of the stack, which asset paths are relative to. */
  readonly folder: string;
}

/** How one Terraform resource type becomes API calls. */
export interface ResourceType {
  /** Every argument that it applies. Any other is refused: nothing is silently left out. */
  readonly arguments: readonly string[];
  /** Arguments whose change replaces the resource, as in the provider's schema. */
  readonly replacedBy: readonly string[];
  create(args: Arguments, context: Context): Promise<Computed>;
  /** Default: `create` again, for resources that are one idempotent Put. */
  update?(args: Arguments, prior: Arguments, context: Context): Promise<Computed>;
  delete(attributes: Arguments, context: Context): Promise<Retained | undefined>;
}

/** What AWS retains for a while after a delete, and why. */
export type Retained = string;

/** Keys of the tags to remove from a resource. */
export function removedTags(tags: Readonly<Record<string, string>>, prior: Arguments): string[] {
  return Object.keys(prior.map("tags")).filter((key) => tags[key] === undefined);
}

export function tagList(tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
