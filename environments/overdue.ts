import { longestInterval } from "./schedule-interval";

const HOUR = 3_600;
const MINUTE = 60;
/**
 * The longest that an alarm looks back (CloudWatch's API model, PutMetricAlarm, Period: "can be no longer than seven
 * days"; for periods of less than an hour, one day).
 */
const LONGEST_WINDOW = 7 * 24 * HOUR;

/** How an alarm looks back: `periods` times `period` seconds. */
export interface OverdueWindow {
  readonly period: number;
  readonly periods: number;
}

/**
 * Two intervals of a schedule, in whole hours, or in minutes where they are less than one. Undefined where they are
 * longer than an alarm looks back, or there is no schedule: then nothing can say that an inference is overdue.
 */
export function overdueWindow(schedule: string | undefined): OverdueWindow | undefined {
  const interval = schedule === undefined ? undefined : longestInterval(schedule);
  if (interval === undefined) return undefined;
  const period = 2 * interval < HOUR ? MINUTE : HOUR;
  const periods = Math.ceil((2 * interval) / period);
  return period * periods > LONGEST_WINDOW ? undefined : { period, periods };
}
