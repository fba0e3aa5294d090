import { isJsonObject, type Json, type JsonObject } from "../json";
import type { IndexedDefinition, StepEntry } from "./indexed-definition";
import { everyObject } from "./objects";

/** A `Get` in a definition. */
export interface Reference {
  readonly path: string;
  /** Of the object that holds the `Get`. */
  readonly pointer: string;
  /** The step in which it stands; undefined in the pipeline's own fields. */
  readonly from: StepEntry | undefined;
  readonly target: Target;
}

type Target =
  | { readonly kind: "parameter"; readonly name: string }
  | { readonly kind: "execution"; readonly name: string }
  | { readonly kind: "experiment"; readonly name: string }
  /** `path` begins with the property's name: `ModelArtifacts.S3ModelArtifacts`. */
  | { readonly kind: "step"; readonly name: string; readonly path: string }
  /**
   * Of a loop: the item at hand, and what a step of the body gave for it. The latter's path may be
   * empty.
   */
  | { readonly kind: "item" }
  | { readonly kind: "iteration"; readonly name: string; readonly path: string }
  | { readonly kind: "malformed" };

const FORM =
  /^(?:(Parameters|Execution|PipelineExperimentConfig)\.([A-Za-z0-9_-]+)|Steps\.([A-Za-z0-9_-]+)\.(.+))$/;
const ROOTS: ReadonlyMap<string, "parameter" | "execution" | "experiment"> = new Map([
  ["Parameters", "parameter"],
  ["Execution", "execution"],
  ["PipelineExperimentConfig", "experiment"],
]);

/** What the path of a `Get` points to. */
export function parseTarget(path: string): Target {
  const [, root, name, step, rest] = FORM.exec(path) ?? [];
  const kind = ROOTS.get(root ?? "");
  if (kind !== undefined && name !== undefined) return { kind, name };
  if (step !== undefined && rest !== undefined) return { kind: "step", name: step, path: rest };
  if (/^ForEach\.CurrentItem(?:[.[].+)?$/.test(path)) return { kind: "item" };
  const [, inner, member] = /^IterationOutput\.([A-Za-z0-9_-]+)\.?(.*)$/.exec(path) ?? [];
  if (inner !== undefined && member !== undefined) return { kind: "iteration", name: inner, path: member };
  return { kind: "malformed" };
}

const FUNCTIONS = ["Get", "Std:Join", "Std:JsonGet"];

/** Whether a value is known only when the pipeline runs. */
export function isExpression(value: Json | undefined): value is JsonObject {
  if (!isJsonObject(value)) return false;
  const keys = Object.keys(value);
  return keys.length === 1 && FUNCTIONS.includes(keys[0] ?? "");
}

/** The parameter that a value stands for, if it is nothing but that. */
export function parameterOf(value: Json): string | undefined {
  const path = isJsonObject(value) ? value.Get : undefined;
  const target = typeof path === "string" ? parseTarget(path) : undefined;
  return target?.kind === "parameter" ? target.name : undefined;
}

/** Every reference of a definition, in the order in which they stand. */
export function referencesOf(indexed: IndexedDefinition): readonly Reference[] {
  return everyObject(indexed).flatMap(({ json, pointer, from }) => {
    const { Get: path } = json;
    const isReference = typeof path === "string" && Object.keys(json).length === 1;
    return isReference ? [{ path, pointer, from, target: parseTarget(path) }] : [];
  });
}
