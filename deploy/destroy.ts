import type { Environment } from "../environments/environment";
import { Problem } from "sagemaker-promotion-core/problem";
import { checkCaller } from "./check";
import { COPIES } from "../environments/names";
import { isProtected } from "../environments/protected";
import { dataPrefix, dataUri, versionPrefix, WORK_FOLDERS, type DataFolder } from "../pipeline-defs/layout";
import { commandFor } from "./command-line";
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
  /** Every version of what deployments stored, and of a copy, what its executions wrote. */
  readonly stored: readonly StoredFolder[];
  /** What stays, in sentences. */
  readonly leaves: readonly string[];
}

/** A folder of the data bucket, and what of it goes. */
interface StoredFolder {
  readonly folder: DataFolder;
  readonly versions: readonly ObjectVersion[];
}

export interface Destroyed extends Outcome {
  readonly plan: DestroyPlan;
}

/** DeleteObjects takes at most so many keys (S3 API reference, DeleteObjects). */
const DELETE_BATCH = 1_000;
const CODE: readonly DataFolder[] = ["code"];

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
        `Delete it by hand, or take it over first: ${commandFor("apply --take-over", environment.name)}. Nothing was deleted.`,
      );
    }
    pipelines.push(name);
    for (const execution of await aws.pipelines.executions(name)) {
      if (isRunning(execution)) running.push(execution);
      progress(`looking for models of ${execution.arn}`);
      for (const model of await aws.pipelines.models(execution.arn)) models.add(model);
    }
  }
  const stored: StoredFolder[] = [];
  for (const folder of environment.copy === undefined ? CODE : [...CODE, ...WORK_FOLDERS]) {
    stored.push(await look(environment, folder, aws, progress));
  }
  return {
    environment,
    caller,
    running,
    models: [...models].sort(),
    pipelines,
    stored,
    leaves: leavesOf(environment),
  };
}

/** What lies in a folder; what belongs to copies is not the environment's. */
async function look(
  environment: Environment,
  folder: DataFolder,
  aws: Aws,
  progress: Progress,
): Promise<StoredFolder> {
  const { dataBucket, copy } = environment;
  const prefix = dataPrefix(environment, folder);
  progress(`listing s3://${dataBucket}/${prefix}`);
  const versions = await aws.code.versions(dataBucket, prefix);
  const copies = prefix + COPIES;
  return {
    folder,
    versions: copy === undefined ? versions.filter(({ key }) => !key.startsWith(copies)) : versions,
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
  { environment, running, models, pipelines, stored }: DestroyPlan,
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
  return [
    ...stops,
    ...modelDeletions,
    ...pipelineDeletions,
    ...stored.flatMap((folder) => deletionsOf(environment, folder)),
  ];
}

function deletionsOf(environment: Environment, { folder, versions }: StoredFolder): Operation[] {
  const { dataBucket } = environment;
  const what = folder === "code" ? "scripts" : "files";
  const deletions: Operation[] = [];
  for (let start = 0; start < versions.length; start += DELETE_BATCH) {
    const batch = versions.slice(start, start + DELETE_BATCH);
    deletions.push({
      action: "delete",
      target: `${batch.length} version(s) of ${what} in ${dataUri(environment, folder)}`,
      run: (aws) => aws.code.delete(dataBucket, batch),
    });
  }
  return deletions;
}

const COPIES_STAY = "People's own copies: their pipelines, scripts and files. Each ends with --as NAME.";

function leavesOf(environment: Environment): string[] {
  const { copy, dataBucket, artifactsBucket, modelName, modelPackageGroup } = environment;
  return [
    copy === undefined
      ? `Data, reports and predictions in s3://${dataBucket}/${modelName}/ (all but code/).`
      : `Data in ${dataUri(environment, "data")}.`,
    ...(copy === undefined && !isProtected(environment) ? [COPIES_STAY] : []),
    `Model versions in ${modelPackageGroup.arn} and their artifacts in s3://${artifactsBucket}/${versionPrefix(environment)}.`,
    copy === undefined
      ? "Topic, rules and functions: they are Terraform's, see cdktf destroy."
      : `All that is ${copy.of}'s, or another's copy of it.`,
    "Records and logs of jobs that have run: SageMaker and CloudWatch keep them.",
  ];
}
