import type { ParameterDefinition } from "./definition";
import {
  get,
  objectToJson,
  sealed,
  untyped,
  type StringVariable,
  type TypeName,
  type Variable,
} from "./variable";

/** A pipeline's parameter: a variable that can be set when the pipeline is started. */
export interface DeclaredParameter {
  readonly kind: "parameter";
  readonly name: string;
  readonly definition: ParameterDefinition;
}
export type StringParameter = StringVariable & DeclaredParameter;
export type EnumParameter<T extends string> = Variable<T> & DeclaredParameter;
export type NumberParameter = Variable<number> & DeclaredParameter;
export type BooleanParameter = Variable<boolean> & DeclaredParameter;
export type Parameter = StringParameter | EnumParameter<string> | NumberParameter | BooleanParameter;

export interface ParameterOptions<T> {
  /** Used where the start gives no value; a parameter without default must be given. */
  readonly default?: T;
  readonly description?: string;
}

function declare(
  name: string,
  Type: TypeName,
  options: ParameterOptions<unknown>,
  EnumValues?: readonly string[],
) {
  const definition = {
    Name: name,
    Type,
    ...objectToJson(
      { DefaultValue: options.default, Description: options.description, EnumValues },
      `parameter ${name}: `,
    ),
  };
  return sealed({ ...get(`Parameters.${name}`), kind: "parameter" as const, name, definition });
}

/** A string parameter. It fits every string field, those of an enum too. */
export function stringParameter(name: string, options: ParameterOptions<string> = {}): StringParameter {
  return declare(name, "String", options);
}

/**
 * A string parameter that takes only the listed values; it fits a field of an enum only where all of
 * them do.
 */
export function enumParameter<const T extends string>(
  name: string,
  values: readonly T[],
  options: ParameterOptions<NoInfer<T>> = {},
): EnumParameter<T> {
  return declare(name, "String", options, values);
}

export function integerParameter(name: string, options: ParameterOptions<number> = {}): NumberParameter {
  return declare(name, "Integer", options);
}

export function floatParameter(name: string, options: ParameterOptions<number> = {}): NumberParameter {
  return declare(name, "Float", options);
}

export function booleanParameter(name: string, options: ParameterOptions<boolean> = {}): BooleanParameter {
  return declare(name, "Boolean", options);
}

/** A parameter exactly as it is written: for a type or a field that this library does not know yet. */
export function rawParameter(
  definition: ParameterDefinition,
): DeclaredParameter & ReturnType<typeof untyped> {
  const name = definition.Name;
  const variable = untyped({ Get: `Parameters.${name}` });
  return sealed({ ...variable, kind: "parameter" as const, name, definition });
}
