import { count } from "../../deploy/text";
import { METRIC_NAMES, metricTitle } from "../../models/metrics";
import type { Metric } from "../results/findings";
import type { DriftDifference, MetricPair, StoryOutcome } from "./compare";
import type { PredictionsDifference } from "./predictions";

/** How a text that others wrote is shown: as it is, or as code of a page. */
export type Quote = (text: string) => string;

const NONE = "none";
const DIGITS = 3;
const MOST_DIGITS = 8;

export function storyText(story: StoryOutcome | null, quote: Quote): string {
  if (story === null) return "not recorded";
  if (story.failed === null) return `${count(story.chapters, "chapter")}, all hold`;
  return `fails at ${story.failed.chapter}. ${quote(story.failed.title)}`;
}

/** Both sides of a metric, with as many digits as it takes to tell them apart. */
export function metricTexts({ base, head }: MetricPair): { readonly base: string; readonly head: string } {
  for (let digits = DIGITS; ; digits += 1) {
    const texts = { base: metricText(base, digits), head: metricText(head, digits) };
    if (base?.value === head?.value || texts.base !== texts.head || digits === MOST_DIGITS) return texts;
  }
}

function metricText(metric: Metric | undefined, digits: number): string {
  if (metric === undefined) return NONE;
  const { value, interval } = metric;
  const number = (of: number): string => (Number.isInteger(of) ? String(of) : of.toFixed(digits));
  if (interval === undefined) return number(value);
  return `${number(value)} (${number(interval.lower)}–${number(interval.upper)})`;
}

/** The name of one that is not known was written by others. */
export function metricName({ name, version }: MetricPair, quote: Quote): string {
  return `${METRIC_NAMES.includes(name) ? metricTitle(name) : quote(name)} of ${quote(version)}`;
}

export function predictionsText(difference: PredictionsDifference): string {
  const { rows, changed, otherValues, crossing, largestChange } = difference;
  return [
    `${changed} of ${count(Math.max(rows.base, rows.head), "row")} change`,
    ...(rows.base === rows.head ? [] : [`${rows.base} rows became ${rows.head}`]),
    ...(otherValues === 0 ? [] : [`${otherValues} with other values`]),
    ...(largestChange === 0 ? [] : [`by at most ${largestChange.toPrecision(2)}`]),
    ...(crossing === 0 ? [] : [`${crossing} to another class`]),
  ].join(", ");
}

export function driftText(drift: boolean | null): string {
  if (drift === null) return NONE;
  return drift ? "drift" : "no drift";
}

export function driftChange({ drift, violations }: DriftDifference): string {
  const changes = [
    ...(violations.head.length === 0 ? [] : [`${count(violations.head.length, "new violation")}`]),
    ...(violations.base.length === 0 ? [] : [`${count(violations.base.length, "violation")} gone`]),
  ];
  return [driftText(drift.head), ...changes].join(", ");
}
