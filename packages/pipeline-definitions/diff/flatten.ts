import { isJsonList, isJsonObject, type Json, type JsonObject } from "../json";
import type { Side } from "../service-model/step-type";
import { stepTypeOf } from "../service-model/step-types";
import type { Place } from "./change";

/**
 * A definition with its steps side by side, so that a step that changes its branch is still the same
 * step.
 */
export interface FlatDefinition {
  /** All members but Steps. */
  readonly members: JsonObject;
  /**
   * By name, in the order in which they stand, a condition before its branches. Branches are empty
   * lists.
   */
  readonly steps: ReadonlyMap<string, JsonObject>;
  readonly places: ReadonlyMap<string, Place>;
}

/** Undefined where the value is no definition whose steps have different names. */
export function flatten(definition: Json): FlatDefinition | undefined {
  if (!isJsonObject(definition) || !isJsonList(definition.Steps)) return undefined;
  const { Steps, ...members } = definition;
  const steps = new Map<string, JsonObject>();
  const places = new Map<string, Place>();
  const read = (list: readonly Json[], place: Place): boolean =>
    list.every((step) => {
      if (!isJsonObject(step) || typeof step.Name !== "string" || steps.has(step.Name)) return false;
      const name = step.Name;
      const branches = branchesOf(step);
      steps.set(
        name,
        withBranches(step, () => []),
      );
      places.set(name, place);
      return branches.every(([side, inner]) => read(inner, { condition: name, side }));
    });
  return read(Steps, null) ? { members, steps, places } : undefined;
}

/** The definition again; undefined where a step's place does not exist. */
export function unflatten({ members, steps, places }: FlatDefinition): JsonObject | undefined {
  let built = 0;
  const build = (at: string): JsonObject[] =>
    [...steps]
      .filter(([name]) => placeKey(places.get(name) ?? null) === at)
      .map(([name, step]) => {
        built += 1;
        return withBranches(step, (side) => build(placeKey({ condition: name, side })));
      });
  const definition = { ...members, Steps: build(placeKey(null)) };
  return built === steps.size ? definition : undefined;
}

/** One text a place. */
export function placeKey(place: Place): string {
  return place === null ? "" : `${place.condition}/${place.side}`;
}

function branchesOf(step: JsonObject): [Side, readonly Json[]][] {
  const { Type: type, Arguments: own } = step;
  if (typeof type !== "string" || !isJsonObject(own)) return [];
  return stepTypeOf(type).nested.flatMap((side): [Side, readonly Json[]][] => {
    const inner = own[side];
    return isJsonList(inner) ? [[side, inner]] : [];
  });
}

function withBranches(step: JsonObject, branch: (side: Side) => readonly Json[]): JsonObject {
  const branches = branchesOf(step);
  if (branches.length === 0 || !isJsonObject(step.Arguments)) return step;
  return {
    ...step,
    Arguments: { ...step.Arguments, ...Object.fromEntries(branches.map(([side]) => [side, branch(side)])) },
  };
}
