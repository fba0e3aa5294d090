import { definitionHash as hashOf, type PipelineDefinition } from "sagemaker-pipeline-definitions";
import { GIT_COMMIT_PARAMETER } from "./train";

/**
 * SHA-256, in hex, that says whether a pipeline must be updated. The default of the parameter GitCommit is left out:
 * a commit that changes nothing else is no change.
 */
export function definitionHash(definition: PipelineDefinition): string {
  return hashOf({
    ...definition,
    Parameters: definition.Parameters.map((parameter) =>
      parameter.Name === GIT_COMMIT_PARAMETER
        ? { Name: parameter.Name, Type: parameter.Type ?? null }
        : parameter,
    ),
  });
}

/** Of a definition's text, as SageMaker holds it; undefined where it is none of this project's. */
export function hashOfText(text: string): string | undefined {
  try {
    return definitionHash(JSON.parse(text) as PipelineDefinition);
  } catch {
    return undefined;
  }
}
