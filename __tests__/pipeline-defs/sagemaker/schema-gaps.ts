import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv, { type ErrorObject } from "ajv";
import { projectRoot } from "../../../environments/project-root";
import type { Json, JsonObject } from "../../../pipeline-defs/sagemaker";

/** AWS's own schema of pipeline definitions; it lies beside the project, not in it. */
export const SCHEMA = join(projectRoot(), "..", "shared", "schema", "pipeline-definition.schema.json");
export const schemaPresent = existsSync(SCHEMA);
if (!schemaPresent) console.warn(`skipped: there is no ${SCHEMA} to hold the definitions to`);

export const schema = (schemaPresent ? JSON.parse(readFileSync(SCHEMA, "utf8")) : {}) as JsonObject;

/**
 * The schema with each choice by type written as such: `oneOf` some twenty step types would name what every one of them has
 * against a step, and not what its own has.
 */
function byType(json: Json): Json {
  if (Array.isArray(json)) return json.map(byType);
  if (json === null || typeof json !== "object") return json;
  const object = json as JsonObject;
  const types = listOf(object.oneOf ?? object.anyOf)
    .filter((choice) => nameOf(choice) !== "EndpointConfigStep")
    .map((choice) => [typesOf(choice), choice] as const);
  const inner = Object.fromEntries(Object.entries(object).map(([key, value]) => [key, byType(value)]));
  if (types.length === 0 || types.some(([known]) => known.length === 0)) return inner;
  const { oneOf, anyOf, ...rest } = inner;
  void [oneOf, anyOf];
  return {
    ...rest,
    properties: { Type: { enum: [...new Set(types.flatMap(([known]) => known))] } },
    allOf: types.map(([known, choice]) => ({ if: { properties: { Type: { enum: known } } }, then: choice })),
  };
}

function nameOf(choice: Json): string {
  const { $ref: reference = "" } =
    typeof choice === "object" && choice !== null ? (choice as JsonObject) : {};
  return typeof reference === "string" ? reference.replace("#/definitions/", "") : "";
}

/**
 * The values of `Type` that a part of the schema is for; none where it asks for no Type. That for EndpointConfig steps calls
 * them "Endpoint", by mistake, so that no such step is in it.
 */
function typesOf(choice: Json): readonly Json[] {
  const definition = (schema.definitions as JsonObject)[nameOf(choice)] as JsonObject | undefined;
  const type = (definition?.properties as JsonObject | undefined)?.Type as JsonObject | undefined;
  return listOf(type?.enum);
}

function listOf(json: Json | undefined): readonly Json[] {
  return Array.isArray(json) ? (json as readonly Json[]) : [];
}

/**
 * What the schema has against a definition: for each point the place, without positions and with each step's type for its
 * own place, and what is wrong there.
 */
export function rejections(definition: JsonObject): readonly string[] {
  validator ??= compile();
  void validator(definition);
  const errors = validator.errors ?? [];
  const unions = errors.filter(({ keyword }) => keyword === "oneOf" || keyword === "anyOf");
  const within = ({ instancePath }: ErrorObject) =>
    unions.some(
      (union) => instancePath === union.instancePath || instancePath.startsWith(`${union.instancePath}/`),
    );
  const told = errors.filter((error) => error.keyword !== "if" && (unions.includes(error) || !within(error)));
  return [...new Set(told.map((error) => describe(error, definition)))];
}

let validator: ReturnType<Ajv["compile"]> | undefined;
function compile() {
  const { $schema, $id, ...rest } = schema;
  void [$schema, $id];
  return new Ajv({ strict: false, allErrors: true }).compile(byType(rest) as JsonObject);
}

function describe({ instancePath, keyword, params }: ErrorObject, definition: JsonObject): string {
  let place = "";
  let at: Json | undefined = definition;
  for (const part of instancePath.split("/").slice(1)) {
    at = (at as JsonObject | undefined)?.[part];
    const { Type: type } = typeof at === "object" && at !== null ? (at as JsonObject) : {};
    if (typeof type === "string" && !place.endsWith("Conditions")) place = type;
    else if (typeof type === "string") place = `${place}.${type}`;
    else if (!/^\d+$/.test(part)) place = place === "" ? part : `${place}.${part}`;
  }
  const what =
    (params as { additionalProperty?: string; missingProperty?: string }).additionalProperty ??
    (params as { missingProperty?: string }).missingProperty ??
    "";
  const inBranch = /\/(?:If|Else)Steps\/\d+\/Type$/.test(instancePath) ? "in a branch:" : "";
  return [inBranch, place || "/", keyword, what].filter((part) => part !== "").join(" ");
}
