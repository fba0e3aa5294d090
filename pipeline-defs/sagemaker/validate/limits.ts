import { canonicalJson, type Json } from "../json";
import { shapeOf } from "../service-model/service-model";
import type { Finding } from "./finding";
import type { Outline } from "./outline";

/**
 * Steps that a pipeline may have where nobody asked for more: AWS's documentation counts with 50 steps at once
 * (build-and-manage-pipeline), and the account's quota is what decides. Hence a warning.
 */
const STEPS = 50;

/** Limits of the whole definition, most of them the service model's own. */
export function checkLimits(definition: Json, { parameters, steps }: Outline): readonly Finding[] {
  const { length } = canonicalJson(definition);
  const characters = shapeOf("PipelineDefinition").max ?? Infinity;
  const startable = shapeOf("ParameterList").max ?? Infinity;
  const finding = (
    code: string,
    severity: Finding["severity"],
    pointer: string,
    message: string,
    mend: string,
  ): Finding => ({ code, severity, step: undefined, pointer, message, mend });
  return [
    ...(length > characters
      ? [
          finding(
            "DefinitionTooLarge",
            "error",
            "",
            `the definition has ${length} characters, CreatePipeline takes ${characters}`,
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
            `${parameters.length} parameters, of which StartPipelineExecution takes ${startable}`,
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
            `${steps.length} steps, where an account's default quota is ${STEPS}`,
            "split the pipeline, or ask AWS for a higher quota",
          ),
        ]
      : []),
  ];
}
