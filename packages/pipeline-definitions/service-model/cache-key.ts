import { isJsonObject, type Json, type JsonObject } from "../json";
import { COMMON_FIELDS } from "./step-type";
import { stepTypeOf } from "./step-types";

/**
 * The values of a step's cache key by their names. Step types that the page does not list (the Python
 * SDK caches Lambda steps, for one): everything that may matter.
 */
export function cacheKeyValues(step: JsonObject): ReadonlyMap<string, Json> {
  const own = isJsonObject(step.Arguments) ? step.Arguments : {};
  const { arguments: listed, fields } =
    stepTypeOf(typeof step.Type === "string" ? step.Type : "").cacheKey ?? {};
  const inStep = listed === undefined ? (fields ?? Object.keys(step).filter(isOwnField)) : [];
  return new Map(
    [
      ...(listed ?? Object.keys(own)).map((path) => [path, follow(own, path)] as const),
      ...inStep.map((field) => [field, step[field]] as const),
    ].flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );
}

/** Whether a field says what the step gives, and not only how it is run or shown. */
function isOwnField(field: string): boolean {
  return field === "Type" || !COMMON_FIELDS.includes(field);
}

function follow(json: JsonObject, path: string): Json | undefined {
  return path
    .split(".")
    .reduce<Json | undefined>((value, key) => (isJsonObject(value) ? value[key] : undefined), json);
}

/** Whether the step asks for its results to be re-used. */
export function isCached(step: JsonObject | undefined): boolean {
  const config = step?.CacheConfig;
  return isJsonObject(config) && config.Enabled === true;
}
