import { canonicalJson, type Json } from "../json";
import { checkConditions } from "./conditions";
import type { Finding } from "./finding";
import { checkNames } from "./names";
import { checkOrder } from "./order";
import { outlineOf } from "./outline";
import { checkParameters } from "./parameters";
import { referencesOf } from "./reference";
import { checkReferences } from "./references";
import { checkRetryAndCache } from "./retry-and-cache";
import { checkSteps } from "./step-rules";

/** Characters of a definition that CreatePipeline takes inline (botocore 1.44.5: PipelineDefinition). */
const DEFINITION_LIMIT = 1_048_576;

/** Everything wrong or doubtful in a pipeline definition, at once, wherever it comes from: our builder, Python, a file. */
export function validate(definition: Json): readonly Finding[] {
  const outline = outlineOf(definition);
  const references = referencesOf(outline);
  return [
    ...outline.findings,
    ...checkSize(definition),
    ...checkNames(outline),
    ...checkParameters(outline, references),
    ...checkReferences(outline, references),
    ...checkOrder(outline, references),
    ...checkSteps(outline),
    ...checkConditions(outline),
    ...checkRetryAndCache(outline),
  ];
}

function checkSize(definition: Json): readonly Finding[] {
  const { length } = canonicalJson(definition);
  if (length <= DEFINITION_LIMIT) return [];
  return [
    {
      code: "DefinitionTooLarge",
      severity: "error",
      step: undefined,
      pointer: "",
      message: `the definition has ${length} characters, CreatePipeline takes ${DEFINITION_LIMIT}`,
      mend: "move long texts into files in S3, or split the pipeline",
    },
  ];
}
