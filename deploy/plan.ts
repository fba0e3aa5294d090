import { Problem } from "sagemaker-promotion-core/problem";
import type { CostCeiling } from "../pipeline-defs/cost/ceiling";
import type { CacheEffect, Change, MovedOutput } from "sagemaker-pipeline-definitions/diff";
import { ceilingOf } from "./budget";
import { checkCaller } from "./check";
import { definitionDiff, settingDifferences, tagChanges, type TagChange } from "./comparison";
import {
  MANAGED_BY,
  MANAGED_BY_TAG,
  MODEL_TAG,
  type CodeObject,
  type Desired,
  type DesiredPipeline,
} from "./desired";
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
  /** What an update changes of the definition, and of RoleArn, PipelineDisplayName, PipelineDescription. */
  readonly differences: readonly Change[];
  /** What the update does to cached results. */
  readonly cache: readonly CacheEffect[];
  /** Outputs that go elsewhere after the update. */
  readonly outputs: readonly MovedOutput[];
  /** What one execution may cost at most. */
  readonly cost: CostCeiling;
  /** Tags that an existing pipeline lacks or has with another value. */
  readonly tags: readonly TagChange[];
}

/**
 * Asks AWS what is there and compares. Reads only.
 * @throws Problem `OverBudget`, `BudgetUnproven`, `WrongAccount`, `PipelineOfAnotherModel`, and what the calls report
 */
export async function plan(desired: Desired, aws: Aws, progress: Progress): Promise<Plan> {
  const costs = desired.pipelines.map((pipeline) => [pipeline, ceilingOf(pipeline, desired)] as const);
  const caller = await checkCaller(desired.environment, aws);
  const code: PlannedCode[] = [];
  for (const object of desired.code) {
    progress(`looking for s3://${object.bucket}/${object.key}`);
    code.push(planCode(object, await aws.code.size(object.bucket, object.key)));
  }
  const pipelines: PlannedPipeline[] = [];
  for (const [pipeline, cost] of costs) {
    progress(`looking at pipeline ${pipeline.name}`);
    pipelines.push(planPipeline(pipeline, cost, await aws.pipelines.describe(pipeline.name)));
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

function planPipeline(
  pipeline: DesiredPipeline,
  cost: CostCeiling,
  observed: ObservedPipeline | undefined,
): PlannedPipeline {
  if (observed === undefined) {
    const { arn } = pipeline;
    return { pipeline, arn, action: "create", differences: [], cache: [], outputs: [], cost, tags: [] };
  }
  refuseOtherModel(pipeline, observed);
  const { changes, cache, outputs } = definitionDiff(pipeline, observed.definition);
  const differences = [...settingDifferences(pipeline, observed), ...changes];
  const action = differences.length === 0 ? "none" : "update";
  const tags = tagChanges(pipeline.tags, observed.tags, action);
  return { pipeline, arn: observed.arn, action, differences, cache, outputs, cost, tags };
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
