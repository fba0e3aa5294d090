import { isJsonObject, type Json, type JsonObject } from "../json";
import { pointTo } from "./finding";
import { ownJson, type Outline, type StepEntry } from "./outline";

/** A value somewhere in a definition. */
export interface Located<T extends Json> {
  readonly json: T;
  readonly pointer: string;
  /** The step in which it stands; undefined in the pipeline's own fields. */
  readonly from: StepEntry | undefined;
}

/** Every object of a definition, each once and before what it holds, in the order in which they stand. */
export function everyObject(outline: Outline): readonly Located<JsonObject>[] {
  return everyValue(outline).flatMap(({ json, ...place }) =>
    isJsonObject(json) ? [{ json, ...place }] : [],
  );
}

/** Every value of a definition, single ones too, in the same order. */
export function everyValue({ definition, steps }: Outline): readonly Located<Json>[] {
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
