import { EXECUTION_VARIABLES } from "../execution";
import { EXPERIMENT_PROPERTIES } from "../experiment";
import { isJsonObject, type Json, type JsonObject } from "../json";
import { parsePath, propertyOf, type PathPart } from "../service-model/property";
import type { StepEntry } from "../validate/indexed-definition";
import { loopOutput } from "../validate/loop-output";
import { outputNames, outputParameterNames, propertyFileNames } from "../validate/outputs";
import { isExpression, parseTarget } from "../validate/reference";
import { typeOf, type ValueType } from "../validate/value-type";
import { call, list, literal, member, object, type Code } from "./code";
import { refuse, type ImportedStep, type Scope } from "./scope";

/**
 * What a place takes: a primitive type, and its values where the API lists them. `any` takes every
 * single value.
 */
interface Wanted {
  readonly type: ValueType | "any";
  readonly listed?: readonly string[];
}

export const ANY: Wanted = { type: "any" };
export const TEXT: Wanted = { type: "string" };
export const FLAG: Wanted = { type: "boolean" };

/**
 * A single value: a literal, or what will be known later, in the types of this library where they fit.
 */
export function single(value: Json | undefined, wanted: Wanted, scope: Scope): Code {
  if (isExpression(value)) return expression(value, wanted, scope);
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") {
    return refuse("not a single value");
  }
  if (wanted.type !== "any" && typeof value !== wanted.type) refuse(`not a ${wanted.type}`);
  if (wanted.listed !== undefined && !wanted.listed.some((known) => known === value))
    refuse("not one of the listed values");
  return typeof value === "string" ? scope.text(value) : literal(value);
}

/** One of a few words that the types do not take from a variable. */
export function choice(value: Json | undefined, listed: readonly string[]): Code {
  const word = listed.find((known) => known === value);
  return word === undefined ? refuse("not one of the fixed choices") : literal(word);
}

function expression(value: JsonObject, wanted: Wanted, scope: Scope): Code {
  const typed = typedExpression(value, wanted, scope);
  if (typed !== undefined) {
    const given = typeOf(value, scope.indexed);
    const fits = wanted.type === "any" || given === undefined || given === wanted.type;
    return fits && fitsListed(value, wanted, scope) ? typed : call(scope.use("untyped"), typed);
  }
  return call(scope.use("untyped"), plain(value));
}

/**
 * JSON as it is.
 * @param text code for its texts; default: literals
 */
export function plain(value: Json, text: (value: string) => string = literal): Code {
  if (Array.isArray(value)) return list(value.map((item: Json) => plain(item, text)));
  if (isJsonObject(value))
    return object(Object.entries(value).map(([key, inner]) => [key, plain(inner, text)]));
  return typeof value === "string" ? text(value) : literal(value as number | boolean | null);
}

function typedExpression(value: JsonObject, wanted: Wanted, scope: Scope): Code | undefined {
  const { Get: path, "Std:Join": join, "Std:JsonGet": jsonGet } = value;
  if (typeof path === "string") return reference(path, scope);
  if (isJsonObject(join)) return joined(join, scope);
  if (isJsonObject(jsonGet)) return readFile(jsonGet, wanted, scope);
  return undefined;
}

function joined(join: JsonObject, scope: Scope): Code | undefined {
  const { On: on, Values: values } = join;
  if (typeof on !== "string" || !Array.isArray(values) || Object.keys(join).length !== 2) return undefined;
  if (values.some((value: Json) => value === null || (typeof value === "object" && !isExpression(value)))) {
    return undefined;
  }
  const parts = values.map((value: Json) => single(value, ANY, scope));
  return call(scope.use("join"), literal(on), list(parts));
}

const JSON_TYPES = { string: "String", number: "Float", boolean: "Boolean", any: "String" };

function readFile(jsonGet: JsonObject, wanted: Wanted, scope: Scope): Code | undefined {
  const { PropertyFile: file, S3Uri: uri, Path: path } = jsonGet;
  if (typeof path !== "string" || Object.keys(jsonGet).length !== 2) return undefined;
  const type = literal(JSON_TYPES[wanted.type]);
  if (uri !== undefined && (typeof uri === "string" || isExpression(uri))) {
    return call(scope.use("jsonGetFrom"), single(uri, TEXT, scope), literal(path), type);
  }
  const target = isJsonObject(file) && typeof file.Get === "string" ? parseTarget(file.Get) : undefined;
  if (target?.kind !== "step") return undefined;
  const step = scope.steps.get(target.name);
  const name = /^PropertyFiles\.(.+)$/.exec(target.path)?.[1];
  if (step?.typed !== true || name === undefined || !propertyFileNames(step.entry).includes(name))
    return undefined;
  const access = member(`${step.identifier}.propertyFiles`, name);
  return call(scope.use("jsonGet"), access, literal(path), type);
}

