import { isJsonObject, type Json } from "../json";
import type { Finding } from "./finding";
import type { IndexedDefinition } from "./indexed-definition";
import { everyValue } from "./objects";

/**
 * A string, or the result of a join, as one string.
 * @param variable text to put in place of a value that is known only when the pipeline runs
 * @returns undefined for anything else: a number, a single reference, an object
 */
export function textOf(json: Json, variable: (value: Json) => string): string | undefined {
  if (typeof json === "string") return json;
  const join = isJsonObject(json) ? json["Std:Join"] : undefined;
  if (!isJsonObject(join) || !Array.isArray(join.Values)) return undefined;
  const on = typeof join.On === "string" ? join.On : "";
  const values: readonly Json[] = join.Values;
  const known = (value: Json) => (typeof value === "object" ? variable(value) : String(value));
  return values.map((value) => textOf(value, variable) ?? known(value)).join(on);
}

/**
 * What a language writes where somebody put a variable or a step into a text. JavaScript: `[object Object]`. Python: the
 * `repr` of the SDK's variables, some of them classes of attrs (sagemaker.workflow.parameters, functions, properties,
 * 2.257.7), and of the dictionary that stands for one in a definition.
 */
const SPELLINGS: readonly RegExp[] = [
  /\[object Object\]/,
  /<[A-Za-z_][\w.]* object at 0x[0-9A-Fa-f]+>/,
  /\b(?:Parameter(?:String|Integer|Float|Boolean)|Properties|PropertyFile|ExecutionVariable)\(\w+=/,
  /\b(?:Join\(on=|JsonGet\(\w+=)/,
  /\{'(?:Get|Std:Join|Std:JsonGet)': /,
];

/** Strings that contain a stringified object. */
export function checkObjectsInTexts(indexed: IndexedDefinition): readonly Finding[] {
  return everyValue(indexed).flatMap(({ json, pointer, from }): Finding[] => {
    const written =
      typeof json === "string"
        ? SPELLINGS.map((one) => one.exec(json)?.[0]).find((text) => text !== undefined)
        : undefined;
    if (written === undefined) return [];
    return [
      {
        code: "ObjectInText",
        severity: "error",
        step: from?.name,
        pointer,
        message: `an object was put into this string, which now reads ${written}`,
        fix: 'let the service join it: {"Std:Join": {"On": "", "Values": [...]}}, in TypeScript join("", [...]), in Python Join(on="", values=[...])',
      },
    ];
  });
}
