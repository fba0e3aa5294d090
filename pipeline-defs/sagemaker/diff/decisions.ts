import { isJsonObject, type Json } from "../json";
import type { Segment, Topic } from "./change";
import type { Hoisted } from "./hoist";
import { isList } from "./lists";
import { topicOf } from "./topic";

/** What a parameter decides, and in which step: each once, in the order of the steps. */
export function decisionsOf(parameter: string, { steps }: Hoisted): { step: string; kind: Topic }[] {
  return [...steps].flatMap(([step, json]) => {
    const kinds = usesOf(json, `Parameters.${parameter}`, []).map((at) => topicOf(json, at));
    return [...new Set(kinds)].map((kind) => ({ step, kind }));
  });
}

/** The ways to the values that refer to `path`, alone or inside a function. */
function usesOf(json: Json, path: string, at: readonly Segment[]): (readonly Segment[])[] {
  if (isList(json)) return json.flatMap((item, index) => usesOf(item, path, [...at, index]));
  if (!isJsonObject(json)) return [];
  if (json.Get === path) return [at];
  return Object.entries(json).flatMap(([key, value]) => {
    if (!key.startsWith("Std:")) return usesOf(value, path, [...at, key]);
    return usesOf(value, path, []).length > 0 ? [at] : [];
  });
}
