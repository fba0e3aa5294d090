import { isJsonObject, type Json } from "../json";
import type { Finding } from "./finding";
import type { IndexedDefinition } from "./indexed-definition";
import { everyValue } from "./objects";

/**
 * A text, or what a join makes of its values, as one text.
 * @param variable what stands there for a value that is known only when the pipeline runs
 * @returns undefined for what is neither: a number, a reference by itself, an object
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

/** What JavaScript makes of an object in a template: where it stands, a variable or a step was to stand. */
const OBJECT = "[object Object]";

/** Texts into which an object was put: nothing reads them as their author meant them. */
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
