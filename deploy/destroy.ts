import type { Environment } from "../environments/environment";
import { Problem } from "sagemaker-promotion-core/problem";
import { checkCaller } from "./check";
import { dataPrefix, versionPrefix } from "../pipeline-defs/layout";
import { isRunning, stopOperation } from "./executions";
import { foreignOwner, notManaged } from "./ownership";
import { perform, type Operation, type Outcome } from "./operation";
import type { Aws, Caller, Execution, ObjectVersion, Progress, Sleep } from "./ports";

/** What a destroy would do. */
export interface DestroyPlan {
  readonly environment: Environment;
  readonly caller: Caller;
  /** Executions that run now; they are stopped only when asked for. */
  readonly running: readonly Execution[];
  /** SageMaker models that the executions created. */
  readonly models: readonly string[];
  /** Names of the pipelines that are there. */
  readonly pipelines: readonly string[];
  /** Every version of every script that deployments uploaded. */
  readonly code: readonly ObjectVersion[];
  /** What stays, in sentences. */
  readonly leaves: readonly string[];
}

export interface Destroyed extends Outcome {
  readonly plan: DestroyPlan;
}

/** DeleteObjects takes at most so many keys (S3 API reference, DeleteObjects). */
const DELETE_BATCH = 1_000;

/**
 * Looks for what deployments made. Reads only; nothing there is no error.
 * @throws Problem `WrongAccount`, `NotManaged`, and what the calls report
 */
export async function planDestroy(
  environment: Environment,
  aws: Aws,
  progress: Progress,
): Promise<DestroyPlan> {
  const caller = await checkCaller(environment, aws);
  const pipelines: string[] = [];
  const running: Execution[] = [];
  const models = new Set<string>();
  for (const { name } of [environment.inferencePipeline, environment.trainPipeline]) {
    progress(`looking at pipeline ${name}`);
    const observed = await aws.pipelines.describe(name);
    if (observed === undefined) continue;
    const owner = foreignOwner(environment, observed.tags);
    if (owner !== undefined) {
      throw notManaged(
        { name, arn: observed.arn, owner },
        `Delete it by hand, or take it over first: npm run deploy -- apply --take-over --env ${environment.name}. Nothing was deleted.`,
      );
    }
    pipelines.push(name);
    for (const execution of await aws.pipelines.executions(name)) {
      if (isRunning(execution)) running.push(execution);
      progress(`looking for models of ${execution.arn}`);
      for (const model of await aws.pipelines.models(execution.arn)) models.add(model);
    }
  }
  const codePrefix = dataPrefix(environment, "code");
  progress(`listing s3://${environment.dataBucket}/${codePrefix}`);
  const code = await aws.code.versions(environment.dataBucket, codePrefix);
  return {
    environment,
    caller,
    running,
    models: [...models].sort(),
    pipelines,
    code,
    leaves: leavesOf(environment),
  };
}

export interface DestroyOptions {
  /** Stop running executions and wait for their end, rather than refuse. */
  readonly stop: boolean;
  readonly sleep: Sleep;
}

/**
 * Deletes what the plan lists: models, pipelines, scripts. Killed at any point, the next run does the rest:
 * models go before the pipelines, because only the pipelines' executions tell which models they made.
 * @returns how far it came; a failed write is in `failure`
 * @throws Problem `ExecutionsRunning`, before anything was written
 */
export async function destroy(
  plan: DestroyPlan,
  aws: Aws,
  { stop, sleep }: DestroyOptions,
  progress: Progress,
): Promise<Destroyed> {
  const { running, environment } = plan;
  if (running.length > 0 && !stop) {
    throw new Problem({
      code: "ExecutionsRunning",
      blame: "user",
      message: `${running.length} execution(s) still run: ${running.map(({ arn, status }) => `${arn} (${status})`).join(", ")}.`,
      where: environment.name,
      next: "Wait for their end, or pass --stop to stop them. Nothing was deleted.",
    });
  }
  return { plan, ...(await perform(operationsOf(plan, sleep), aws, progress)) };
}

function operationsOf(
  { environment, running, models, pipelines, code }: DestroyPlan,
  sleep: Sleep,
): Operation[] {
  const stops = running.map((execution) => stopOperation(execution, sleep));
  const modelDeletions = models.map((name): Operation => ({
    action: "delete",
    target: `model ${name}`,
    run: (aws) => aws.pipelines.deleteModel(name),
  }));
  const pipelineDeletions = pipelines.map((name): Operation => ({
    action: "delete",
    target: `pipeline ${name}`,
    run: (aws) => aws.pipelines.delete(name),
  }));
  return [...stops, ...modelDeletions, ...pipelineDeletions, ...codeDeletions(environment, code)];
}

function codeDeletions(environment: Environment, code: readonly ObjectVersion[]): Operation[] {
  const { dataBucket } = environment;
  const folder = `s3://${dataBucket}/${dataPrefix(environment, "code")}`;
  const deletions: Operation[] = [];
  for (let start = 0; start < code.length; start += DELETE_BATCH) {
    const batch = code.slice(start, start + DELETE_BATCH);
    deletions.push({
      action: "delete",
      target: `${batch.length} version(s) of scripts in ${folder}`,
      run: (aws) => aws.code.delete(dataBucket, batch),
    });
  }
  return deletions;
}

function leavesOf(environment: Environment): string[] {
  const { dataBucket, artifactsBucket, modelName, modelPackageGroup } = environment;
  return [
    `Data, reports and predictions in s3://${dataBucket}/${modelName}/ (all but code/).`,
    `Model versions in ${modelPackageGroup.arn} and their artifacts in s3://${artifactsBucket}/${versionPrefix(environment)}.`,
    "Topic, rules and functions: they are Terraform's, see cdktf destroy.",
    "Records and logs of jobs that have run: SageMaker and CloudWatch keep them.",
  ];
}
