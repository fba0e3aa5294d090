import { isJsonObject, pointTo, type Json, type JsonObject } from "../json";
import { ownJson, type IndexedDefinition, type StepEntry } from "./indexed-definition";

/** A value somewhere in a definition. */
interface Located<T extends Json> {
  readonly json: T;
  readonly pointer: string;
  /** The step in which it stands; undefined in the pipeline's own fields. */
  readonly from: StepEntry | undefined;
}

/**
 * Every object of a definition, each once and before what it holds, in the order in which they stand.
 */
export function everyObject(indexed: IndexedDefinition): readonly Located<JsonObject>[] {
  return everyValue(indexed).flatMap(({ json, ...place }) =>
    isJsonObject(json) ? [{ json, ...place }] : [],
  );
}

/** Every value of a definition, single ones too, in the same order. */
export function everyValue({ definition, steps }: IndexedDefinition): readonly Located<Json>[] {
  const { Steps, ...own } = definition;
  void Steps;
  return [
    ...within(own, "", undefined),
    ...steps.flatMap((step) => within(ownJson(step), step.pointer, step)),
  ];
}

function within(json: Json, pointer: string, from: StepEntry | undefined): Located<Json>[] {
  const members = json !== null && typeof json === "object" ? Object.entries(json) : [];
  const inner = members.flatMap(([key, value]) => within(value, pointTo(pointer, key), from));
  return [{ json, pointer, from }, ...inner];
}
