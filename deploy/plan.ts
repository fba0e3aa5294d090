import { Problem } from "../environments/problem";
import { definitionHash } from "../pipeline-defs/definition-hash";
import type { PipelineDefinition } from "../pipeline-defs/sagemaker/definition";
import { isJsonObject, type Json } from "../pipeline-defs/sagemaker/json";
import { checkCaller } from "./check";
import {
  GIT_COMMIT_TAG,
  MANAGED_BY,
  MANAGED_BY_TAG,
  MODEL_TAG,
  type CodeObject,
  type Desired,
  type DesiredPipeline,
  type Tags,
} from "./desired";
import { differences, type Difference } from "./difference";
import type { Operation } from "./operation";
import type { Aws, Caller, ObservedPipeline, Progress } from "./ports";

/** Desired minus observed: what an apply would do. */
export interface Plan {
  readonly desired: Desired;
  readonly caller: Caller;
  readonly code: readonly PlannedCode[];
  readonly pipelines: readonly PlannedPipeline[];
}

export interface PlannedCode {
  readonly object: CodeObject;
  /** `replace`: an object of another size lies under a key that promises this content. */
  readonly action: "upload" | "replace" | "none";
}

export interface PlannedPipeline {
  readonly pipeline: DesiredPipeline;
  /** As SageMaker spells it, where the pipeline is there. */
  readonly arn: string;
  readonly action: "create" | "update" | "none";
  /** What an update changes: paths in the definition, and RoleArn, PipelineDisplayName, PipelineDescription. */
  readonly differences: readonly Difference[];
  /** Tags that an existing pipeline lacks or has with another value. */
  readonly tags: readonly TagChange[];
}

export interface TagChange {
  readonly key: string;
  /** Absent where the pipeline lacks the tag. */
  readonly from?: string;
  readonly to: string;
}

/**
 * Asks AWS what is there and compares. Reads only.
 * @throws Problem `WrongAccount`, `PipelineOfAnotherModel`, and what the calls report
 */
export async function plan(desired: Desired, aws: Aws, progress: Progress): Promise<Plan> {
  const caller = await checkCaller(desired.environment, aws);
  const code: PlannedCode[] = [];
  for (const object of desired.code) {
    progress(`looking for s3://${object.bucket}/${object.key}`);
    code.push(planCode(object, await aws.code.size(object.bucket, object.key)));
  }
  const pipelines: PlannedPipeline[] = [];
  for (const pipeline of desired.pipelines) {
    progress(`looking at pipeline ${pipeline.name}`);
    pipelines.push(planPipeline(pipeline, await aws.pipelines.describe(pipeline.name)));
  }
  return { desired, caller, code, pipelines };
}

/** The writes that the plan stands for, in their order: code first, since the definitions point to it. */
export function operationsOf({ code, pipelines }: Plan): Operation[] {
  const uploads = code.flatMap(({ object, action }): Operation[] =>
    action === "none"
      ? []
      : [
          {
            action,
            target: `s3://${object.bucket}/${object.key}`,
            run: (aws) => aws.code.upload(object, { replace: action === "replace" }),
          },
        ],
  );
  return [...uploads, ...pipelines.flatMap(pipelineOperations)];
}

function pipelineOperations({ pipeline, arn, action, tags }: PlannedPipeline): Operation[] {
  const target = `pipeline ${pipeline.name}`;
  const create: Operation = { action: "create", target, run: (aws) => aws.pipelines.create(pipeline) };
  const update: Operation = { action: "update", target, run: (aws) => aws.pipelines.update(pipeline) };
  const tag: Operation = {
    action: "tag",
    target,
    run: (aws) => aws.pipelines.tag(arn, pipeline.tags),
  };
  switch (action) {
    case "create":
      return [create];
    case "update":
      return tags.length === 0 ? [update] : [update, tag];
    case "none":
      return tags.length === 0 ? [] : [tag];
  }
}

/**
 * Key and size decide: the key holds the content's hash, which S3 has checked on upload. Reading the stored checksum of
 * an object under a KMS key would take kms:Decrypt (S3 HeadObject, ChecksumMode), which a role that only plans can lack.
 */
function planCode(object: CodeObject, size: number | undefined): PlannedCode {
  if (size === undefined) return { object, action: "upload" };
  return { object, action: size === object.content.byteLength ? "none" : "replace" };
}

function planPipeline(pipeline: DesiredPipeline, observed: ObservedPipeline | undefined): PlannedPipeline {
  if (observed === undefined) {
    return { pipeline, arn: pipeline.arn, action: "create", differences: [], tags: [] };
  }
  refuseOtherModel(pipeline, observed);
  const found = [
    ...settingDifferences(pipeline, observed),
    ...definitionDifferences(pipeline, observed.definition),
  ];
  const action = found.length === 0 ? "none" : "update";
  const tags = tagChanges(pipeline.tags, observed.tags, action);
  return { pipeline, arn: observed.arn, action, differences: found, tags };
}

/** Two models that share a pipeline's name in one account would overwrite each other at every deployment. */
function refuseOtherModel(pipeline: DesiredPipeline, observed: ObservedPipeline): void {
  const model = observed.tags[MODEL_TAG];
  if (observed.tags[MANAGED_BY_TAG] !== MANAGED_BY || model === pipeline.tags[MODEL_TAG]) return;
  throw new Problem({
    code: "PipelineOfAnotherModel",
    blame: "user",
    message: `The pipeline ${pipeline.name} belongs to the model ${model ?? "(no tag)"}.`,
    where: observed.arn,
    next: `Give the pipeline another name in ${pipeline.kind}_pipeline, or destroy the other model's environment first.`,
  });
}

function settingDifferences(pipeline: DesiredPipeline, observed: ObservedPipeline): Difference[] {
  const before: Record<string, Json> = {};
  if (observed.roleArn !== undefined) before.RoleArn = observed.roleArn;
  if (observed.displayName !== undefined) before.PipelineDisplayName = observed.displayName;
  if (observed.description !== undefined) before.PipelineDescription = observed.description;
  return differences(before, {
    RoleArn: pipeline.roleArn,
    PipelineDisplayName: pipeline.displayName,
    PipelineDescription: pipeline.description,
  });
}

function definitionDifferences(pipeline: DesiredPipeline, text: string): Difference[] {
  const observed = parse(text);
  // Compared by hash first: it leaves out the default of GitCommit, which alone is no reason to update.
  if (isDefinition(observed) && definitionHash(observed) === pipeline.definitionHash) return [];
  return differences(observed, pipeline.definition);
}

/** A text that is no JSON, which only another tool can have put there, stands for itself. */
function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

function isDefinition(value: Json): value is PipelineDefinition {
  return isJsonObject(value) && Array.isArray(value.Parameters) && value.Parameters.every(isJsonObject);
}

function tagChanges(desired: Tags, observed: Tags, action: "update" | "none"): TagChange[] {
  const changed = Object.entries(desired).flatMap(([key, to]): TagChange[] => {
    const from = observed[key];
    if (from === to) return [];
    return [from === undefined ? { key, to } : { key, from, to }];
  });
  // The commit is a label of the last change, not a reason for one.
  return action === "none" && changed.every(({ key, from }) => key === GIT_COMMIT_TAG && from !== undefined)
    ? []
    : changed;
}
