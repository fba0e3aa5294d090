import { distributionsOf, type Distribution } from "./distribution";
import type { RunData, VersionData } from "./data";
import { at, listAt, textAt } from "./json";
import { fileIn } from "./files";
import { fullRuns, versionOfRun, type View } from "./view";

/** What the batch does that the constraints do not allow. */
export interface Violation {
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
  /** What the job says of it all, where it does. */
  readonly message: string | undefined;
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
  const outputs = run.steps.flatMap(({ job }) => (job?.kind === "processing" ? job.outputs : []));
  const left = (name: string) =>
    outputs.map(({ uri }) => view.json(fileIn(uri, name))).find((json) => json !== undefined);
  if (run.pipeline !== "inference") return undefined;
  const statistics = left("statistics.json");
  const violations = listAt(left("constraint_violations.json"), "violations").map((one) => ({
    feature: textAt(one, "feature_name") ?? "",
    check: textAt(one, "constraint_check_type") ?? "",
    description: textAt(one, "description") ?? "",
  }));
  if (statistics === undefined && violations.length === 0) return undefined;
  const version = view.versions.find((one) => one.version === versionOfRun(run));
  const drift = left("drift.json");
  return {
    environment,
    run,
    version,
    violations,
    reference: distributionsOf(view.json(version?.statistics)),
    batch: distributionsOf(statistics),
    message: at(drift, "drifted") === true ? textAt(drift, "message") : undefined,
  };
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
