import type { Version } from "./ports";

/** The bounds that hold a metric's true value as often as the level says. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
  readonly level: number;
}

/** What a version is worth. */
export interface Metric {
  readonly value: number;
  /** Null of a version that was registered without. */
  readonly interval: Interval | null;
}

/** The AUC of a version; null where its metadata hold none. */
export function aucOf({ metadata }: Pick<Version, "metadata">): Metric | null {
  const number = (name: string): number => Number(metadata[name]);
  if (metadata["auc"] === undefined) return null;
  const interval = { lower: number("auc_lower"), upper: number("auc_upper"), level: number("auc_level") };
  return {
    value: number("auc"),
    interval: Object.values(interval).some(Number.isNaN) ? null : interval,
  };
}

/** In a line: `0.9312 (95 %: 0.901 to 0.952)`. */
export function metricText(value: number, interval: Interval | null): string {
  return `${value.toFixed(4)}${boundsText(interval)}`;
}

/** Behind a value: ` (95 %: 0.901 to 0.952)`; nothing where there is no interval. */
export function boundsText(interval: Interval | null): string {
  if (interval === null) return "";
  return ` (${percentText(interval)}: ${intervalText(interval)})`;
}

/** `95 %` */
export function percentText({ level }: Interval): string {
  return `${Math.round(level * 100)} %`;
}

/** `0.901 to 0.952` */
export function intervalText({ lower, upper }: Interval): string {
  return `${lower.toFixed(3)} to ${upper.toFixed(3)}`;
}
