import { Problem } from "sagemaker-promotion-core/problem";
import { Arguments } from "./arguments";
import type { Json } from "./arguments";
import type { Clients } from "./clients";
import type { Configuration, ResourceBlock } from "./configuration";
import { decide, resolveArguments } from "./plan";
import type { Change } from "./plan";
import { resourceType } from "./resources";
import type { Context, Retained, ResourceType } from "./resource-type";
import type { ResourceState, State } from "./state";

function failed(address: string, action: string, cause: unknown): Problem {
  if (cause instanceof Problem) return cause;
  const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  return new Problem({
    code: "ApplyFailed",
    blame: "environment",
    message: `${action} failed: ${reason}`,
    where: address,
    next: "what was done before is in the state: fix the cause and run the same command again",
    cause,
  });
}

/** Applies or destroys the resources of one stack, one by one, and keeps track of their state. */
export class StackApplier {
  private readonly resources: Map<string, ResourceState>;
  private readonly replaced: ResourceState[] = [];
  readonly retained: Retained[] = [];
  private dirty = false;

  constructor(
    private readonly configuration: Configuration,
    private readonly clients: Clients,
    private readonly before: State,
  ) {
    this.resources = new Map(before.resources.map((resource) => [resource.address, resource]));
  }

  readonly lookup = (address: string, attribute: string): Json =>
    this.resources.get(address)?.attributes[attribute] ?? null;

  async apply(block: ResourceBlock): Promise<Change> {
    const type = resourceType(block.type, block.address, Object.keys(block.body));
    const wanted = resolveArguments(block, type, this.configuration.provider.defaultTags, this.lookup);
    const prior = this.resources.get(block.address);
    const change = decide(block.address, type, wanted, prior);
    if (change.action === "none") return change;
    if (change.action === "replace" && prior !== undefined) {
      if (block.createBeforeDestroy) this.replaced.push(prior);
      else await this.remove(prior);
    }
    const args = new Arguments(wanted, block.address);
    const context = this.context(type, wanted);
    try {
      const computed =
        change.action === "update" && prior !== undefined && type.update !== undefined
          ? await type.update(args, new Arguments(prior.attributes, block.address), context)
          : await type.create(args, context);
      this.resources.set(block.address, {
        address: block.address,
        type: block.type,
        arguments: wanted,
        attributes: { ...wanted, ...computed },
        dependencies: block.dependencies,
      });
      this.dirty = true;
    } catch (error) {
      throw failed(block.address, change.action, error);
    }
    return change;
  }

  /** Deletes what the configuration no longer has, and what was replaced, dependents first. */
  async removeAllBut(addresses: ReadonlySet<string>): Promise<Change[]> {
    const gone = [...this.resources.values()].filter((resource) => !addresses.has(resource.address));
    for (const resource of dependentsFirst(gone)) {
      await this.remove(resource);
      this.resources.delete(resource.address);
    }
    for (const resource of this.replaced) await this.remove(resource);
    return gone.map((resource): Change => ({ address: resource.address, action: "delete", changed: [] }));
  }

  /** The state to write, or undefined where nothing changed. */
  state(): State | undefined {
    if (!this.dirty) return undefined;
    return { serial: this.before.serial + 1, resources: [...this.resources.values()] };
  }

  private async remove(resource: ResourceState): Promise<void> {
    const type = resourceType(resource.type, resource.address, []);
    try {
      const attributes = new Arguments(resource.attributes, resource.address);
      const retained = await type.delete(attributes, this.context(type, resource.arguments));
      if (retained !== undefined) this.retained.push(retained);
      this.dirty = true;
    } catch (error) {
      throw failed(resource.address, "delete", error);
    }
  }

  private context(type: ResourceType, args: Readonly<Record<string, Json>>): Context {
    const tags = type.arguments.includes("tags") ? (args["tags"] as Record<string, string>) : {};
    return { clients: this.clients, folder: this.configuration.folder, tags };
  }
}

function dependentsFirst(resources: readonly ResourceState[]): ResourceState[] {
  const left = new Map(resources.map((resource) => [resource.address, resource]));
  const sorted: ResourceState[] = [];
  while (left.size > 0) {
    const needed = new Set([...left.values()].flatMap((resource) => resource.dependencies));
    const free = [...left.values()].filter((resource) => !needed.has(resource.address));
    if (free.length === 0) throw new Error(`the state has a cycle: ${[...left.keys()].join(", ")}`);
    for (const resource of free) {
      sorted.push(resource);
      left.delete(resource.address);
    }
  }
  return sorted;
}
