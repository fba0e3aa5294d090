import type { Metric } from "../deploy/metric";
import { METRIC_NAMES } from "../models/metrics";
import { METRIC, metricEntries } from "../pipeline-defs/version-files";
import type { Version } from "./ports";

/** The metric of a version; null where its metadata hold none. */
export function metricOf({ metadata }: Pick<Version, "metadata">): Metric | null {
  const name = metricNameOf(metadata);
  if (name === undefined) return null;
  const entries = metricEntries(name);
  const number = (entry: keyof typeof entries): number => Number(metadata[entries[entry]]);
  const value = number("value");
  if (Number.isNaN(value)) return null;
  const interval = { lower: number("lower"), upper: number("upper"), level: number("level") };
  return { name, value, interval: Object.values(interval).some(Number.isNaN) ? null : interval };
}

/** Entries of a version's metadata that tell of its metric. */
export function metricEntriesIn(metadata: Version["metadata"]): readonly string[] {
  const name = metricNameOf(metadata);
  return [METRIC, ...(name === undefined ? [] : Object.values(metricEntries(name)))];
}

/** A version that was registered before models had a metric of their own has the entry of one that is known. */
function metricNameOf(metadata: Version["metadata"]): string | undefined {
  return metadata[METRIC] ?? METRIC_NAMES.find((name) => metadata[name] !== undefined);
}
