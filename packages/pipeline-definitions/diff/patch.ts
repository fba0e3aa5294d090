import { DefinitionError } from "../definition-error";
import { canonicalJson, isJsonList, isJsonObject, type Json, type JsonObject } from "../json";
import { refuseLargeNumbers } from "../large-numbers";
import type { Change, ListOrder, PipelineDiff, Place, Segment, StepOrder } from "./change";
import { flatten, placeKey, unflatten, type FlatDefinition } from "./flatten";
import { arrange, nameOf } from "./lists";
import { rename } from "./rename";

/**
 * Applies a difference to a definition: `patch(diff(a, b), a)` is `b`, except for the order of members.
 * @throws DefinitionError `PatchDoesNotFit` where the definition is not the one that the difference was
 *   taken from, `LargeNumber` where it would change digits that nobody named
 */
export function patch({ changes, order }: PipelineDiff, definition: Json): Json {
  refuseLargeNumbers(definition);
  const [first] = changes;
  if (first?.kind === "definition") return first.to;
  const before = flatten(definition);
  if (before === undefined) {
    if (changes.length === 0) return definition;
    throw misfit("it is not a pipeline whose steps have unique names");
  }
  const renames = new Map(
    changes.flatMap((change) =>
      change.kind === "step" && change.change === "renamed" ? [[change.from, change.to] as const] : [],
    ),
  );
  const changed = changes.reduce(carryOut, rename(before, renames));
  const ordered = orderSteps(order.lists.reduce(orderList, changed), order.steps);
  return unflatten(ordered) ?? fail("a condition that should hold a step is missing");
}

function carryOut(flat: FlatDefinition, change: Change): FlatDefinition {
  if (change.kind === "definition") return fail("it asks for another definition as a whole");
  if (change.kind !== "step") {
    return edit(flat, change.at, (value) => {
      if (!isWhatItWas(value, change.from)) fail(`${change.path} is not what it was`);
      return change.change === "removed" ? undefined : change.to;
    });
  }
  const { step } = change;
  if (flat.steps.has(step) === (change.change === "added")) fail(`the step ${step} is not what it was`);
  switch (change.change) {
    case "renamed":
      return flat;
    case "added":
      return place({ ...flat, steps: new Map([...flat.steps, [step, change.to]]) }, step, change.place);
    case "moved":
      return place(flat, step, change.to);
    case "removed":
      return {
        ...flat,
        steps: new Map([...flat.steps].filter(([name]) => name !== step)),
        places: new Map([...flat.places].filter(([name]) => name !== step)),
      };
  }
}

function isWhatItWas(value: Json | undefined, from: Json | undefined): boolean {
  if (value === undefined || from === undefined) return value === from;
  return canonicalJson(value) === canonicalJson(from);
}

/** Puts a step behind the others of its new place. */
function place(flat: FlatDefinition, step: string, at: Place): FlatDefinition {
  const others = [...flat.steps].filter(([name]) => name !== step);
  const own = flat.steps.get(step) ?? {};
  return {
    ...flat,
    steps: new Map([...others, [step, own]]),
    places: new Map([...flat.places, [step, at]]),
  };
}

type Edit = (value: Json | undefined) => Json | undefined;

function edit(flat: FlatDefinition, at: readonly Segment[], change: Edit): FlatDefinition {
  const [root, item, ...rest] = at;
  if (root !== "Steps" || typeof item !== "object") {
    return { ...flat, members: editObject(flat.members, at, change) };
  }
  const step = flat.steps.get(item.name) ?? fail(`the step ${item.name} is missing`);
  return { ...flat, steps: new Map([...flat.steps, [item.name, editObject(step, rest, change)]]) };
}

function editObject(object: JsonObject, at: readonly Segment[], change: Edit): JsonObject {
  const edited = editAt(object, at, change);
  return isJsonObject(edited) ? edited : fail("an object should become another value");
}

/** The value with the one at the end of the path changed; undefined removes it. */
function editAt(value: Json | undefined, at: readonly Segment[], change: Edit): Json | undefined {
  const [segment, ...rest] = at;
  if (segment === undefined) return change(value);
  if (typeof segment === "string") {
    if (!isJsonObject(value)) return fail(`${segment} is not where it was`);
    const own = Object.hasOwn(value, segment) ? value[segment] : undefined;
    const edited = editAt(own, rest, change);
    const entries = Object.entries(value);
    if (own === undefined) return Object.fromEntries([...entries, [segment, edited ?? null]]);
    return Object.fromEntries(
      entries.flatMap(([key, member]) =>
        key !== segment ? [[key, member]] : edited === undefined ? [] : [[key, edited]],
      ),
    );
  }
  if (!isJsonList(value)) return fail("a list is not where it was");
  const index =
    typeof segment === "number"
      ? segment
      : value.findIndex((item) => nameOf(item, segment.by) === segment.name);
  const edited = editAt(value[index], rest, change);
  const own = edited === undefined ? [] : [edited];
  return index < 0 ? [...value, ...own] : [...value.slice(0, index), ...own, ...value.slice(index + 1)];
}

function orderList(flat: FlatDefinition, { at, by, order }: ListOrder): FlatDefinition {
  return edit(flat, at, (list) => {
    if (!isJsonList(list)) return fail("a list is not where it was");
    return by === undefined ? order : arrange(list, order, (item) => nameOf(item, by));
  });
}

function orderSteps(flat: FlatDefinition, orders: readonly StepOrder[]): FlatDefinition {
  return orders.reduce((sorted, { place: at, order }) => {
    const here = (name: string) => placeKey(sorted.places.get(name) ?? null) === placeKey(at);
    const steps = [...sorted.steps];
    const inside = arrange(
      steps.filter(([name]) => here(name)),
      order,
      ([name]) => name,
    );
    return { ...sorted, steps: new Map([...steps.filter(([name]) => !here(name)), ...inside]) };
  }, flat);
}

function fail(why: string): never {
  throw misfit(why);
}

function misfit(why: string): DefinitionError {
  return new DefinitionError({
    code: "PatchDoesNotFit",
    message: `The difference does not fit this definition: ${why}.`,
    next: "Compute the difference again, from the definition that you want to change.",
  });
}
