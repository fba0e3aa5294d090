import { DRIFT_DEFAULTS } from "../models/model-file";
import type { ModelDescription } from "../models/model";

/** What a model says of its checks for drift, as their scripts take it; what is the scripts' own default is left out. */
export function driftArguments({ drift }: ModelDescription): readonly string[] {
  const differing = (flag: string, value: number, usual: number): string[] =>
    value === usual ? [] : [flag, String(value)];
  return [
    ...differing("--significance", drift.significance, DRIFT_DEFAULTS.significance),
    ...differing("--threshold", drift.threshold, DRIFT_DEFAULTS.threshold),
    ...differing("--minimum-rows", drift.minimumRows, DRIFT_DEFAULTS.minimumRows),
    ...drift.ignore.flatMap((column) => ["--ignore", column]),
  ];
}
