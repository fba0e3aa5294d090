import { isJsonList, isJsonObject, type Json, type JsonObject } from "sagemaker-pipeline-definitions";
import { flatten, type FlatDefinition } from "sagemaker-pipeline-definitions/diff";
import { iterationsOf } from "./iterations";
import { fleetsOf, isNoCeiling } from "./machines";
import type { JobKind } from "./prices";
import { Values } from "./values";

/** Equal machines that an execution may run at the same time, at the most. */
export interface MachinesAtOnce {
  readonly job: JobKind | "transform";
  readonly instanceType: string;
  readonly instances: number;
}

/**
 * What one execution of a pipeline may run side by side, with the parameters at their defaults, sorted by job and type:
 * steps that do not wait for each other, and do not exclude each other, count together.
 * @param maxParallelSteps as many steps of an execution run at once; undefined: as many as may
 */
export function machinesAtOnce(definition: Json, maxParallelSteps = Infinity): readonly MachinesAtOnce[] {
  const flat = flatten(definition);
  if (flat === undefined) return [];
  const values = new Values(flat.members);
  const users = new Map<string, { readonly machine: MachinesAtOnce; readonly steps: Use[] }>();
  for (const [step, json] of flat.steps) {
    const iterations = iterationsOf(step, flat, values);
    const times = typeof iterations === "number" ? iterations : 1;
    for (const machine of machinesOf(json, values)) {
      const key = `${machine.job} ${machine.instanceType}`;
      const user = users.get(key) ?? { machine, steps: [] };
      users.set(key, user);
      user.steps.push({ step, instances: machine.instances * times });
    }
  }
  const order = new Order(flat);
  return [...users]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { machine, steps }]) => ({ ...machine, instances: most(steps, order, maxParallelSteps) }));
}

interface Use {
  readonly step: string;
  readonly instances: number;
}

/** Of a step whose machines are not known before it starts, there is nothing to say. */
function machinesOf(step: JsonObject, values: Values): readonly MachinesAtOnce[] {
  if (step.Type === "Transform") {
    const resources = values.at(step, "Arguments", "TransformResources");
    const [type, count] = [values.at(resources, "InstanceType"), values.at(resources, "InstanceCount")];
    if (typeof type !== "string" || typeof count !== "number") return [];
    return [{ job: "transform", instanceType: type, instances: count }];
  }
  const alternatives = fleetsOf(step, values);
  return isNoCeiling(alternatives) ? [] : alternatives.flat();
}

/** The most instances of so many steps of which each two may run side by side. */
function most([first, ...others]: readonly Use[], order: Order, steps: number): number {
  if (first === undefined || steps < 1) return 0;
  const beside = others.filter(({ step }) => order.sideBySide(first.step, step));
  const withFirst = first.instances + most(beside, order, steps - 1);
  // Where it excludes nothing and takes nobody's turn, there is no more to be had without it.
  const isFree = beside.length === others.length && steps > others.length;
  return isFree ? withFirst : Math.max(withFirst, most(others, order, steps));
}

/** Which step waits for which. */
class Order {
  private readonly before = new Map<string, ReadonlySet<string>>();

  constructor(private readonly flat: FlatDefinition) {}

  sideBySide(one: string, other: string): boolean {
    if (this.allBefore(one).has(other) || this.allBefore(other).has(one)) return false;
    const sides = new Map(this.placesOf(one));
    return this.placesOf(other).every(([condition, side]) => (sides.get(condition) ?? side) === side);
  }

  /** Every step that has ended when a step starts. */
  private allBefore(step: string): ReadonlySet<string> {
    const known = this.before.get(step);
    if (known !== undefined) return known;
    const all = new Set<string>();
    // A circle, which SageMaker refuses, ends here.
    this.before.set(step, all);
    const json = this.flat.steps.get(step);
    const places = this.placesOf(step).map(([condition]) => condition);
    for (const name of [...waitedFor(json ?? null), ...places]) {
      if (!this.flat.steps.has(name)) continue;
      all.add(name);
      for (const earlier of this.allBefore(name)) all.add(earlier);
    }
    return all;
  }

  /** The conditions and loops around a step, each with the branch that it is in. */
  private placesOf(step: string): (readonly [condition: string, side: string])[] {
    const found: (readonly [string, string])[] = [];
    for (let place = this.flat.places.get(step) ?? null; place !== null;) {
      found.push([place.condition, place.side]);
      place = this.flat.places.get(place.condition) ?? null;
    }
    return found;
  }
}

/** The steps that a step names in DependsOn, or reads something of. */
function waitedFor(json: Json): string[] {
  if (isJsonList(json)) return json.flatMap(waitedFor);
  if (!isJsonObject(json)) return [];
  return Object.entries(json).flatMap(([member, value]): string[] => {
    if (member === "DependsOn" && isJsonList(value)) return value.flatMap(dependency);
    const [, step] = (member === "Get" && typeof value === "string" && /^Steps\.([^.[]+)/.exec(value)) || [];
    return step === undefined ? waitedFor(value) : [step];
  });
}

/** A name, or an object of a name and a trigger. */
function dependency(entry: Json): string[] {
  const name = isJsonObject(entry) ? entry.Step : entry;
  return typeof name === "string" ? [name] : [];
}
