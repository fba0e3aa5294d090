import { canonicalJson, type Json } from "../json";
import { shapeOf } from "../service-model/service-model";
import type { Finding } from "./finding";
import type { IndexedDefinition } from "./indexed-definition";

/**
 * Default quota of steps in a pipeline, "Maximum number of steps allowed per pipeline" (Service Quotas:
 * sagemaker, L-729F2471). An account can have a higher one, hence a warning; 50 is the number in AWS's
 * developer guide (build-and-manage-pipeline).
 */
const STEPS = 50;

/**
 * Limits of the whole definition, the service model's own: the PipelineDefinition of CreatePipeline and
 * the ParameterList of StartPipelineExecution, which a pipeline with more parameters could never be
 * given. Those of names are in `names.ts`.
 */
export function checkLimits(definition: Json, { parameters, steps }: IndexedDefinition): readonly Finding[] {
  const { length } = canonicalJson(definition);
  const characters = shapeOf("PipelineDefinition").max ?? Infinity;
  const startable = shapeOf("ParameterList").max ?? Infinity;
  const finding = (
    code: string,
    severity: Finding["severity"],
    pointer: string,
    message: string,
    fix: string,
  ): Finding => ({ code, severity, step: undefined, pointer, message, fix });
  return [
    ...(length > characters
      ? [
          finding(
            "DefinitionTooLarge",
            "error",
            "",
            `the definition has ${length} characters; CreatePipeline takes at most ${characters}`,
            "move long texts into files in S3, or split the pipeline",
          ),
        ]
      : []),
    ...(parameters.length > startable
      ? [
          finding(
            "TooManyParameters",
            "error",
            "/Parameters",
            `${parameters.length} parameters; StartPipelineExecution takes at most ${startable}`,
            "put what always changes together into one file in S3",
          ),
        ]
      : []),
    ...(steps.length > STEPS
      ? [
          finding(
            "TooManySteps",
            "warning",
            "/Steps",
            `${steps.length} steps; an account's default quota is ${STEPS}`,
            "split the pipeline, or ask AWS for a higher quota",
          ),
        ]
      : []),
  ];
}
