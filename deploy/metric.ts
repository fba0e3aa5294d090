import { metricTitle } from "../models/metrics";
import type { Interval, Metric } from "../pipeline-defs/version-metric";

/** In a line: `AUC 0.9312 (95 %: 0.901 to 0.952)`, `RMSE 2.07`. */
export function metricText(metric: Metric): string {
  return `${namedValue(metric)}${boundsText(metric.interval)}`;
}

/** `AUC 0.9312`. */
export function namedValue(metric: Metric): string {
  return `${metricTitle(metric.name)} ${valueText(metric)}`;
}

/** `0.9312` */
export function valueText({ value }: Metric): string {
  return number(value, VALUE_DECIMALS);
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
  return [lower, upper].map((bound) => number(bound, BOUND_DECIMALS)).join(" to ");
}

/** Of a value below 1, as every share is. */
const VALUE_DECIMALS = 4;
const BOUND_DECIMALS = 3;
/** Of others: a metric in the target's own unit may have any size. */
const DIGITS = 3;

function number(value: number, decimals: number): string {
  const size = Math.abs(value);
  if (size >= 1) return value.toFixed(Math.max(0, DIGITS - 1 - Math.floor(Math.log10(size))));
  return value === 0 || size >= 10 ** -BOUND_DECIMALS ? value.toFixed(decimals) : value.toPrecision(DIGITS);
}
