import { isJsonList, isJsonObject, type Json, type JsonObject } from "../json";
import type { Place } from "./change";
import type { FlatDefinition } from "./flatten";

/** New names by old ones. */
export type Renames = ReadonlyMap<string, string>;

const STEP_REFERENCE = /^Steps\.([A-Za-z0-9_-]+)\./;

/** Where a step of the definition stands once conditions and loops have their new names. */
export function renamePlace({ places }: FlatDefinition, step: string, renames: Renames): Place {
  const place = places.get(step) ?? null;
  return place === null ? null : { ...place, condition: renames.get(place.condition) ?? place.condition };
}

/** The definition with new names, in references too. */
export function rename(definition: FlatDefinition, renames: Renames): FlatDefinition {
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
      : { DependsOn: isJsonList(dependsOn) ? dependsOn.map(dependency) : dependsOn }),
  };
}

function renameReferences(json: Json, renames: Renames): Json {
  if (isJsonList(json)) return json.map((item) => renameReferences(item, renames));
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
