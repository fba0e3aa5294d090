import type { Environment } from "../environments/environment";
import type { CodeAssets, FunctionArns } from "./code-assets";
import type { PipelineDefinition } from "./sagemaker/definition";

/** The inference pipeline of an environment. */
export function buildInference(
  _environment: Environment,
  _code: CodeAssets,
  _functions: FunctionArns,
): PipelineDefinition {
  return { Version: "2020-12-01", Metadata: {}, Parameters: [], PipelineExperimentConfig: null, Steps: [] };
}
