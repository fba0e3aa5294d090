import type { Environment } from "../environments/environment";
import { DATA_DRIFT_STEP, LATEST_APPROVED_MODEL_STEP } from "../pipeline-defs/step-names";
import { commandFor } from "../deploy/command-line";
import type { Cause } from "../lambdas/send-alert/jobs";
import { failedStep, isOver, kindOf, runReport, type ObservedRun, type RunReport } from "./run-report";

/** Why an execution ended as it did. */
export interface WhyReport {
  readonly run: RunReport;
  /** In one sentence. */
  readonly verdict: string;
  /** What whoever failed said of it, whole. */
  readonly cause: string | null;
  /** What the cause names: the permission that is missing, or a file and its row. */
  readonly names: string | null;
  readonly job: { readonly name: string; readonly logGroup: string } | null;
  /** The end of the job's output. */
  readonly log: readonly string[];
  readonly next: string | null;
}

/** What was seen of a failed step. */
export interface Failure {
  readonly cause: Cause;
  readonly log: readonly string[];
}

/** @param failure undefined where no step failed */
export function whyOf(run: ObservedRun, failure: Failure | undefined, environment: Environment): WhyReport {
  const report = runReport(run, environment);
  const step = failedStep(run);
  const nothing = { cause: run.failureReason ?? null, names: null, job: null, log: [] };
  if (!isOver(run)) {
    const at = run.steps.filter(({ status }) => status === "Executing" || status === "Starting");
    const verdict = `It is not over: ${run.status}${at.length === 0 ? "" : ` at ${at.map(({ name }) => name).join(", ")}`}.`;
    return { run: report, verdict, ...nothing, next: commandFor(`watch ${run.id}`, environment.name) };
  }
  if (step === undefined || failure === undefined) {
    const verdict =
      run.status === "Failed"
        ? "It failed before a step did."
        : `Nothing failed: it ${ENDED[run.status] ?? run.status}.`;
    return { run: report, verdict, ...nothing, next: null };
  }
  const { reason, job } = failure.cause;
  return {
    run: report,
    verdict:
      step.name === DATA_DRIFT_STEP
        ? "It found drift, so nothing was predicted."
        : `It failed at ${step.name}.`,
    cause: reason,
    names: named(reason),
    job: job === undefined ? null : { name: job.name, logGroup: job.logGroup },
    log: failure.log,
    next: nextOf(run, step.name, reason, environment),
  };
}

const ENDED: Readonly<Record<string, string>> = { Succeeded: "succeeded", Stopped: "was stopped" };

/** AWS's sentence for a denial (IAM User Guide, "Troubleshoot access denied error messages"). */
const DENIED = /is not authorized to perform:? ([a-z0-9-]+:\w+)(?: on (?:the )?resource:? (\S+))?/;
/** How our scripts name a place in a file. */
const PLACE = /(\S+\.\w+), line (\d+)(?:, column ([^:]+))?/;

/** The permission or the row that a reason names. */
function named(reason: string): string | null {
  const [, action, resource] = DENIED.exec(reason) ?? [];
  if (action !== undefined)
    return `the permission ${action}${resource === undefined ? "" : ` on ${resource}`}`;
  const [, file, line, column] = PLACE.exec(reason) ?? [];
  if (file === undefined) return null;
  return `line ${line} of ${file}${column === undefined ? "" : `, column ${column}`}`;
}

/** What AWS says when it has too little of something for the moment, or for the account. */
const QUOTA = /ResourceLimitExceeded|account-level service limit|RESOURCE_LIMIT/i;

function nextOf(run: ObservedRun, step: string, reason: string, environment: Environment): string {
  const { name, modelPackageGroup } = environment;
  const retry = commandFor(`retry ${run.id}`, name);
  if (step === DATA_DRIFT_STEP) {
    return `Look whether the batch is right. If the world has changed, approve the version that was trained on newer data: ${commandFor("status", name)}`;
  }
  if (step === LATEST_APPROVED_MODEL_STEP && reason.includes("has no approved version")) {
    return `Approve a version in the registry account ${modelPackageGroup.account}: ${commandFor("models", name)}. Then: ${retry}`;
  }
  const [, action] = DENIED.exec(reason) ?? [];
  if (action !== undefined)
    return `Have ${action} granted, by a change of the stacks that is reviewed. Then: ${retry}`;
  if (QUOTA.test(reason)) return `Ask Service Quotas for more of what the reason names. Then: ${retry}`;
  const kind = kindOf(run.pipeline, environment);
  return `Fix the cause. Then let it go on where it failed: ${retry}. Where its inputs have changed, start it anew: ${commandFor(`run ${kind}`, name)}`;
}
