import type { PipelineVersion } from "./ports";
import { readLabel, type Rollback } from "./version-label";

/** A version of a pipeline, as reports tell of it. What its label does not say, or no label of ours, is null. */
export interface PipelineVersionReport {
  readonly version: number;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly commit: string | null;
  /** Hash of the definition. */
  readonly definition: string | null;
  /** The seal of the plan's file that it was applied from. */
  readonly plan: string | null;
  /** ARN of whoever made it, as they said. */
  readonly by: string | null;
  /** Where an earlier version's definition was put back. */
  readonly rollback: Rollback | null;
}

/** A version for a report. */
export function pipelineVersionReport({
  id,
  created,
  label: description,
}: PipelineVersion): PipelineVersionReport {
  const label = readLabel(description);
  return {
    version: id,
    createdAt: created.toISOString(),
    commit: label?.commit ?? null,
    definition: label?.definition ?? null,
    plan: label?.plan ?? null,
    by: label?.by ?? null,
    rollback: label?.rollback ?? null,
  };
}
