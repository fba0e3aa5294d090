import { isJsonObject, type Json } from "../json";

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
