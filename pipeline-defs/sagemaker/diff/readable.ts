import { canonicalJson, isJsonObject, type Json, type JsonObject } from "../json";
import { isList } from "./lists";

/** A value for a person: pipeline variables in braces, joined strings as one, anything else as JSON. */
export function readable(value: Json): string {
  return canonicalJson(flatten(value));
}

/** A string without its quotes, anything else as `readable` has it. */
export function plainText(value: Json): string {
  const flat = flatten(value);
  return typeof flat === "string" ? flat : canonicalJson(flat);
}

/** The value with its variables and joined strings as strings. */
export function flatten(value: Json): Json {
  if (isList(value)) return value.map(flatten);
  if (!isJsonObject(value)) return value;
  return (
    variableText(value) ?? Object.fromEntries(Object.entries(value).map(([key, own]) => [key, flatten(own)]))
  );
}

/** Undefined where the object is no variable. */
function variableText(object: JsonObject): string | undefined {
  const [entry, ...more] = Object.entries(object);
  if (entry === undefined || more.length > 0) return undefined;
  const [name, content] = entry;
  if (name === "Get") return typeof content === "string" ? `{${content}}` : undefined;
  if (!isJsonObject(content)) return undefined;
  if (name === "Std:Join" && isList(content.Values)) {
    return content.Values.map(plainText).join(typeof content.On === "string" ? content.On : "");
  }
  if (name === "Std:JsonGet" && typeof content.Path === "string") {
    const file = content.PropertyFile ?? content.S3Uri ?? null;
    return `{${plainText(file).replace(/^\{(.*)\}$/, "$1")}: ${content.Path}}`;
  }
  return undefined;
}
