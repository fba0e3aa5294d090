import type { Environment } from "../environments/environment";
import type { CostCeiling } from "../pipeline-defs/cost/ceiling";
import type { CacheEffect, Change, MovedOutput } from "sagemaker-pipeline-definitions/diff";
import { ceilingOf } from "./budget";
import { checkCaller } from "./check";
import { definitionDiff, settingDifferences, tagChanges, type TagChange } from "./comparison";
import { codeVersionsIn, planCode, plannedVersions, tagsWith, type PlannedCode } from "./code-plan";
import { GIT_COMMIT_TAG, type Desired, type DesiredPipeline, type Tags } from "./desired";
import type { Operation } from "./operation";
import { foreignOwner } from "./ownership";
import type { Aws, Caller, ObservedPipeline, Progress } from "./ports";
import { labelOperation } from "./label-operation";
import { readLabel, type Rollback, type VersionLabel } from "./version-label";

/** Desired minus observed: what an apply would do. */
export interface Plan {
  readonly desired: Desired;
  readonly caller: Caller;
  readonly code: readonly PlannedCode[];
  readonly pipelines: readonly PlannedPipeline[];
}

export interface PlannedPipeline {
  readonly pipeline: DesiredPipeline;
  /** As SageMaker spells it, where the pipeline is there. */
  readonly arn: string;
  /** What is there. */
  readonly observed?: ObservedPipeline;
  /** Whose it is, in words, where it is not this environment's: to apply is to take it over. */
  readonly owner?: string;
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
  /** Whether its newest version gets a label: a new one does, and one of a run that was killed before it came to that. */
  readonly labels: boolean;
}

/**
 * Asks AWS what is there and compares. Reads only.
 * @throws Problem `OverBudget`, `BudgetUnproven`, `WrongAccount`, and what the calls report
 */
export async function plan(desired: Desired, aws: Aws, progress: Progress): Promise<Plan> {
  const costs = desired.pipelines.map((pipeline) => [pipeline, ceilingOf(pipeline, desired)] as const);
  const caller = await checkCaller(desired.environment, aws);
  const observed: (ObservedPipeline | undefined)[] = [];
  for (const { name } of desired.pipelines) {
    progress(`looking at pipeline ${name}`);
    observed.push(await aws.pipelines.describe(name));
  }
  const code: PlannedCode[] = [];
  for (const object of desired.code) {
    progress(`looking for s3://${object.bucket}/${object.key}`);
    code.push(planCode(object, await aws.code.find(object.bucket, object.key), observed));
  }
  const pipelines = costs.map(([pipeline, cost], index) =>
    planPipeline(desired.environment, { pipeline, cost, code }, observed[index]),
  );
  return { desired, caller, code, pipelines };
}

/** What a run knows beside its plan. */
export interface Run {
  /** The write that makes the functions that the definitions call, where it is part of the run. */
  readonly stacks?: Operation | undefined;
  /** The seal of the plan's file, where the plan was reviewed as one. */
  readonly seal?: string | undefined;
  /** Why an earlier version comes back. */
  readonly rollback?: Rollback | undefined;
}

/**
 * The writes that the plan stands for, in their order: code first, since the definitions point to it. Labels come last:
 * without one, a version runs all the same.
 */
export function operationsOf({ code, pipelines, caller }: Plan, run: Run = {}): Operation[] {
  const { stacks } = run;
  const versions = plannedVersions(code);
  const uploads = code.flatMap(({ object, action }): Operation[] =>
    action === "none"
      ? []
      : [
          {
            action,
            target: `s3://${object.bucket}/${object.key}`,
            run: async (aws) => {
              versions.set(object.key, await aws.code.upload(object, { replace: action === "replace" }));
            },
          },
        ],
  );
  const tags = (pipeline: DesiredPipeline): Tags => tagsWith(pipeline, code, versions);
  const made: VersionsMade = new Map();
  const definitions = pipelines.flatMap((planned) => pipelineOperations(planned, tags, made));
  const by = caller.by ?? caller.arn;
  const labels = pipelines
    .filter((planned) => planned.labels)
    .map((planned) =>
      labelOperation(planned.pipeline.name, planned.arn, {
        version: () => made.get(planned.pipeline.name),
        label: () => labelOf(planned, tags(planned.pipeline), { ...run, by }),
      }),
    );
  return [...uploads, ...(stacks === undefined ? [] : [stacks]), ...definitions, ...labels];
}

/** The versions that updates have made, by their pipelines' names. */
type VersionsMade = Map<string, number>;

/** What the label of a pipeline's newest version says. */
function labelOf(
  { pipeline, action, observed, tags: changed }: PlannedPipeline,
  written: Tags,
  { by, seal, rollback }: Run & { readonly by: string },
): VersionLabel {
  // Of a version that is there already, the commit that its tags name.
  const tags = action === "none" && changed.length === 0 ? (observed?.tags ?? {}) : written;
  return {
    commit: tags[GIT_COMMIT_TAG] ?? "unknown",
    definition: pipeline.definitionHash,
    ...(seal === undefined ? {} : { plan: seal }),
    by,
    code: codeVersionsIn(written),
    ...(rollback === undefined ? {} : { rollback }),
  };
}

function pipelineOperations(
  { pipeline, arn, action, tags }: PlannedPipeline,
  tagsOf: (pipeline: DesiredPipeline) => Tags,
  made: VersionsMade,
): Operation[] {
  const target = `pipeline ${pipeline.name}`;
  const create: Operation = {
    action: "create",
    target,
    run: (aws) => aws.pipelines.create({ ...pipeline, tags: tagsOf(pipeline) }),
  };
  const update: Operation = {
    action: "update",
    target,
    run: async (aws) => void made.set(pipeline.name, await aws.pipelines.update(pipeline)),
  };
  const tag: Operation = {
    action: "tag",
    target,
    run: (aws) => aws.pipelines.tag(arn, tagsOf(pipeline)),
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

/** A pipeline as it should be. */
interface Wanted {
  readonly pipeline: DesiredPipeline;
  readonly cost: CostCeiling;
  readonly code: readonly PlannedCode[];
}

/** What makes a pipeline what it should be. */
export function planPipeline(
  environment: Environment,
  { pipeline, cost, code }: Wanted,
  observed: ObservedPipeline | undefined,
): PlannedPipeline {
  if (observed === undefined) {
    const { arn } = pipeline;
    const nothing = { differences: [], cache: [], outputs: [], tags: [] };
    return { pipeline, arn, action: "create", cost, labels: true, ...nothing };
  }
  const owner = foreignOwner(environment, observed.tags);
  const { changes, cache, outputs } = definitionDiff(pipeline, observed.definition);
  const differences = [...settingDifferences(pipeline, observed), ...changes];
  const action = differences.length === 0 ? "none" : "update";
  const tags = tagChanges(tagsWith(pipeline, code, plannedVersions(code)), observed.tags, action);
  return {
    pipeline,
    arn: observed.arn,
    observed,
    ...(owner === undefined ? {} : { owner }),
    action,
    differences,
    cache,
    outputs,
    cost,
    tags,
    labels: action === "update" || readLabel(observed.label)?.definition !== pipeline.definitionHash,
  };
}
