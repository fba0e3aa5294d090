import { metricOf, type Metric } from "../pipeline-defs/version-metric";
import type { Version } from "./ports";

/** A version, as reports tell of it. Times are ISO 8601. */
export interface VersionReport {
  readonly version: number;
  readonly arn: string;
  readonly approval: string;
  readonly createdAt: string;
  /** Who approved or rejected it, when, and why; null while nobody has. */
  readonly judgedBy: string | null;
  readonly judgedAt: string | null;
  readonly reason: string | null;
  /** The environment that trained it, by its env_group, and the execution. */
  readonly trainedBy: string | null;
  readonly execution: string | null;
  readonly commit: string | null;
  readonly data: string | null;
  /** What it is worth; null where it does not say. */
  readonly metric: Metric | null;
}

/** A version for a report. */
export function versionReport(version: Version): VersionReport {
  const { number, arn, approval, created, changed, changedBy, reason, metadata } = version;
  const judged = approval !== "PendingManualApproval";
  return {
    version: number,
    arn,
    approval,
    createdAt: created.toISOString(),
    judgedBy: judged ? (changedBy ?? null) : null,
    judgedAt: judged ? (changed?.toISOString() ?? null) : null,
    reason: reason ?? null,
    trainedBy: metadata["environment"] ?? null,
    execution: metadata["execution_id"] ?? null,
    commit: metadata["git_commit"] ?? null,
    data: metadata["data"] ?? null,
    metric: metricOf(version),
  };
}
