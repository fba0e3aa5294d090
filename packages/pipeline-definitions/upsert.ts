import type { CreatePipelineRequest } from "@aws-sdk/client-sagemaker";
import type { PipelineDefinition } from "./definition";
import { canonicalJson } from "./json";

export interface UpsertOptions {
  readonly name: string;
  readonly roleArn: string;
  readonly definition: PipelineDefinition;
  readonly displayName?: string;
  readonly description?: string;
  /** Most steps of one execution that run at once. Default: all that can. No part of the definition. */
  readonly maxParallelSteps?: number;
}

/** What CreatePipeline and UpdatePipeline both take; the token of the former is left to the SDK. */
export type UpsertRequest = Omit<CreatePipelineRequest, "ClientRequestToken" | "Tags">;

/** The request that makes a pipeline be what its definition says. */
export function upsertRequest(options: UpsertOptions): UpsertRequest {
  const { maxParallelSteps } = options;
  return {
    PipelineName: options.name,
    ...(options.displayName === undefined ? {} : { PipelineDisplayName: options.displayName }),
    ...(options.description === undefined ? {} : { PipelineDescription: options.description }),
    PipelineDefinition: canonicalJson(options.definition),
    RoleArn: options.roleArn,
    ...(maxParallelSteps === undefined
      ? {}
      : { ParallelismConfiguration: { MaxParallelExecutionSteps: maxParallelSteps } }),
  };
}
