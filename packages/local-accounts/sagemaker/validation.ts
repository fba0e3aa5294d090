import { requestProblems, type Json as DefinedJson } from "sagemaker-pipeline-definitions";
import * as library from "sagemaker-pipeline-definitions/service-model";
import type { Shape } from "sagemaker-pipeline-definitions/service-model";
import model from "./api/shapes.json";
import { serializationException, validationException } from "./errors";
import { asText, isList, isObject } from "./json";
import type { Json, JsonObject } from "./json";
import { notHeeded, unheededMembers } from "./unheeded";

/** What the library's extract of SageMaker's API has not (`api/extract.py`). */
const shapes: Readonly<Record<string, Shape>> = model.shapes;
const operations: Readonly<Record<string, string>> = model.operations;

/** A type by its name in the API's model. */
export function shapeOf(name: string): Shape {
  return shapes[name] ?? library.shapeOf(name);
}

interface Violation {
  /** Where, as AWS says it: `tags.1.member.key`. */
  readonly path: string;
  readonly message: string;
  readonly kind: "missing" | "type" | "constraint";
}

/**
 * Checks a request as the API does; throws one ValidationException that lists every violation. What the API takes and is not
 * heeded here is refused, too.
 */
export function validateRequest(operation: string, input: JsonObject): void {
  const shape = operations[operation] ?? "";
  const violations = check(shape, input);
  const wrongType = violations.find((violation) => violation.kind === "type");
  if (wrongType !== undefined) throw serializationException(wrongType.message);
  if (violations.length === 0) {
    refuseProse(shape, input);
    return refuseUnheeded(shape, input);
  }
  const count = `${violations.length} validation error${violations.length === 1 ? "" : "s"} detected`;
  throw validationException(`${count}: ${violations.map((violation) => violation.message).join("; ")}`);
}

/**
 * What the API reference says of a request in prose; AWS's words for it are not known. What was parsed has no members that
 * are undefined.
 */
function refuseProse(shape: string, input: JsonObject): void {
  const problems = requestProblems(shape, input as DefinedJson);
  if (problems.length === 0) return;
  throw validationException(
    problems.map(({ pointer, message, fix }) => `${message} (${pointer}): ${fix}.`).join(" "),
  );
}

function refuseUnheeded(shape: string, input: JsonObject): void {
  const unheeded = unheededMembers(shape, input);
  if (unheeded.length === 0) return;
  throw validationException(`The request has ${unheeded.map(notHeeded).join(", and ")}`);
}

/** Everything about a value that breaks its type's constraints; members that the API does not know it ignores. */
function check(shapeName: string, value: Json, path = ""): Violation[] {
  const shape = shapeOf(shapeName);
  const problem = typeProblem(shape, value);
  if (problem !== undefined) return [{ path, message: problem, kind: "type" }];
  if (isObject(value) && shape.type === "structure") return checkStructure(shape, value, path);
  const own = constraintProblems(shape, value).map((constraint): Violation => ({
    path,
    kind: "constraint",
    message: `Value '${asText(value)}' at '${path}' failed to satisfy constraint: ${constraint}`,
  }));
  if (isList(value)) {
    const items = value.map((item, index) => check(shape.member ?? "", item, `${path}.${index + 1}.member`));
    return [...own, ...items.flat()];
  }
  if (isObject(value)) {
    const items = Object.entries(value).map(([key, item]) =>
      check(shape.value ?? "", item ?? null, `${path}.${key}.member`),
    );
    return [...own, ...items.flat()];
  }
  return own;
}

function checkStructure(shape: Shape, value: JsonObject, path: string): Violation[] {
  const members = shape.members ?? {};
  const child = (name: string): string => {
    const lower = name.charAt(0).toLowerCase() + name.slice(1);
    return path === "" ? lower : `${path}.${lower}`;
  };
  const missing = (shape.required ?? []).filter((name) => value[name] === undefined || value[name] === null);
  return [
    ...missing.map((name): Violation => ({
      path: child(name),
      kind: "missing",
      message: `Value null at '${child(name)}' failed to satisfy constraint: Member must not be null`,
    })),
    ...Object.entries(members).flatMap(([name, type]) => {
      const item = value[name];
      return item === undefined || item === null ? [] : check(type, item, child(name));
    }),
  ];
}

const JSON_TYPES: Readonly<Record<string, string>> = {
  string: "String",
  integer: "Integer",
  long: "Long",
  float: "Float",
  double: "Double",
  boolean: "Boolean",
  timestamp: "Date",
  list: "List",
  map: "Map",
  structure: "Structure",
};

function typeProblem(shape: Shape, value: Json): string | undefined {
  const fits: Readonly<Record<string, boolean>> = {
    string: typeof value === "string",
    integer: Number.isInteger(value),
    long: Number.isInteger(value),
    float: typeof value === "number",
    double: typeof value === "number",
    boolean: typeof value === "boolean",
    timestamp: typeof value === "number" || typeof value === "string",
    list: isList(value),
    map: isObject(value),
    structure: isObject(value),
  };
  if (fits[shape.type] !== false) return undefined;
  const found = isList(value)
    ? "START_ARRAY"
    : isObject(value)
      ? "START_OBJECT"
      : `${typeof value}`.toUpperCase();
  return `${found}_VALUE can not be converted to ${JSON_TYPES[shape.type] ?? shape.type}`;
}

function constraintProblems(shape: Shape, value: Json): string[] {
  const measure = typeof value === "number" ? "value" : "length";
  const size = sizeOf(value);
  const problems: string[] = [];
  if (shape.enum !== undefined && !shape.enum.includes(asText(value))) {
    problems.push(`Member must satisfy enum value set: [${shape.enum.join(", ")}]`);
  }
  if (shape.min !== undefined && size < shape.min) {
    problems.push(`Member must have ${measure} greater than or equal to ${shape.min}`);
  }
  if (shape.max !== undefined && size > shape.max) {
    problems.push(`Member must have ${measure} less than or equal to ${shape.max}`);
  }
  if (shape.pattern !== undefined && typeof value === "string" && !library.matches(shape.pattern, value)) {
    problems.push(`Member must satisfy regular expression pattern: ${shape.pattern}`);
  }
  return problems;
}

function sizeOf(value: Json): number {
  if (typeof value === "number") return value;
  if (typeof value === "string") return [...value].length;
  return isObject(value) ? Object.keys(value).length : isList(value) ? value.length : 0;
}

/**
 * A resolved value in the types that a request wants: an Integer parameter in a container's argument becomes text,
 * a Lambda's text in an instance count a number. What cannot be converted is left for validation to refuse.
 */
export function coerce(shapeName: string, value: Json): Json {
  const shape = shapeOf(shapeName);
  switch (shape.type) {
    case "string":
      return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
    case "integer":
    case "long":
    case "float":
    case "double":
      return typeof value === "string" && value.trim() !== "" && !Number.isNaN(Number(value))
        ? Number(value)
        : value;
    case "boolean":
      return typeof value === "string" && /^(true|false)$/iu.test(value)
        ? value.toLowerCase() === "true"
        : value;
    case "list":
      return isList(value) ? value.map((item) => coerce(shape.member ?? "", item)) : value;
    default: {
      if (!isObject(value)) return value;
      const typeOf = (key: string): string => shape.members?.[key] ?? shape.value ?? "";
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [
          key,
          item === undefined ? item : coerce(typeOf(key), item),
        ]),
      );
    }
  }
}
