import { isJsonObject, pointTo, type Json } from "../json";
import type { StepEntry } from "./indexed-definition";

/** An entry of a step's DependsOn. */
export interface DependencyEntry {
  /** Undefined if the entry names no step. */
  readonly name: string | undefined;
  /** `Completed` by default; undefined if it is not a string. */
  readonly trigger: string | undefined;
  readonly pointer: string;
  readonly json: Json;
}

/** The steps that a step waits for by DependsOn: each a name, or an object of a name and a trigger. */
export function dependenciesOf(step: StepEntry): readonly DependencyEntry[] {
  const { DependsOn: list } = step.json;
  if (!Array.isArray(list)) return [];
  return list.map((json: Json, index) => {
    const pointer = pointTo(pointTo(step.pointer, "DependsOn"), index);
    const { Step: name, Trigger: trigger = "Completed" } = isJsonObject(json) ? json : { Step: json };
    return { name: text(name), trigger: text(trigger), pointer, json };
  });
}

function text(json: Json | undefined): string | undefined {
  return typeof json === "string" ? json : undefined;
}
