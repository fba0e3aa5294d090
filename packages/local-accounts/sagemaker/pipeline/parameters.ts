import { validationException } from "../errors";
import { at, listAt, text } from "../json";
import type { Json } from "../json";
import { asType, isValueType } from "./types";
import type { ValueType } from "./types";

/** A parameter that a definition declares. */
export interface Parameter {
  readonly name: string;
  readonly type: ValueType;
  /** Undefined where the definition has none: the execution must give one. */
  readonly defaultValue: Json | undefined;
  readonly values: readonly Json[];
}

/** The parameters of a definition that is known to be sound. */
export function parseParameters(definition: Json): Parameter[] {
  return listAt(definition, "Parameters").flatMap((item) => {
    const type = text(item, "Type");
    if (!isValueType(type)) return [];
    const name = text(item, "Name");
    return { name, type, defaultValue: at(item, "DefaultValue"), values: listAt(item, "EnumValues") };
  });
}

/**
 * Values of an execution's parameters: what was given, the definition's defaults for the rest.
 *
 * @throws ApiError ValidationException for a parameter that is unknown, missing, or of the wrong type.
 */
export function bindParameters(declared: readonly Parameter[], given: readonly Json[]): Map<string, Json> {
  const values = new Map(given.map((item) => [text(item, "Name"), text(item, "Value")]));
  const unknown = [...values.keys()].filter((name) => !declared.some((parameter) => parameter.name === name));
  if (unknown.length > 0) {
    throw validationException(
      `Parameter(s) [${unknown.join(", ")}] are not defined in the pipeline definition`,
    );
  }
  return new Map(declared.map((parameter) => [parameter.name, bind(parameter, values.get(parameter.name))]));
}

function bind({ name, type, defaultValue, values }: Parameter, given: string | undefined): Json {
  const source = given ?? defaultValue;
  if (source === undefined)
    throw validationException(`Parameter [${name}] has no value and no default value`);
  const value = asType(type, source);
  if (value === undefined) {
    throw validationException(
      `Parameter [${name}] is of type ${type} and cannot be ${JSON.stringify(source)}`,
    );
  }
  if (values.length > 0 && !values.some((allowed) => asType(type, allowed) === value)) {
    throw validationException(
      `Parameter [${name}] must be one of ${JSON.stringify(values)}, not ${JSON.stringify(source)}`,
    );
  }
  return value;
}
