import { GIT_COMMIT_TAG, type PipelineKind } from "../deploy/desired";
import type { ObservedPipeline } from "../deploy/ports";
import { readLabel, type Rollback } from "../deploy/version-label";
import type { Environment } from "../environments/environment";
import { nextStrike } from "../environments/next-strike";
import { hashOfText } from "../pipeline-defs/definition-hash";
import { DATA_DRIFT_STEP } from "../pipeline-defs/step-names";
import { isReadBy, liveOf } from "./live";
import { metricText } from "../deploy/metric";
import { metricOf } from "../pipeline-defs/version-metric";
import type { Schedule, Subscription, Version } from "./ports";
import { endOf, failedStep, isOver, runReport, type ObservedRun, type RunReport } from "./run-report";
import { versionReport, type VersionReport } from "./version-report";

/** The two pipelines, in the order in which they are told. */
export const PIPELINE_KINDS = ["inference", "train"] as const satisfies readonly PipelineKind[];
/** One of each pipeline. */
export type PerPipeline<T> = Readonly<Record<PipelineKind, T>>;

/** What was seen of an environment. */
export interface Observed {
  readonly environment: Environment;
  readonly now: Date;
  readonly pipelines: PerPipeline<ObservedPipeline | undefined>;
  /** The hashes of the definitions that this checkout makes. */
  readonly desired: PerPipeline<string>;
  /** Newest first. */
  readonly runs: PerPipeline<readonly ObservedRun[]>;
  readonly schedule: Schedule | undefined;
  readonly subscriptions: readonly Subscription[];
  /** Newest first. */
  readonly versions: readonly Version[];
}

/** Something that goes on only when somebody does something. */
interface Wait {
  readonly on: "approval" | "confirmation" | "training";
  readonly text: string;
}

/** What `status --json` prints of an environment. Times are ISO 8601. */
export interface StatusReport {
  readonly environment: string;
  readonly model: string;
  readonly account: string;
  readonly region: string;
  /** The version that the next inference takes. */
  readonly live: VersionReport | null;
  readonly passedOver: readonly { readonly version: number; readonly because: string }[];
  readonly lastRuns: PerPipeline<RunReport | null>;
  /** Null where nothing starts the inference pipeline by the clock. */
  readonly nextRun: {
    readonly at: string | null;
    readonly schedule: string;
    readonly enabled: boolean;
  } | null;
  /** What the last inference that looked found in its batch. */
  readonly drift: {
    readonly found: boolean;
    readonly execution: string;
    readonly what: string | null;
  } | null;
  readonly waits: readonly Wait[];
  readonly pipelines: PerPipeline<{
    /** Compared with this checkout. */
    readonly state: "same" | "differs" | "missing";
    readonly commit: string | null;
    /** ARN of whoever deployed it, as they said. */
    readonly by: string | null;
    /** Where an earlier version's definition was put back. */
    readonly rollback: Rollback | null;
  }>;
}

/** What is live in an environment, what ran, and what waits for whom. */
export function statusOf(observed: Observed): StatusReport {
  const { environment, versions, runs } = observed;
  const { version, passedOver } = liveOf(versions, environment.readsVersionsOf);
  const last = ([run]: readonly ObservedRun[]) => (run === undefined ? null : runReport(run, environment));
  return {
    environment: environment.name,
    model: environment.modelName,
    account: environment.account,
    region: environment.region,
    live: version === undefined ? null : versionReport(version),
    passedOver,
    lastRuns: { inference: last(runs.inference), train: last(runs.train) },
    nextRun: nextRun(observed),
    drift: driftOf(observed),
    waits: waitsOf(observed, version),
    pipelines: { inference: pipelineState(observed, "inference"), train: pipelineState(observed, "train") },
  };
}

function nextRun({ schedule, now }: Observed): StatusReport["nextRun"] {
  if (schedule === undefined) return null;
  const { expression, enabled } = schedule;
  const at = enabled ? nextStrike(expression, now)?.toISOString() : undefined;
  return { at: at ?? null, schedule: expression, enabled };
}

/** The last inference that came as far as to look at its batch. */
function driftOf({ runs }: Observed): StatusReport["drift"] {
  for (const run of runs.inference.filter(isOver)) {
    const failed = failedStep(run);
    if (failed?.name === DATA_DRIFT_STEP)
      return { found: true, execution: run.id, what: failed.reason ?? null };
    if (run.status === "Succeeded") return { found: false, execution: run.id, what: null };
  }
  return null;
}

function waitsOf(observed: Observed, live: Version | undefined): Wait[] {
  const { environment, versions, subscriptions } = observed;
  const pending = versions.filter(
    (version) =>
      version.approval === "PendingManualApproval" &&
      version.number > (live?.number ?? 0) &&
      isReadBy(version, environment.readsVersionsOf),
  );
  return [
    ...pending.map((version): Wait => {
      const { environment: trainer } = version.metadata;
      const metric = metricOf(version);
      return {
        on: "approval",
        text:
          `version ${version.number}${trainer === undefined ? "" : `, which ${trainer} trained,`} waits for approval in ` +
          `the registry account ${environment.modelPackageGroup.account}` +
          (metric === null ? "" : `, with ${metricText(metric)}`),
      };
    }),
    ...subscriptions
      .filter(({ confirmed }) => !confirmed)
      .map(({ endpoint }): Wait => ({
        on: "confirmation",
        text: `${endpoint} gets no alert until the subscription is confirmed: by the link in the mail from AWS Notifications`,
      })),
    ...retrainingWait(observed, pending),
  ];
}

/** Drift that nothing came of: no training since, and no version that waits. */
function retrainingWait({ runs }: Observed, pending: readonly Version[]): Wait[] {
  const [inference] = runs.inference.filter(isOver);
  if (inference === undefined || failedStep(inference)?.name !== DATA_DRIFT_STEP || pending.length > 0)
    return [];
  const trained = runs.train.some(({ started }) => started >= endOf(inference));
  if (trained) return [];
  return [
    {
      on: "training",
      text: `inference ${inference.id} found drift, and no training has started since`,
    },
  ];
}

function pipelineState(
  { pipelines, desired }: Observed,
  kind: PipelineKind,
): StatusReport["pipelines"][PipelineKind] {
  const pipeline = pipelines[kind];
  if (pipeline === undefined) return { state: "missing", commit: null, by: null, rollback: null };
  // By what is there rather than by its tag, which stays as it is where somebody edits the definition by hand.
  const same = hashOfText(pipeline.definition) === desired[kind];
  const label = readLabel(pipeline.label);
  return {
    state: same ? "same" : "differs",
    commit: pipeline.tags[GIT_COMMIT_TAG] ?? null,
    by: label?.by ?? null,
    rollback: label?.rollback ?? null,
  };
}
