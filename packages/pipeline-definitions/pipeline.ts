import type { PipelineDefinition } from "./definition";
import { DefinitionError } from "./definition-error";
import type { ExperimentConfig, MlflowConfig } from "./experiment";
import type { JsonObject } from "./json";
import type { Parameter } from "./parameter";
import type { Step } from "./step";
import { describeFinding, type Finding } from "./validate/finding";
import { validate } from "./validate/validate";
import { objectToJson } from "./variable";

export interface PipelineOptions {
  readonly parameters?: readonly Parameter[];
  readonly steps: readonly Step[];
  /**
   * Default: executions belong to no experiment. The Python SDK's default is the pipeline's and the
   * execution's name.
   */
  readonly experiment?: ExperimentConfig;
  /**
   * Default: the definition does not speak of MLflow, as those of the Python SDK 2; the SDK 3 writes
   * `null`.
   */
  readonly mlflow?: MlflowConfig | null;
  readonly metadata?: JsonObject;
  /** Where the pipeline will run; images of another Region are then errors. */
  readonly region?: string;
  /**
   * Codes of errors to ignore: for values that the service accepts and the service model in this library
   * does not know yet, such as a new instance type.
   */
  readonly allow?: readonly string[];
}

/**
 * A pipeline that the service would refuse, or that could not run; carries all that is wrong with it.
 */
export class InvalidPipeline extends DefinitionError {
  constructor(readonly findings: readonly Finding[]) {
    super({
      code: "InvalidPipeline",
      message: `the pipeline has ${findings.length === 1 ? "an error" : `${findings.length} errors`}:\n${findings
        .map((finding) => `  ${describeFinding(finding)}`)
        .join("\n")}`,
      next: "fix each of them as its line says",
    });
  }
}

/**
 * The definition of a pipeline.
 * @throws InvalidPipeline with every error that `validate` finds and `allow` does not list; warnings do
 *   not throw
 */
export function pipeline(options: PipelineOptions): PipelineDefinition {
  const definition: PipelineDefinition = {
    Version: "2020-12-01",
    Metadata: options.metadata ?? {},
    Parameters: (options.parameters ?? []).map((parameter) => parameter.definition),
    PipelineExperimentConfig:
      options.experiment === undefined ? null : objectToJson(options.experiment, "/PipelineExperimentConfig"),
    ...objectToJson({ MlflowConfig: options.mlflow }, ""),
    Steps: options.steps.map((step) => step.definition),
  };
  const { allow = [], region } = options;
  const errors = validate(definition, region === undefined ? {} : { region }).filter(
    ({ severity, code }) => severity === "error" && !allow.includes(code),
  );
  if (errors.length > 0) throw new InvalidPipeline(errors);
  return definition;
}
