/** Any JSON value. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isJsonList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/**
 * The one text of a JSON value: keys sorted, never by the locale; no white space unless `indent` asks
 * for it.
 * @param indent spaces a level, default 0
 */
export function canonicalJson(value: Json, indent = 0): string {
  return JSON.stringify(
    value,
    (_key, inner: Json) => (isJsonObject(inner) ? sortKeys(inner) : inner),
    indent,
  );
}

function sortKeys(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A JSON pointer's next part. */
export function pointTo(pointer: string, key: string | number): string {
  return `${pointer}/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}
