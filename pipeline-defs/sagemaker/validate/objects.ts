import { isJsonObject, type Json, type JsonObject } from "../json";
import { pointTo } from "./finding";
import { ownJson, type Outline, type StepEntry } from "./outline";

/** An object somewhere in a definition. */
export interface Located {
  readonly json: JsonObject;
  readonly pointer: string;
  /** The step in which it stands; undefined in the pipeline's own fields. */
  readonly from: StepEntry | undefined;
}

/** Every object of a definition, each once and before what it holds, in the order in which they stand. */
export function everyObject({ definition, steps }: Outline): readonly Located[] {
  const { Steps, ...own } = definition;
  void Steps;
  return [
    ...within(own, "", undefined),
    ...steps.flatMap((step) => within(ownJson(step), step.pointer, step)),
  ];
}

function within(json: Json, pointer: string, from: StepEntry | undefined): Located[] {
  if (Array.isArray(json)) {
    return json.flatMap((item: Json, index) => within(item, pointTo(pointer, index), from));
  }
  if (!isJsonObject(json)) return [];
  const inner = Object.entries(json).flatMap(([key, value]) => within(value, pointTo(pointer, key), from));
  return [{ json, pointer, from }, ...inner];
}
