import { desiredOf } from "../deploy/desired";
import { loadSources } from "../deploy/sources";
import type { Environment } from "../environments/environment";
import { isMissing } from "../deploy/aws/problems";
import { isProblem } from "sagemaker-promotion-core/problem";
import { AT_ONCE, inTurns } from "./in-turns";
import { hashesIn, type Hashes } from "./evidence";
import { executionArns, noExecution } from "./execution-arn";
import type { Failure } from "./why";
import { topicArn } from "../stacks/arns";
import { scheduleRuleName } from "../stacks/names";
import type { Look } from "./ports";
import { failedStep, type ObservedRun } from "./run-report";
import type { Observed } from "./status";

/** As many executions of a pipeline as `status` looks back: enough to find the last that looked at its batch. */
const LAST_RUNS = 5;

/** The newest executions of a pipeline with their steps, newest first. */
export async function observeRuns(
  { workload }: Look,
  pipeline: string,
  limit: number,
  before?: Date,
): Promise<readonly ObservedRun[]> {
  const runs = await workload.runs(pipeline, limit, before);
  return inTurns(runs, AT_ONCE, async (run) => ({ ...run, steps: await workload.steps(run.arn) }));
}

/**
 * The execution of an environment that a person names by its id or its ARN.
 * @throws Problem `NoExecution`, and what the calls report
 */
export async function findRun(
  { workload }: Pick<Look, "workload">,
  reference: string,
  environment: Environment,
): Promise<ObservedRun> {
  const arns = executionArns(reference, environment);
  const found = await Promise.allSettled(
    arns.map(async (arn) => ({ ...(await workload.run(arn)), steps: await workload.steps(arn) })),
  );
  const [run] = found.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  if (run !== undefined) return run;
  const other = found.find((one) => one.status === "rejected" && !isUnknown(one.reason));
  if (other?.status === "rejected") throw other.reason;
  throw noExecution(reference, environment);
}

/** As SageMaker says that there is no such execution. */
function isUnknown(error: unknown): boolean {
  return isProblem(error) && isMissing(error.cause);
}

/** Lines of a job's log that are shown. */
const LOG_LINES = 15;

/** What the failed step of an execution, and its job, say; undefined where no step failed. */
export async function observeFailure(
  { workload }: Pick<Look, "workload">,
  run: ObservedRun,
): Promise<Failure | undefined> {
  const step = failedStep(run);
  if (step === undefined) return undefined;
  const cause = await workload.cause(step);
  return { cause, log: cause.job === undefined ? [] : await workload.logTail(cause.job, LOG_LINES) };
}

/**
 * Asks AWS what there is of an environment.
 * @param lastRuns as many executions of each pipeline
 */
export async function observe(
  environment: Environment,
  look: Look,
  now: Date,
  lastRuns = LAST_RUNS,
): Promise<Observed> {
  const { workload, registry } = look;
  const { trainPipeline, inferencePipeline } = environment;
  const [desired, train, inference, trainings, inferences, schedule, subscriptions, versions] =
    await Promise.all([
      desiredHashes(environment),
      workload.pipeline(trainPipeline.name),
      workload.pipeline(inferencePipeline.name),
      observeRuns(look, trainPipeline.name, lastRuns),
      observeRuns(look, inferencePipeline.name, lastRuns),
      // Of a copy nothing is started by the clock, and nobody is sent a mail.
      environment.copy === undefined ? workload.schedule(scheduleRuleName(environment)) : undefined,
      environment.copy === undefined ? workload.subscriptions(topicArn(environment)) : [],
      registry.versions(environment.modelPackageGroup.arn),
    ]);
  return {
    environment,
    now,
    desired,
    pipelines: { train, inference },
    runs: { train: trainings, inference: inferences },
    schedule,
    subscriptions,
    versions,
  };
}

async function desiredHashes(environment: Environment): Promise<Hashes> {
  return hashesIn(desiredOf(await loadSources(environment)));
}
