import { DefinitionError } from "../definition-error";
import { canonicalJson, isJsonObject, type Json, type JsonObject } from "../json";
import type { Change, ListOrder, PipelineDiff, Place, Segment, StepOrder } from "./change";
import { hoist, placeKey, unhoist, type Hoisted } from "./hoist";
import { arrange, isList, nameOf } from "./lists";
import { rename } from "./rename";

/**
 * Carries out on a definition what leads to another: `patch(diff(a, b), a)` is `b`, but for the order of members.
 * @throws DefinitionError `PatchDoesNotFit` where the definition is not the one that the difference was taken from
 */
export function patch({ changes, order }: PipelineDiff, definition: Json): Json {
  const [first] = changes;
  if (first?.kind === "definition") return first.to;
  const before = hoist(definition);
  if (before === undefined) {
    if (changes.length === 0) return definition;
    throw misfit("it is no pipeline whose steps have different names");
  }
  const renames = new Map(
    changes.flatMap((change) =>
      change.kind === "step" && change.change === "renamed" ? [[change.from, change.to] as const] : [],
    ),
  );
  const changed = changes.reduce(carryOut, rename(before, renames));
  const ordered = orderSteps(order.lists.reduce(orderList, changed), order.steps);
  return unhoist(ordered) ?? fail("a condition that should hold a step is missing");
}

function carryOut(hoisted: Hoisted, change: Change): Hoisted {
  if (change.kind === "definition") return fail("it asks for another definition as a whole");
  if (change.kind !== "step") {
    return edit(hoisted, change.at, (value) => {
      if (!isWhatItWas(value, change.from)) fail(`${change.path} is not what it was`);
      return change.change === "removed" ? undefined : change.to;
    });
  }
  const { step } = change;
  if (hoisted.steps.has(step) === (change.change === "added")) fail(`the step ${step} is not what it was`);
  switch (change.change) {
    case "renamed":
      return hoisted;
    case "added":
      return place({ ...hoisted, steps: new Map([...hoisted.steps, [step, change.to]]) }, step, change.place);
    case "moved":
      return place(hoisted, step, change.to);
    case "removed":
      return {
        ...hoisted,
        steps: new Map([...hoisted.steps].filter(([name]) => name !== step)),
        places: new Map([...hoisted.places].filter(([name]) => name !== step)),
      };
  }
}

function isWhatItWas(value: Json | undefined, from: Json | undefined): boolean {
  if (value === undefined || from === undefined) return value === from;
  return canonicalJson(value) === canonicalJson(from);
}

/** Puts a step behind the others of its new place. */
function place(hoisted: Hoisted, step: string, at: Place): Hoisted {
  const others = [...hoisted.steps].filter(([name]) => name !== step);
  const own = hoisted.steps.get(step) ?? {};
  return {
    ...hoisted,
    steps: new Map([...others, [step, own]]),
    places: new Map([...hoisted.places, [step, at]]),
  };
}

type Edit = (value: Json | undefined) => Json | undefined;

function edit(hoisted: Hoisted, at: readonly Segment[], change: Edit): Hoisted {
  const [root, item, ...rest] = at;
  if (root !== "Steps" || typeof item !== "object") {
    return { ...hoisted, members: editObject(hoisted.members, at, change) };
  }
  const step = hoisted.steps.get(item.name) ?? fail(`the step ${item.name} is missing`);
  return { ...hoisted, steps: new Map([...hoisted.steps, [item.name, editObject(step, rest, change)]]) };
}

function editObject(object: JsonObject, at: readonly Segment[], change: Edit): JsonObject {
  const edited = editAt(object, at, change);
  return isJsonObject(edited) ? edited : fail("an object should become another value");
}

/** The value with the one at the end of the way changed; what becomes undefined is taken out. */
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
  if (!isList(value)) return fail("a list is not where it was");
  const index =
    typeof segment === "number"
      ? segment
      : value.findIndex((item) => nameOf(item, segment.by) === segment.name);
  const edited = editAt(value[index], rest, change);
  const own = edited === undefined ? [] : [edited];
  return index < 0 ? [...value, ...own] : [...value.slice(0, index), ...own, ...value.slice(index + 1)];
}

function orderList(hoisted: Hoisted, { at, by, order }: ListOrder): Hoisted {
  return edit(hoisted, at, (list) => {
    if (!isList(list)) return fail("a list is not where it was");
    return by === undefined ? order : arrange(list, order, (item) => nameOf(item, by));
  });
}

function orderSteps(hoisted: Hoisted, orders: readonly StepOrder[]): Hoisted {
  return orders.reduce((sorted, { place: at, order }) => {
    const here = (name: string) => placeKey(sorted.places.get(name) ?? null) === placeKey(at);
    const steps = [...sorted.steps];
    const inside = arrange(
      steps.filter(([name]) => here(name)),
      order,
      ([name]) => name,
    );
    return { ...sorted, steps: new Map([...steps.filter(([name]) => !here(name)), ...inside]) };
  }, hoisted);
}

function fail(why: string): never {
  throw misfit(why);
}

function misfit(why: string): DefinitionError {
  return new DefinitionError({
    code: "PatchDoesNotFit",
    message: `The difference does not fit this definition: ${why}.`,
    next: "Take the difference again, from the definition that is to be changed.",
  });
}
