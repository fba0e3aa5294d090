import { setTimeout } from "node:timers/promises";
import { Problem } from "sagemaker-promotion-core/problem";
import type { Environment } from "../environments/environment";
import { promotionStackName } from "../stacks/names";
import { definitionDiff } from "./comparison";
import { DEFINITION_HASH_TAG, type Desired, type DesiredPipeline } from "./desired";
import { isRunning, stopOperation, waitForAll, type Running } from "./executions";
import { perform, type Operation, type Outcome } from "./operation";
import { notManaged } from "./ownership";
import { operationsOf, plan, type Plan } from "./plan";
import { commandFor } from "./command-line";
import type { Aws, Execution, ObservedPipeline, Progress, Sleep } from "./ports";

export interface Applied extends Outcome {
  readonly plan: Plan;
  /** Executions of the pipelines to update that ran before the first write. */
  readonly running: readonly Execution[];
}

export interface ApplyOptions {
  /** Asked before the first write; rejects where the plan is not to be applied. */
  readonly agree?: (plan: Plan) => Promise<void>;
  /** Applies the promotion stack, between the scripts and the definitions. */
  readonly stacks?: Operation;
  /** The seal of the plan's file that was agreed to. */
  readonly seal?: string;
  /** Keeps what is there before another's pipeline is overwritten; where it is left out, none is. */
  readonly takeOver?: (name: string, observed: ObservedPipeline) => Promise<void> | void;
  /** What to do with executions of the pipelines to update. Default: leave them, they end as they began. */
  readonly running?: Running;
  /** Default: Node's. */
  readonly sleep?: Sleep;
}

/** SageMaker may take a moment until a new tag is listed. */
const SETTLE_TRIES = 5;
const SETTLE_WAIT = 1_000;

/**
 * Makes what is there what should be there: scripts, then the training pipeline, then the inference pipeline, each only
 * where it differs. An unchanged environment gets no write. Killed at any point, the next run does the rest.
 * @returns how far it came; a failed write, or another run's beside it, is in `failure`
 * @throws Problem `StackNotDeployed`, `NotManaged`, `ExecutionDoesNotStop`, and as `plan` does, before anything was written
 */
export async function apply(
  desired: Desired,
  aws: Aws,
  progress: Progress,
  { agree, stacks, seal, takeOver, running: then = "leave", sleep = setTimeout }: ApplyOptions = {},
): Promise<Applied> {
  const planned = await plan(desired, aws, progress);
  if (stacks === undefined) await requireFunctions(desired, aws, progress);
  if (takeOver === undefined) refuseForeign(planned);
  const running = await runningOf(planned, aws, progress);
  await agree?.(planned);
  for (const { pipeline, owner, observed } of planned.pipelines) {
    if (owner !== undefined && observed !== undefined) await takeOver?.(pipeline.name, observed);
  }
  if (then === "wait") await waitForAll(running, aws, sleep, progress);
  const stops = then === "stop" ? running.map((execution) => stopOperation(execution, sleep)) : [];
  const outcome = await perform(
    [...stops, ...operationsOf(planned, { stacks: thenFunctions(stacks, desired, progress), seal })],
    aws,
    progress,
  );
  const applied = { plan: planned, running, ...outcome };
  if (outcome.failure !== undefined) return applied;
  try {
    for (const { pipeline, action } of planned.pipelines) {
      if (action !== "none") await confirmWritten(pipeline, aws, sleep);
    }
    return applied;
  } catch (failure) {
    return { ...applied, failure };
  }
}

/** The functions are looked for once their stack is applied. */
function thenFunctions(
  stacks: Operation | undefined,
  desired: Desired,
  progress: Progress,
): Operation | undefined {
  if (stacks === undefined) return undefined;
  return {
    ...stacks,
    run: async (aws) => {
      await stacks.run(aws);
      await requireFunctions(desired, aws, progress);
    },
  };
}

function refuseForeign({ desired, pipelines }: Plan): void {
  for (const { pipeline, arn, owner } of pipelines) {
    if (owner === undefined) continue;
    throw notManaged(
      { name: pipeline.name, arn, owner },
      `Give the pipeline another name in ${pipeline.kind}_pipeline, or overwrite it: ${commandFor("apply --take-over", desired.environment.name)}. Nothing was changed.`,
    );
  }
}

async function runningOf({ pipelines }: Plan, aws: Aws, progress: Progress): Promise<Execution[]> {
  const found: Execution[] = [];
  for (const { pipeline, action } of pipelines) {
    if (action !== "update") continue;
    progress(`looking for executions of ${pipeline.name}`);
    found.push(...(await aws.pipelines.executions(pipeline.name)).filter(isRunning));
  }
  return found;
}

/** Looks once more: the lock keeps out this project's runs, and nothing keeps out others. @throws Problem `Conflict` */
export async function confirmWritten(pipeline: DesiredPipeline, aws: Aws, sleep: Sleep): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const observed = await aws.pipelines.describe(pipeline.name);
    const same =
      observed !== undefined &&
      observed.tags[DEFINITION_HASH_TAG] === pipeline.definitionHash &&
      definitionDiff(pipeline, observed.definition).changes.length === 0;
    if (same) return;
    if (tries === SETTLE_TRIES) break;
    await sleep(SETTLE_WAIT);
  }
  throw new Problem({
    code: "Conflict",
    blame: "environment",
    message: `Another than this run has changed the pipeline ${pipeline.name} at the same time.`,
    where: pipeline.arn,
    next: "See in CloudTrail who did (UpdatePipeline, AddTags), then plan and apply again.",
  });
}

function nextOf(environment: Environment): string {
  const stack = promotionStackName(environment);
  const deploys = `Run npx cdktf deploy ${stack}, then the same command again.`;
  if (environment.copy === undefined) return deploys;
  return `A copy calls the functions of ${environment.copy.of}: leave lambdas/ as it was deployed there, or have ${environment.copy.of} deployed with it. ${deploys}`;
}

/** A function is named by its content: an apply before the stack would point a pipeline to one that is not there. */
async function requireFunctions(
  { environment, functions }: Desired,
  aws: Aws,
  progress: Progress,
): Promise<void> {
  for (const arn of functions) {
    progress(`looking for ${arn}`);
    if (await aws.functions.exists(arn)) continue;
    throw new Problem({
      code: "StackNotDeployed",
      blame: "user",
      message: `A pipeline calls a function that is not there: ${arn}`,
      where: `the stack ${promotionStackName(environment)}, which makes it`,
      next: `${nextOf(environment)} Nothing was changed.`,
    });
  }
}