function reference(path: string, scope: Scope): Code | undefined {
  const target = parseTarget(path);
  switch (target.kind) {
    case "malformed":
    case "iteration":
      return undefined;
    case "item": {
      const inner = path.replace(/^ForEach\.CurrentItem\.?/, "");
      return call(scope.use("currentItem"), ...(inner === "" ? [] : [literal(inner)]));
    }
    case "parameter":
      return scope.parameters.get(target.name)?.identifier;
    case "execution":
      return EXECUTION_VARIABLES.some((name) => name === target.name)
        ? `${scope.use("execution")}.${target.name}`
        : undefined;
    case "experiment":
      return EXPERIMENT_PROPERTIES.some((name) => name === target.name)
        ? `${scope.use("experimentConfig")}.${target.name}`
        : undefined;
    case "step": {
      const step = scope.steps.get(target.name);
      return step?.typed === true ? property(step, target.path, scope) : undefined;
    }
  }
}

/** Code for a property or an output of a step; undefined if the step's type does not have it. */
export function property(step: ImportedStep, path: string, scope: Scope): Code | undefined {
  const { entry, identifier } = step;
  const inner = loopOutput(entry, path, scope.indexed);
  if (inner !== undefined) return fromLoop(step, path, inner, scope);
  const part = entry.type === "Job" ? /^JobConfigDocument\.(.+)$/.exec(path)?.[1] : undefined;
  if (part !== undefined) return call(`${identifier}.document`, literal(part));
  const answer = /^OutputParameters\['([^']*)'\]$/.exec(path)?.[1];
  if (answer !== undefined) {
    return outputParameterNames(entry).includes(answer) ? member(`${identifier}.outputs`, answer) : undefined;
  }
  const output = /^ProcessingOutputConfig\.Outputs\['([^']*)'\]\.S3Output\.S3Uri$/.exec(path)?.[1];
  if (output !== undefined && entry.type === "Processing" && outputNames(entry).includes(output)) {
    return member(`${identifier}.outputs`, output);
  }
  const found = propertyOf(entry.type, path);
  const parts = parsePath(path);
  if (found?.found !== true || parts === undefined || spell(parts) !== path) return undefined;
  if (["structure", "list", "map"].includes(found.shape.type)) return undefined;
  return access(`${identifier}.properties`, parts, entry.type);
}

/** What a step of a loop's body gave, seen from outside. */
function fromLoop(
  { identifier }: ImportedStep,
  path: string,
  inner: { readonly step: StepEntry; readonly path: string },
  scope: Scope,
): Code | undefined {
  const step = scope.steps.get(inner.step.name);
  const output = step?.typed === true ? property(step, inner.path, scope) : undefined;
  if (output === undefined) return undefined;
  const index = /^IterationOutputs\[(\d+)\]/.exec(path)?.[1];
  return index === undefined
    ? call(`${identifier}.selected`, output)
    : call(`${identifier}.iteration`, index, output);
}

/** The path as `properties` writes it. */
function spell(parts: readonly PathPart[]): string {
  return parts
    .map((part, index) => {
      if (part.kind === "item") return `[${part.index}]`;
      return part.kind === "named" ? `['${part.name}']` : `${index === 0 ? "" : "."}${part.name}`;
    })
    .join("");
}

function access(root: string, parts: readonly PathPart[], stepType: string): string {
  return parts.reduce((code, part, index) => {
    if (part.kind === "member") return `${code}.${part.name}`;
    if (part.kind === "item") return `${code}.item(${part.index})`;
    const holder = propertyOf(stepType, spell(parts.slice(0, index)));
    const isMap = holder?.found === true && holder.shape.type === "map";
    return `${code}.${isMap ? "key" : "named"}(${JSON.stringify(part.name)})`;
  }, root);
}

/**
 * Whether all values that a variable can have are among those that a field takes, or its values are not
 * listed.
 */
function fitsListed(value: JsonObject, { listed }: Wanted, scope: Scope): boolean {
  if (listed === undefined) return true;
  const values = valuesOf(value, scope);
  return values === undefined || values.every((one) => listed.includes(one));
}

function valuesOf(value: JsonObject, scope: Scope): readonly string[] | undefined {
  const target = typeof value.Get === "string" ? parseTarget(value.Get) : undefined;
  if (target?.kind === "parameter") return scope.parameters.get(target.name)?.listed;
  if (target?.kind !== "step") return undefined;
  const step = scope.steps.get(target.name);
  const found = step === undefined ? undefined : propertyOf(step.entry.type, target.path);
  return found?.found === true ? found.shape.enum : undefined;
}
