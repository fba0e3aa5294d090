import { isJsonList, isJsonObject, type Json } from "sagemaker-pipeline-definitions";

/** JSON that another program wrote: read member by member, since versions of it differ. Undefined where it is none. */
export function parsed(text: string | undefined): Json | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Json);
  } catch {
    return undefined;
  }
}

/** The value at the end of a path of members. */
export function at(json: Json | undefined, ...path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>(
    (value, name) => (isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined),
    json,
  );
}

/** A number that is finite. */
export function numberAt(json: Json | undefined, ...path: readonly string[]): number | undefined {
  const value = at(json, ...path);
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

export function textAt(json: Json | undefined, ...path: readonly string[]): string | undefined {
  const value = at(json, ...path);
  return typeof value === "string" ? value : undefined;
}

/** Empty where there is no list. */
export function listAt(json: Json | undefined, ...path: readonly string[]): readonly Json[] {
  const value = at(json, ...path);
  return isJsonList(value) ? value : [];
}

/** The numbers of a list. */
export function numbersAt(json: Json | undefined, ...path: readonly string[]): readonly number[] {
  return listAt(json, ...path).filter((one) => typeof one === "number");
}

/** Names and values; empty where there is no object. */
export function entriesAt(
  json: Json | undefined,
  ...path: readonly string[]
): readonly (readonly [string, Json])[] {
  const value = at(json, ...path);
  return isJsonObject(value) ? Object.entries(value) : [];
}
