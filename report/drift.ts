import { distributionsOf, type Distribution } from "./distribution";
import type { JobData, RunData, VersionData } from "./data";
import { at, listAt, textAt } from "./json";
import { fileIn } from "./files";
import { fullRuns, versionOfRun, type View } from "./view";

/** What the batch does that the constraints do not allow. */
interface Violation {
  readonly feature: string;
  readonly check: string;
  readonly description: string;
}

/** A batch as an execution looked at it. */
export interface BatchView {
  readonly environment: string;
  readonly run: RunData;
  /** The version whose baseline it was held against. */
  readonly version: VersionData | undefined;
  readonly violations: readonly Violation[];
  readonly reference: readonly Distribution[];
  readonly batch: readonly Distribution[];
  /** Too few rows to tell. */
  readonly isInconclusive: boolean;
  /** What is told of the predictions, where they were looked at. */
  readonly predictions: { readonly drifted: boolean; readonly message: string | undefined } | undefined;
}

/** Every batch that an execution told in full looked at, newest first. */
export function batchesOf(view: View): BatchView[] {
  return view.environments
    .flatMap((environment) =>
      fullRuns(environment).flatMap((run) => batchOf(view, environment.name, run) ?? []),
    )
    .sort((one, other) => (one.run.startedAt < other.run.startedAt ? 1 : -1));
}

function batchOf(view: View, environment: string, run: RunData): BatchView | undefined {
  if (run.pipeline !== "inference") return undefined;
  const jobs = run.steps.flatMap(({ job }) => (job?.kind === "processing" ? [leftBy(view, job)] : []));
  const looked = jobs.find(({ statistics }) => statistics !== undefined);
  if (looked === undefined) return undefined;
  const version = view.versions.find((one) => one.version === versionOfRun(run));
  return {
    environment,
    run,
    version,
    violations: looked.violations,
    isInconclusive: at(looked.drift, "inconclusive") === true,
    reference: distributionsOf(view.json(version?.statistics)),
    batch: distributionsOf(looked.statistics),
    predictions: jobs
      .filter((job) => job !== looked)
      .map(({ drift }) => ({ drifted: at(drift, "drifted") === true, message: textAt(drift, "message") }))
      .find(({ message }) => message !== undefined),
  };
}

/** What a monitoring job left, as far as it could be read. */
function leftBy(view: View, { outputs }: JobData) {
  const left = (name: string) =>
    outputs.map(({ uri }) => view.json(fileIn(uri, name))).find((json) => json !== undefined);
  const violations = listAt(left("constraint_violations.json"), "violations").map((one) => ({
    feature: textAt(one, "feature_name") ?? "",
    check: textAt(one, "constraint_check_type") ?? "",
    description: textAt(one, "description") ?? "",
  }));
  return { statistics: left("statistics.json"), drift: left("drift.json"), violations };
}

/** The newest batch that drifted. */
export function lastDrift(view: View): BatchView | undefined {
  return batchesOf(view).find(({ violations }) => violations.length > 0);
}

/** Features with a violation, in the order of the batch's columns. */
export function driftedFeatures({ violations, batch }: BatchView): string[] {
  const drifted = new Set(violations.map(({ feature }) => feature));
  const known = batch.map(({ feature }) => feature).filter((feature) => drifted.has(feature));
  return [...known, ...[...drifted].filter((feature) => !known.includes(feature))];
}
