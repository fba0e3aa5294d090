import { isJsonObject, pointTo, type Json } from "../json";
import { stepTypeOf } from "../service-model/step-types";
import type { Finding } from "./finding";
import { ownJson, type IndexedDefinition, type ParameterEntry, type StepEntry } from "./indexed-definition";
import { valuesOf } from "./parameters";
import { isExpression, parameterOf } from "./reference";
import { KNOWN_LATER, secretIn } from "./secret-detectors";
import { textOf } from "./text";

/**
 * The maps of the API whose values a job gets as text, and which every reader of the definition sees.
 */
const MAPS = ["Environment", "HyperParameters", "StaticHyperParameters"];

/** A text of a definition. */
interface Text {
  readonly text: string;
  /** Of the variable, input or parameter whose value it is. */
  readonly name: string | undefined;
  readonly pointer: string;
  readonly step: string | undefined;
}

/**
 * Values that look like secrets: in environment variables, hyperparameters, inputs and parameters by
 * name and form, in any other text by a form that nothing else has. A finding never holds the value.
 */
export function checkSecrets({ steps, parameters }: IndexedDefinition): readonly Finding[] {
  const texts = [
    ...parameters.flatMap((parameter) => textsOfParameter(parameter, parameter.name)),
    ...steps.flatMap((step) => textsOfStep(step, parameters)),
  ];
  const found = new Map<string, Finding>();
  for (const { text, name, pointer, step } of texts) {
    const what = found.has(pointer) ? undefined : secretIn(text, name);
    if (what === undefined) continue;
    found.set(pointer, {
      code: "PlaintextSecret",
      severity: "error",
      step,
      pointer,
      message: `${name ?? "this text"} holds what looks like ${what}; anyone who may describe the pipeline or its jobs can read it`,
      fix: "keep it in Secrets Manager, pass its ARN, and let the job read it with its role",
    });
  }
  return [...found.values()];
}

function textsOfParameter(parameter: ParameterEntry, name: string): readonly Text[] {
  return valuesOf(parameter).flatMap(({ value, pointer }) =>
    typeof value === "string" ? [{ text: value, name, pointer, step: undefined }] : [],
  );
}

function textsOfStep(step: StepEntry, parameters: readonly ParameterEntry[]): readonly Text[] {
  const maps = stepTypeOf(step.type).isFunction ? [...MAPS, "Arguments"] : MAPS;
  const within = (json: Json, name: string | undefined, pointer: string): readonly Text[] => {
    const text = textOf(json, () => KNOWN_LATER);
    if (text !== undefined) return [{ text, name, pointer, step: step.name }];
    const parameter = parameters.find((candidate) => candidate.name === parameterOf(json));
    const own = parameter === undefined || name === undefined ? [] : textsOfParameter(parameter, name);
    if (json === null || typeof json !== "object" || isExpression(json)) return own;
    const inner = Object.entries(json).flatMap(([key, value]) => {
      const at = pointTo(pointer, key);
      if (!maps.includes(key) || !isJsonObject(value)) return within(value, undefined, at);
      return Object.entries(value).flatMap(([member, one]) => within(one, member, pointTo(at, member)));
    });
    return [...own, ...inner];
  };
  return within(ownJson(step), undefined, step.pointer);
}
