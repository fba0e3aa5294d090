import { describeText } from "./characters";
import Ajv2020, { type ErrorObject } from "ajv/dist/2020";
import type { Remark } from "./finding";
import { escapePointer } from "./json-text";
import { didYouMean } from "./suggestion";

/** What a published schema says for people of one of its parts. */
interface Described {
  readonly $ref?: string;
  readonly title?: string;
  readonly examples?: readonly unknown[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
}

/** A JSON Schema (draft 2020-12) of an object. Its titles say in words what is expected: remarks quote them. */
export interface DescribedSchema {
  readonly properties: Readonly<Record<string, Described>>;
  readonly $defs: Readonly<Record<string, Described>>;
}

/** Holds contents against a published schema. */
export interface SchemaCheck {
  /** What the schema has against a content: one remark a place. */
  readonly check: (content: unknown) => Remark[];
  /** What a missing key of the file, or of one of its objects, should hold. */
  readonly missing: (
    key: string,
    parent?: string,
    properties?: Readonly<Record<string, Described>>,
  ) => Remark;
}

const FORM = "a value that fits the schema";
const LONGEST_QUOTE = 120;

/**
 * The check of a schema that is valid itself: a test holds it against its meta-schema, which takes longer than all the rest.
 * @param file how remarks name the schema, such as `environment.schema.json`
 */
export function schemaCheck(schema: DescribedSchema, file: string): SchemaCheck {
  // `verbose` gives each error the part of the schema that it broke.
  const validate = new Ajv2020({
    allErrors: true,
    verbose: true,
    validateSchema: false,
    allowUnionTypes: true,
  }).compile(schema);
  return { check, missing };

  function check(content: unknown): Remark[] {
    validate(content);
    const errors = validate.errors ?? [];
    const unknown = errors.filter((error) => error.keyword === "additionalProperties").map(unknownKey);
    // A mistyped key is unknown under one name and missing under the other: one mistake, one remark.
    const meant = new Set(unknown.map(({ meant }) => meant));
    const missing = errors.filter((error) => error.keyword === "required").map(missingKey);
    // "if" only repeats what its "then" has said.
    const told = new Set(["additionalProperties", "required", "if"]);
    const wrong = errors.filter(({ keyword }) => !told.has(keyword)).map(wrongValue);
    const remarks = [
      ...unknown.map(({ remark }) => remark),
      ...missing.filter(({ pointer }) => !meant.has(pointer)),
      ...wrong,
    ];
    const first = new Map<string, Remark>();
    for (const remark of remarks) if (!first.has(remark.pointer)) first.set(remark.pointer, remark);
    return [...first.values()];
  }

  function unknownKey(error: ErrorObject): { remark: Remark; meant: string | undefined } {
    const key = String(error.params["additionalProperty"]);
    const known = Object.keys(propertiesOf(error));
    const free = known.filter((name) => !Object.hasOwn(Object(error.data) as object, name));
    const suggestion = didYouMean(key, free) ?? didYouMean(key, known);
    return {
      remark: {
        pointer: `${error.instancePath}/${escapePointer(key)}`,
        expected: "a known key",
        found: describeText(key),
        fix:
          suggestion === undefined
            ? `take it out, or look it up in ${file}`
            : `did you mean "${suggestion}"?`,
      },
      meant: suggestion === undefined ? undefined : `${error.instancePath}/${suggestion}`,
    };
  }

  function missingKey(error: ErrorObject): Remark {
    const key = String(error.params["missingProperty"]);
    return missing(key, error.instancePath, propertiesOf(error));
  }

  /** What a missing key of the file, or of one of its objects, should hold. */
  function missing(key: string, parent = "", properties = schema.properties): Remark {
    const part = described(properties[key]);
    const example = part.examples?.[0];
    return {
      pointer: `${parent}/${key}`,
      expected: part.title ?? FORM,
      found: "no such key",
      fix: `add ${JSON.stringify(key)}${example === undefined ? "" : `: ${JSON.stringify(example)}, for example`}`,
    };
  }

  function wrongValue(error: ErrorObject): Remark {
    const value: unknown = error.data;
    const part = described(error.parentSchema as Described | undefined);
    return {
      pointer: error.instancePath,
      expected: part.title ?? FORM,
      found: describeValue(value),
      fix: fixFor(error, part, value),
    };
  }

  function fixFor(error: ErrorObject, part: Described, value: unknown): string {
    if (error.keyword === "enum" && typeof value === "string") {
      const allowed = error.params["allowedValues"] as readonly unknown[];
      const suggestion = didYouMean(
        value,
        allowed.filter((one) => typeof one === "string"),
      );
      if (suggestion !== undefined) return `did you mean "${suggestion}"?`;
    }
    if (error.keyword === "maxLength" && typeof value === "string") {
      return `shorten it by ${[...value].length - Number(error.params["limit"])}`;
    }
    if (part.const !== undefined) return `write ${JSON.stringify(part.const)}`;
    const example = part.examples?.[0] ?? part.enum?.[0];
    return example === undefined ? "write it in that form" : `write ${JSON.stringify(example)}, for example`;
  }

  /** A part of the schema, through its reference if it is one. */
  function described(part: Described | undefined): Described {
    return schema.$defs[part?.$ref?.replace("#/$defs/", "") ?? ""] ?? part ?? {};
  }

  /** A part without properties of its own is a condition on the file as a whole. */
  function propertiesOf(error: ErrorObject): Readonly<Record<string, Described>> {
    return (error.parentSchema?.["properties"] ?? schema.properties) as Record<string, Described>;
  }
}

function describeValue(value: unknown): string {
  if (Array.isArray(value)) return "an array";
  if (typeof value === "object" && value !== null) return "an object";
  const text = JSON.stringify(value);
  if (typeof value === "string" && text.length <= LONGEST_QUOTE) return describeText(value);
  return text.length > LONGEST_QUOTE
    ? `${text.slice(0, LONGEST_QUOTE)}…" (${text.length - 2} characters)`
    : text;
}
