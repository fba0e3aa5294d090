import { isJsonObject, type Json } from "../json";
import type { Finding } from "./finding";
import type { IndexedDefinition } from "./indexed-definition";
import { everyValue } from "./objects";

/**
 * A string, or the result of a join, as one string.
 * @param variable text to put in place of a value that is known only when the pipeline runs
 * @returns undefined for anything else: a number, a single reference, an object
 */
export function textOf(json: Json, variable: (value: Json) => string): string | undefined {
  if (typeof json === "string") return json;
  const join = isJsonObject(json) ? json["Std:Join"] : undefined;
  if (!isJsonObject(join) || !Array.isArray(join.Values)) return undefined;
  const on = typeof join.On === "string" ? join.On : "";
  const values: readonly Json[] = join.Values;
  const known = (value: Json) => (typeof value === "object" ? variable(value) : String(value));
  return values.map((value) => textOf(value, variable) ?? known(value)).join(on);
}

/** What JavaScript writes for an object in a template: somebody meant a variable or a step. */
const OBJECT = "[object Object]";

/** Strings that contain a stringified object. */
export function checkObjectsInTexts(indexed: IndexedDefinition): readonly Finding[] {
  return everyValue(indexed).flatMap(({ json, pointer, from }): Finding[] => {
    if (typeof json !== "string" || !json.includes(OBJECT)) return [];
    return [
      {
        code: "ObjectInText",
        severity: "error",
        step: from?.name,
        pointer,
        message: `an object was put into this string, which now reads ${OBJECT}`,
        fix: 'let the service join it: {"Std:Join": {"On": "", "Values": [...]}}, in TypeScript join("", [...])',
      },
    ];
  });
}
