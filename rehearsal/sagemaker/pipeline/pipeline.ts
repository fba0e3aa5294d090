import { wireTime } from "../clock";
import { resourceNotFound } from "../errors";
import { compact } from "../json";
import type { JsonObject } from "../json";
import type { Region } from "../regions";
import type { CachedResult } from "./caching";
import type { Definition } from "./definition";
import { parallelism } from "./execution";

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
  definitionText: string;
  definition: Definition;
  roleArn: string;
  maxParallelSteps: number | undefined;
  modified: number;
  modifiedBy: JsonObject;
  lastRun: number | undefined;
  version: number;
}

export function pipelineArn(home: Region, nameOrArn: string): string {
  return nameOrArn.startsWith("arn:") ? nameOrArn : home.arn(`pipeline/${nameOrArn}`);
}

/** A pipeline by its name or ARN. @throws ApiError ResourceNotFound */
export function pipelineOf(home: Region, nameOrArn: string): Pipeline {
  const arn = pipelineArn(home, nameOrArn);
  const pipeline = [...home.pipelines.values()].find((one) => one.arn === arn);
  if (pipeline === undefined) throw resourceNotFound(`Pipeline '${arn}' does not exist.`);
  return pipeline;
}

/** What DescribePipeline answers. */
export function describePipeline(pipeline: Pipeline): JsonObject {
  return compact({
    PipelineArn: pipeline.arn,
    PipelineName: pipeline.name,
    PipelineDisplayName: pipeline.displayName ?? pipeline.name,
    PipelineDefinition: pipeline.definitionText,
    PipelineDescription: pipeline.description,
    RoleArn: pipeline.roleArn,
    PipelineStatus: "Active",
    CreationTime: wireTime(pipeline.created),
    LastModifiedTime: wireTime(pipeline.modified),
    LastRunTime: wireTime(pipeline.lastRun),
    CreatedBy: pipeline.createdBy,
    LastModifiedBy: pipeline.modifiedBy,
    ParallelismConfiguration: parallelism(pipeline.maxParallelSteps),
  });
}

/** What ListPipelines says of it. */
export function summarizePipeline(pipeline: Pipeline): JsonObject {
  return compact({
    PipelineArn: pipeline.arn,
    PipelineName: pipeline.name,
    PipelineDisplayName: pipeline.displayName ?? pipeline.name,
    PipelineDescription: pipeline.description,
    RoleArn: pipeline.roleArn,
    CreationTime: wireTime(pipeline.created),
    LastModifiedTime: wireTime(pipeline.modified),
    LastExecutionTime: wireTime(pipeline.lastRun),
  });
}
