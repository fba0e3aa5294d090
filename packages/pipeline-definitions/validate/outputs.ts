import { isJsonObject, type Json, type JsonObject } from "../json";
import { stepTypeOf } from "../service-model/step-types";
import type { StepEntry } from "./indexed-definition";

/** The objects of a list that may be anything. */
export function objectsIn(list: Json | undefined): readonly JsonObject[] {
  return Array.isArray(list) ? list.filter((item: Json): item is JsonObject => isJsonObject(item)) : [];
}

function names(list: Json | undefined, field: string): readonly string[] {
  return objectsIn(list).flatMap((item) => {
    const name = item[field];
    return typeof name === "string" ? [name] : [];
  });
}

/** The outputs of a processing job. */
export function processingOutputs(step: StepEntry): readonly JsonObject[] {
  const config = step.arguments.ProcessingOutputConfig;
  return objectsIn(isJsonObject(config) ? config.Outputs : undefined);
}

/** Names of a processing job's outputs. */
export function outputNames(step: StepEntry): readonly string[] {
  return names(processingOutputs(step), "OutputName");
}

/** Names of what a Lambda or callback step answers. */
export function outputParameterNames(step: StepEntry): readonly string[] {
  return names(step.json.OutputParameters, "OutputName");
}

/**
 * Names of the entities that a lineage step creates and answers under this property; undefined where
 * they are not fixed.
 */
export function createdNames(step: StepEntry, property: string): readonly string[] | undefined {
  const { created } = stepTypeOf(step.type);
  const [list, field] = (Object.hasOwn(created, property) && created[property]) || [];
  if (list === undefined || field === undefined) return undefined;
  const given = names(step.arguments[list], field);
  return given.length === objectsIn(step.arguments[list]).length ? given : undefined;
}

export function propertyFileNames(step: StepEntry): readonly string[] {
  return names(step.json.PropertyFiles, "PropertyFileName");
}
