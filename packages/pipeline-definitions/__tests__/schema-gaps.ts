import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv, { type ErrorObject } from "ajv";
import { failStep, pipeline, stringParameter, type Json, type JsonObject } from "..";
import { inference, MODES, train } from "../../../__tests__/pipeline-defs/support";
import { fixtures, vectors } from "./python-definitions";

/**
 * AWS's own schema of pipeline definitions, where PIPELINE_SCHEMA names a copy of
 * https://github.com/aws-sagemaker-mlops/sagemaker-model-building-pipeline-definition-JSON-schema/blob/b4012b0/schema/pipeline-definition.schema.json
 * AWS publishes it without a licence, so that it does not lie here.
 */
const path = process.env["PIPELINE_SCHEMA"];
export const schema = path === undefined ? undefined : (JSON.parse(readFileSync(path, "utf8")) as JsonObject);

/** What the schema has against all definitions of the tests, as `rejections` says it; written by official-schema.toolchain.test.ts. */
export const RECORD = join(__dirname, "schema-gaps.golden.json");

/** What the SDK's definitions do not show. */
const LONG = "p".repeat(65);
const long = stringParameter(LONG);
/** All definitions of the tests by name: the SDK's, and ours. */
export const definitions: Readonly<Record<string, JsonObject>> = {
  ...vectors,
  ...fixtures,
  ...Object.fromEntries(
    MODES.flatMap((mode) => [
      [`train ${mode}`, train(mode)],
      [`inference ${mode}`, inference(mode)],
    ]),
  ),
  long: pipeline({ parameters: [long], steps: [failStep({ name: "F", message: long })] }),
};

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
  const definition = (schema?.definitions as JsonObject)[nameOf(choice)] as JsonObject | undefined;
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
  const { $schema, $id, ...rest } = schema ?? {};
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
