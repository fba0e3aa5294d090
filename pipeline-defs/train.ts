import type { Environment } from "../environments/environment";
import type { CodeAssets } from "./code-assets";
import type { PipelineDefinition } from "./sagemaker/definition";

/** The parameter whose default is the commit that the pipeline was deployed from. */
export const GIT_COMMIT_PARAMETER = "GitCommit";

/** The training pipeline of an environment. */
export function buildTrain(
  _environment: Environment,
  _code: CodeAssets,
  gitCommit: string,
): PipelineDefinition {
  return {
    Version: "2020-12-01",
    Metadata: {},
    Parameters: [{ Name: GIT_COMMIT_PARAMETER, Type: "String", DefaultValue: gitCommit }],
    PipelineExperimentConfig: null,
    Steps: [],
  };
}
