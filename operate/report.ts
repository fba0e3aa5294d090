import { createHash } from "node:crypto";
import type { JsonObject } from "sagemaker-pipeline-definitions";
import { diff } from "sagemaker-pipeline-definitions/diff";
import { desiredOf, type PipelineKind } from "../deploy/desired";
import { loadSources } from "../deploy/sources";
import type { Environment } from "../environments/environment";
import { jobOf } from "../lambdas/send-alert/jobs";
import { LATEST_APPROVED_MODEL_STEP } from "../pipeline-defs/step-names";
import type { EnvironmentData, JobData, PipelineData, RunData, StepData, VersionData } from "../report/data";
import { AT_ONCE, inTurns } from "./in-turns";
import { observe } from "./observe";
import type { Look, Step, Version, Workload } from "./ports";
import { failedStep, runReport, type ObservedRun } from "./run-report";
import { PIPELINE_KINDS, statusOf, type Observed } from "./status";
import { versionReport } from "./version-report";

/** Executions of each pipeline that a report lists. */
const LISTED_RUNS = 30;
/** Lines of a job's log that a report shows. */
const LOG_LINES = 12;

/** What a report shows of an environment, as who only reads sees it. */
export async function environmentData(
  environment: Environment,
  look: Look,
  now: Date,
): Promise<EnvironmentData> {
  const observed = await observe(environment, look, now, LISTED_RUNS);
  const { live, passedOver, drift, waits, nextRun, pipelines } = statusOf(observed);
  const changed = await changedSteps(observed);
  const pipeline = (kind: PipelineKind): PipelineData => ({
    state: pipelines[kind].state,
    commit: pipelines[kind].commit,
    by: pipelines[kind].by,
    changed: changed[kind],
  });
  return {
    name: environment.name,
    group: environment.group,
    account: environment.account,
    region: environment.region,
    registry: environment.modelPackageGroup.account,
    live: live && { version: live.version },
    passedOver,
    drift,
    waits,
    nextRun,
    pipelines: { inference: pipeline("inference"), train: pipeline("train") },
    versions: observed.versions.map(versionData),
    ...(await runsData(observed, look.workload)),
  };
}

function versionData(version: Version): VersionData {
  const { metadata, image, artifact, evaluation, statistics, constraints, card } = version;
  return { ...versionReport(version), metadata, image, artifact, evaluation, statistics, constraints, card };
}

/** By pipeline, the steps in which this checkout differs from what is deployed. */
async function changedSteps({
  environment,
  pipelines,
}: Observed): Promise<Readonly<Record<PipelineKind, string[]>>> {
  const desired = desiredOf(await loadSources(environment));
  const changed = (kind: PipelineKind): string[] => {
    const deployed = pipelines[kind]?.definition;
    const wanted = desired.pipelines.find((pipeline) => pipeline.kind === kind)?.definition;
    if (deployed === undefined || wanted === undefined) return [];
    const { changes } = diff(JSON.parse(deployed) as JsonObject, wanted);
    return [
      ...new Set(changes.flatMap((change) => (change.kind === "pipeline" ? [] : (stepOf(change) ?? [])))),
    ];
  };
  return { inference: changed("inference"), train: changed("train") };
}

function stepOf(change: object): string | undefined {
  return "step" in change && typeof change.step === "string" ? change.step : undefined;
}

/** Every execution with its steps; what is told of one in full is asked only of one of each outcome. */
async function runsData(
  { environment, runs }: Observed,
  workload: Workload,
): Promise<Pick<EnvironmentData, "runs" | "definitions">> {
  const definitions: Record<string, JsonObject> = {};
  const listed = PIPELINE_KINDS.flatMap((kind) => {
    const full = new Set(oneOfEachOutcome(runs[kind]));
    return runs[kind].map((run) => ({ run, isFull: full.has(run) }));
  });
  const told = await inTurns(listed, AT_ONCE, async ({ run, isFull }): Promise<RunData> => {
    const {
      id,
      pipeline,
      status,
      startedAt,
      seconds,
      startedBy,
      failedStep: failed,
      reason,
    } = runReport(run, environment);
    const report = { id, pipeline, status, startedAt, seconds, startedBy, failedStep: failed, reason };
    if (!isFull) return { ...report, steps: run.steps.map((step) => stepData(step)) };
    const [parameters, text, steps] = await Promise.all([
      workload.parameters(run.arn),
      workload.definition(run.arn),
      inTurns(run.steps, AT_ONCE, async (step) => stepData(step, await jobData(step, workload))),
    ]);
    const definition = createHash("sha256").update(text).digest("hex").slice(0, 12);
    definitions[definition] = JSON.parse(text) as JsonObject;
    return { ...report, steps, parameters, definition };
  });
  return {
    runs: told.sort((one, other) => (one.startedAt < other.startedAt ? 1 : -1)),
    definitions,
  };
}

/** The newest execution of each way to end, and with each version of the model. */
function oneOfEachOutcome(runs: readonly ObservedRun[]): ObservedRun[] {
  const newest = new Map<string, ObservedRun>();
  for (const run of runs) {
    const version = run.steps.find(({ name }) => name === LATEST_APPROVED_MODEL_STEP)?.outputs;
    const outcome = [run.status, failedStep(run)?.name, version?.["model_package_version"]].join();
    if (!newest.has(outcome)) newest.set(outcome, run);
  }
  return [...newest.values()];
}

async function jobData(step: Step, workload: Workload): Promise<JobData | undefined> {
  const job = jobOf(step);
  if (job === undefined) return undefined;
  const [report, log] = await Promise.all([workload.job(job), workload.logTail(job, LOG_LINES)]);
  return { ...report, log };
}

function stepData({ name, status, started, ended, reason, cached, outputs }: Step, job?: JobData): StepData {
  return {
    name,
    status,
    startedAt: started?.toISOString() ?? null,
    seconds: started && ended ? (ended.getTime() - started.getTime()) / 1000 : null,
    reason: reason ?? null,
    cached,
    outputs,
    ...(job && { job }),
  };
}
