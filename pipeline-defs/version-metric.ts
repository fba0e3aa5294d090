import { METRIC_NAMES } from "../models/metrics";
import { METRIC, metricEntries } from "./version-files";

/** The bounds that hold a metric's true value as often as the level says. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
  readonly level: number;
}

/** What a version is worth. */
export interface Metric {
  /** `auc`, `rmse`, …: the one that decided whether the version was registered. */
  readonly name: string;
  readonly value: number;
  /** Null of a version that was registered without. */
  readonly interval: Interval | null;
}

/** A version as its registration describes it. */
interface Described {
  readonly metadata: Readonly<Record<string, string>>;
}

/** The metric of a version; null where its metadata hold none. */
export function metricOf({ metadata }: Described): Metric | null {
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
export function metricEntriesIn(metadata: Described["metadata"]): readonly string[] {
  const name = metricNameOf(metadata);
  return [METRIC, ...(name === undefined ? [] : Object.values(metricEntries(name)))];
}

/** A version that was registered before models had a metric of their own has the entry of one that is known. */
function metricNameOf(metadata: Described["metadata"]): string | undefined {
  return metadata[METRIC] ?? METRIC_NAMES.find((name) => metadata[name] !== undefined);
}
