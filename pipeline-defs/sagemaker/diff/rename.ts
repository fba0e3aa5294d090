import { isJsonObject, type Json, type JsonObject } from "../json";
import { means } from "./compare";
import { placeKey, type Hoisted } from "./hoist";
import { isList } from "./lists";

/** New names by old ones. */
export type Renames = ReadonlyMap<string, string>;

const STEP_REFERENCE = /^Steps\.([A-Za-z0-9_-]+)\./;

/** Steps that have the same content under another name, found one after the other: references to one are content of the next. */
export function findRenames(before: Hoisted, after: Hoisted): Renames {
  const renames = new Map<string, string>();
  const gone = new Set([...before.steps.keys()].filter((name) => !after.steps.has(name)));
  const come = new Set([...after.steps.keys()].filter((name) => !before.steps.has(name)));
  for (let found = true; found;) {
    found = false;
    for (const from of gone) {
      const to = counterpart(from, before, after, come, renames);
      if (to === undefined) continue;
      renames.set(from, to);
      gone.delete(from);
      come.delete(to);
      found = true;
    }
  }
  return renames;
}

/** Prefers a step in the same place, else takes the first. */
function counterpart(
  from: string,
  before: Hoisted,
  after: Hoisted,
  come: ReadonlySet<string>,
  renames: Renames,
): string | undefined {
  const same = [...come].filter((to) => {
    const known = new Map([...renames, [from, to]]);
    const [then, now] = [before.steps.get(from), after.steps.get(to)];
    return then !== undefined && now !== undefined && means(renameStep(then, known), now);
  });
  const place = placeKey(renamePlace(before, from, renames));
  return same.find((to) => placeKey(after.places.get(to) ?? null) === place) ?? same[0];
}

function renamePlace({ places }: Hoisted, step: string, renames: Renames) {
  const place = places.get(step) ?? null;
  return place === null ? null : { ...place, condition: renames.get(place.condition) ?? place.condition };
}

/** The definition with new names, in references too. */
export function rename(definition: Hoisted, renames: Renames): Hoisted {
  const named = (name: string) => renames.get(name) ?? name;
  return {
    members: renameReferences(definition.members, renames) as JsonObject,
    steps: new Map([...definition.steps].map(([name, step]) => [named(name), renameStep(step, renames)])),
    places: new Map(
      [...definition.places.keys()].map((name) => [named(name), renamePlace(definition, name, renames)]),
    ),
  };
}

function renameStep(step: JsonObject, renames: Renames): JsonObject {
  const { Name: name, DependsOn: dependsOn, ...rest } = step;
  const named = (json: Json): Json => (typeof json === "string" ? (renames.get(json) ?? json) : json);
  /** A dependency may be an object that says what must have become of the step. */
  const dependency = (json: Json): Json =>
    isJsonObject(json) && json.Step !== undefined ? { ...json, Step: named(json.Step) } : named(json);
  return {
    ...(renameReferences(rest, renames) as JsonObject),
    ...(name === undefined ? {} : { Name: named(name) }),
    ...(dependsOn === undefined
      ? {}
      : { DependsOn: isList(dependsOn) ? dependsOn.map(dependency) : dependsOn }),
  };
}

function renameReferences(json: Json, renames: Renames): Json {
  if (isList(json)) return json.map((item) => renameReferences(item, renames));
  if (!isJsonObject(json)) return json;
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => [
      key,
      key === "Get" && typeof value === "string"
        ? value.replace(STEP_REFERENCE, (_all, step: string) => `Steps.${renames.get(step) ?? step}.`)
        : renameReferences(value, renames),
    ]),
  );
}
