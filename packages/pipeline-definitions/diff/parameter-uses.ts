import { isJsonList, isJsonObject, type Json } from "../json";
import { categoryOf } from "./category";
import type { Category, Segment } from "./change";
import type { FlatDefinition } from "./flatten";

/** What a parameter is used for, and in which step: each once, in the order of the steps. */
export function usesOfParameter(
  parameter: string,
  { steps }: FlatDefinition,
): { step: string; kind: Category }[] {
  return [...steps].flatMap(([step, json]) => {
    const kinds = usesOf(json, `Parameters.${parameter}`, []).map((at) => categoryOf(json, at));
    return [...new Set(kinds)].map((kind) => ({ step, kind }));
  });
}

/** The paths of the values that refer to `path`, alone or inside a function. */
function usesOf(json: Json, path: string, at: readonly Segment[]): (readonly Segment[])[] {
  if (isJsonList(json)) return json.flatMap((item, index) => usesOf(item, path, [...at, index]));
  if (!isJsonObject(json)) return [];
  if (json.Get === path) return [at];
  return Object.entries(json).flatMap(([key, value]) => {
    if (!key.startsWith("Std:")) return usesOf(value, path, [...at, key]);
    return usesOf(value, path, []).length > 0 ? [at] : [];
  });
}
