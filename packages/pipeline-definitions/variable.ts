import { DefinitionError } from "./definition-error";
import { pointTo, type Json, type JsonObject } from "./json";

/** A value that a pipeline can pass on. */
export type Primitive = string | number | boolean;

/** Under this key a variable holds its JSON in the definition. */
export const expression: unique symbol = Symbol("expression");
declare const carries: unique symbol;

/**
 * A value of type `T` that is known only when the pipeline runs: a parameter, an execution variable, a
 * property or an output of a step, or a function of those.
 */
export interface Variable<T extends Primitive> {
  readonly [expression]: JsonObject;
  /** Exists for the compiler alone: a string does not fit where a number belongs. */
  readonly [carries]?: { readonly value: T };
}

/** A string without listed values. It fits every string field, those of an enum too. */
export interface StringVariable extends Variable<string> {
  readonly [carries]?: { readonly value: string; readonly unlisted: true };
}

/** A value that is known now, or a variable. */
export type Input<T extends Primitive> = T | Variable<T>;

/** Any JSON in which variables may stand: for requests of APIs whose types are not at hand. */
export type AnyInput = Input<Primitive> | null | readonly AnyInput[] | { readonly [key: string]: AnyInput };

/** The names that definitions use for the types of parameters and outputs. */
interface TypeByName {
  readonly String: string;
  readonly Integer: number;
  readonly Float: number;
  readonly Boolean: boolean;
}
export type TypeName = keyof TypeByName;

/** The variable for a type name; a plain string variable where the values are not listed. */
export type VariableOf<Name extends TypeName> = Name extends "String"
  ? StringVariable
  : Variable<TypeByName[Name]>;

/** A variable from its JSON in the definition. For steps and functions; pipelines do not need it. */
export function variable(standsFor: JsonObject): StringVariable & Variable<never> {
  return sealed({ [expression]: standsFor });
}

/**
 * A frozen variable that throws where JavaScript would turn it into a string, in a template or by `+`:
 * the result would be "[object Object]". The functions that throw are not enumerable, so copies,
 * comparisons and JSON do not see them.
 */
export function sealed<V extends Variable<never>>(variable: V): V {
  const refuse = (): never => {
    throw variableInText(variable);
  };
  return Object.freeze(
    Object.defineProperties(variable, {
      [Symbol.toPrimitive]: { value: refuse },
      toString: { value: refuse },
    }),
  );
}

function variableInText({ [expression]: json }: Variable<never>): DefinitionError {
  const [[name = "", path] = []] = Object.entries(json);
  const what = name === "Get" && typeof path === "string" ? path : `what ${name} gives`;
  return new DefinitionError({
    code: "VariableInText",
    message: `${what} is known only when the pipeline runs: it cannot be used in a string or in arithmetic`,
    next: 'let the service join the text: join("", ["s3://", variable, "/path"])',
  });
}

/** A reference by path, such as `Steps.Train.TrainingJobName`. */
export function get(path: string): StringVariable & Variable<never> {
  return variable({ Get: path });
}

/**
 * A variable whose type its author vouches for: it fits wherever a single value belongs. For what the
 * types do not know yet, such as `untyped({ Get: "Steps.Train.ANewProperty" })`, and for what the
 * service converts by itself.
 */
export function untyped(value: Variable<Primitive> | JsonObject): StringVariable & Variable<never> {
  return variable(isVariable(value) ? value[expression] : value);
}

function isVariable(value: unknown): value is Variable<Primitive> {
  return typeof value === "object" && value !== null && expression in value;
}

/**
 * The JSON of a value in which variables may stand anywhere; undefined members are left out.
 * @param at where it stands, for the error: `step Train: `, followed by the JSON pointer so far
 * @throws DefinitionError `NotJson` for what JSON does not have, such as NaN
 */
function toJson(value: unknown, at: string): Json {
  if (isVariable(value)) return value[expression];
  if (Array.isArray(value)) return value.map((item, index) => toJson(item, pointTo(at, index)));
  if (typeof value === "object" && value !== null) return objectToJson(value, at);
  if (typeof value === "string" || typeof value === "boolean" || value === null) return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  const what = typeof value === "number" ? String(value) : `of type ${typeof value}`;
  throw new DefinitionError({
    code: "NotJson",
    message: `${at} is ${what}, which a pipeline definition cannot hold`,
    next: "use a string, a finite number, true, false, null, a list or an object; check how it is computed",
  });
}

/**
 * The JSON object of an object in which variables may stand anywhere; undefined members are left out.
 */
export function objectToJson(value: object, at: string): JsonObject {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([key, member]) => [key, toJson(member, pointTo(at, key))]),
  );
}
