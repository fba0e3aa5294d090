import { wireTime } from "../clock";
import { validationException } from "../errors";
import { compact } from "../json";
import type { JsonObject } from "../json";
import type { Definition } from "./definition";

/** What one Create or Update made of a pipeline: it stays, and executions can be started from it. */
export interface PipelineVersion {
  /** 1, 2, 3, … */
  readonly id: number;
  readonly definitionText: string;
  readonly definition: Definition;
  readonly roleArn: string;
  readonly created: number;
  /** ARN of the last execution that was started from it. */
  lastExecution: string | undefined;
  displayName: string | undefined;
  description: string | undefined;
}

/** The version of this id among those of a pipeline. @throws ApiError ValidationException */
export function versionOf(
  { arn, versions }: { readonly arn: string; readonly versions: readonly PipelineVersion[] },
  id: number,
): PipelineVersion {
  const found = versions.find((version) => version.id === id);
  if (found === undefined) throw validationException(`${arn} has no version ${id}.`);
  return found;
}

/** What ListPipelineVersions says of it. */
export function summarizeVersion(arn: string, version: PipelineVersion): JsonObject {
  return compact({
    PipelineArn: arn,
    PipelineVersionId: version.id,
    CreationTime: wireTime(version.created),
    PipelineVersionDescription: version.description,
    PipelineVersionDisplayName: version.displayName,
    LastExecutionPipelineExecutionArn: version.lastExecution,
  });
}
