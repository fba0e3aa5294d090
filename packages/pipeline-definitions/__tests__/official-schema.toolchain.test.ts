import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import type { Json, JsonObject } from "..";
import { describeUnless } from "../../../__tests__/support/unless";
import { inference, MODES, train } from "../../../__tests__/pipeline-defs/support";
import { FOLDER } from "./library-files";
import { definitions as all, RECORD, rejections, schema as official } from "./schema-gaps";

const README = join(FOLDER, "README.md");

type Fix = (object: JsonObject) => JsonObject;
const isObject = (json: Json): json is JsonObject =>
  typeof json === "object" && json !== null && !Array.isArray(json);

/** The same change to every object of a definition, the innermost first. */
function everywhere(json: Json, fix: Fix): Json {
  if (Array.isArray(json)) return json.map((item: Json) => everywhere(item, fix));
  if (!isObject(json)) return json;
  const inner = Object.entries(json).map(([key, value]) => [key, everywhere(value, fix)] as const);
  return fix(Object.fromEntries(inner));
}

const without =
  (...names: readonly string[]): Fix =>
  (object) =>
    Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
const ofType =
  (type: string, fix: Fix): Fix =>
  (object) =>
    object.Type === type ? fix(object) : object;
const inArguments =
  (fix: Fix): Fix =>
  (step) =>
    isObject(step.Arguments ?? null) ? { ...step, Arguments: fix(step.Arguments as JsonObject) } : step;
const first = (list: Json): Json => (Array.isArray(list) ? ((list as readonly Json[])[0] ?? null) : list);

/** Where the schema is behind the service, in the README's words, and the change after which it takes our definitions. */
const GAPS: Readonly<Record<string, Fix>> = {
  PipelineExperimentConfig: without("PipelineExperimentConfig"),
  "`Std:Join` and `Std:JsonGet`": (object) =>
    "Std:Join" in object || "Std:JsonGet" in object ? { Get: "Execution.PipelineName" } : object,
  "a list of exceptions": (object) =>
    object.ExceptionType === undefined ? object : { ...object, ExceptionType: first(object.ExceptionType) },
  PropertyFiles: ofType("Processing", without("PropertyFiles")),
  ProfilerConfig: ofType("Training", inArguments(without("ProfilerConfig"))),
  "ModelApprovalStatus, DriftCheckBaselines, CustomerMetadataProperties": ofType(
    "RegisterModel",
    inArguments(without("ModelApprovalStatus", "DriftCheckBaselines", "CustomerMetadataProperties")),
  ),
  FailOnViolation: without("FailOnViolation"),
  "null for what a check is not given": ofType("QualityCheck", (step) =>
    Object.fromEntries(Object.entries(step).filter(([, value]) => value !== null)),
  ),
  "a QualityCheck step inside a Condition": (object) => {
    if (!Array.isArray(object.IfSteps)) return object;
    const steps: readonly Json[] = object.IfSteps;
    return { ...object, IfSteps: steps.filter((step) => !(isObject(step) && step.Type === "QualityCheck")) };
  },
};

const reason = official === undefined ? "PIPELINE_SCHEMA names no copy of it" : undefined;
describeUnless(reason, "the official schema", () => {
  const { $schema, $id, ...schema } = official ?? {};
  const accepts = new Ajv({ strict: false }).compile(schema);
  const definitions = MODES.flatMap((mode) => [train(mode), inference(mode)]);
  const fixed = (names: readonly string[]) =>
    definitions.map((definition) =>
      names.reduce<Json>((json, name) => everywhere(json, GAPS[name] ?? ((object) => object)), definition),
    );

  test("is the one that the table was made from", () => {
    expect([$schema, typeof $id]).toEqual(["http://json-schema.org/schema#", "string"]);
  });

  // RENEW_GOLDEN=1 writes the record; schema-gaps.test.ts holds the README's table to it.
  test("has against all definitions what the record says", () => {
    const found = [...new Set(Object.values(all).flatMap(rejections))].sort();
    if (process.env["RENEW_GOLDEN"] === "1")
      writeFileSync(RECORD, `${JSON.stringify(found, undefined, 2)}\n`);
    expect(found).toEqual(JSON.parse(readFileSync(RECORD, "utf8")));
  });

  test("takes our definitions but for its gaps", () => {
    for (const definition of fixed(Object.keys(GAPS))) {
      accepts(definition);
      expect(accepts.errors ?? []).toEqual([]);
    }
  });

  test.each(Object.keys(GAPS))("refuses them for %s, and the README says so", (gap) => {
    const others = Object.keys(GAPS).filter((name) => name !== gap);
    expect(fixed(others).every((definition) => accepts(definition))).toBe(false);
    expect(readFileSync(README, "utf8")).toContain(gap);
  });
});
