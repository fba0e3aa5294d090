import { DRIFT_DEFAULTS } from "../models/model-file";
import type { ModelDescription } from "../models/model";

/** How drift is told from chance, as scripts take it; what is their own default is left out. */
export function chanceArguments({ drift }: ModelDescription): readonly string[] {
  return [
    ...differing("--significance", drift.significance, DRIFT_DEFAULTS.significance),
    ...differing("--minimum-rows", drift.minimumRows, DRIFT_DEFAULTS.minimumRows),
  ];
}

/** What a model says of the check of a batch. */
export function driftArguments(description: ModelDescription): readonly string[] {
  const { threshold, ignore } = description.drift;
  return [
    ...chanceArguments(description),
    ...differing("--threshold", threshold, DRIFT_DEFAULTS.threshold),
    ...ignore.flatMap((column) => ["--ignore", column]),
  ];
}

function differing(flag: string, value: number, usual: number): string[] {
  return value === usual ? [] : [flag, String(value)];
}
