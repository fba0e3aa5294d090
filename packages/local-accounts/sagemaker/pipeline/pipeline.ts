import { wireTime } from "../clock";
import { compact, numberAt } from "../json";
import type { JsonObject } from "../json";
import type { Scope } from "../scope";
import { versionOf, type PipelineVersion } from "./pipeline-version";

/** A step's result, which later executions of its pipeline may use again: "Step caching is only scoped for individual pipelines". */
export interface CachedResult {
  readonly key: string;
  /** Milliseconds since 1970 when the step succeeded. */
  readonly at: number;
  readonly execution: string;
  readonly properties: JsonObject;
  readonly metadata: JsonObject;
}

/** A pipeline; an update replaces what it names. */
export interface Pipeline {
  readonly arn: string;
  readonly name: string;
  readonly created: number;
  readonly createdBy: JsonObject;
  /** Results of steps that later executions may use again. */
  readonly results: CachedResult[];
  displayName: string | undefined;
  description: string | undefined;
  maxParallelSteps: number | undefined;
  modified: number;
  modifiedBy: JsonObject;
  lastRun: number | undefined;
  /** Oldest first. The last one is what executions start from where they name none. */
  readonly versions: PipelineVersion[];
}

/** The version that executions start from where they name none. */
export function latestVersion({ arn, versions }: Pipeline): PipelineVersion {
  return versionOf({ arn, versions }, versions.length);
}

/** The ARN of a pipeline that a call gives by name or ARN. */
export function pipelineArn(scope: Scope, nameOrArn: string): string {
  return nameOrArn.startsWith("arn:") ? nameOrArn : scope.arn(`pipeline/${nameOrArn}`);
}

/** The version that a call names; the latest where it names none. @throws ApiError ValidationException */
export function versionNamed(pipeline: Pipeline, input: JsonObject): PipelineVersion {
  const id = numberAt(input, "PipelineVersionId");
  return id === undefined ? latestVersion(pipeline) : versionOf(pipeline, id);
}

/** What DescribePipeline answers. @param version default: the latest */
export function describePipeline(pipeline: Pipeline, version = latestVersion(pipeline)): JsonObject {
  return compact({
    PipelineArn: pipeline.arn,
    PipelineName: pipeline.name,
    PipelineDisplayName: pipeline.displayName ?? pipeline.name,
    PipelineDefinition: version.definitionText,
    PipelineDescription: pipeline.description,
    RoleArn: version.roleArn,
    PipelineStatus: "Active",
    CreationTime: wireTime(pipeline.created),
    LastModifiedTime: wireTime(pipeline.modified),
    LastRunTime: wireTime(pipeline.lastRun),
    CreatedBy: pipeline.createdBy,
    LastModifiedBy: pipeline.modifiedBy,
    ParallelismConfiguration: parallelism(pipeline.maxParallelSteps),
    PipelineVersionDisplayName: version.displayName,
    PipelineVersionDescription: version.description,
  });
}

/** What ListPipelines says of it. */
export function summarizePipeline(pipeline: Pipeline): JsonObject {
  return compact({
    PipelineArn: pipeline.arn,
    PipelineName: pipeline.name,
    PipelineDisplayName: pipeline.displayName ?? pipeline.name,
    PipelineDescription: pipeline.description,
    RoleArn: latestVersion(pipeline).roleArn,
    CreationTime: wireTime(pipeline.created),
    LastModifiedTime: wireTime(pipeline.modified),
    LastExecutionTime: wireTime(pipeline.lastRun),
  });
}

/** ParallelismConfiguration of a pipeline or an execution. */
export function parallelism(maxParallelSteps: number | undefined): JsonObject | undefined {
  return maxParallelSteps === undefined ? undefined : { MaxParallelExecutionSteps: maxParallelSteps };
}
