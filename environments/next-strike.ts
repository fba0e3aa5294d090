import { FIELDS } from "./schedule";
import { valuesOf } from "./schedule-interval";

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
/** A year, and a leap day: what strikes less often is told by its expression. */
const DAYS_AHEAD = 366;
/** Wildcards that stand for days of certain months. */
const SPECIAL = /[LW#]/;

/**
 * When a cron expression strikes next, in UTC. Undefined for a rate, which counts from when its rule was made, for days
 * that are said with `L`, `W` or `#`, and where it strikes no more within a year.
 */
export function nextStrike(schedule: string, after: Date): Date | undefined {
  const [, body] = /^cron\((.*)\)$/.exec(schedule) ?? [];
  const parts = body?.trim().toUpperCase().split(/\s+/) ?? [];
  if (parts.length !== FIELDS.length || [parts[2], parts[4]].some((days = "") => SPECIAL.test(days)))
    return undefined;
  const [minutes = [], hours = [], days = [], months = [], weekdays = [], years = []] = FIELDS.map(
    (field, index) => valuesOf(field, parts[index] ?? ""),
  );
  const times = hours
    .flatMap((hour) => minutes.map((minute) => (hour * 60 + minute) * MINUTE))
    .sort((one, other) => one - other);
  const today = Math.floor(after.getTime() / DAY) * DAY;
  for (let day = 0; day <= DAYS_AHEAD; day += 1) {
    const midnight = today + day * DAY;
    const date = new Date(midnight);
    const strikes =
      days.includes(date.getUTCDate()) &&
      months.includes(date.getUTCMonth() + 1) &&
      weekdays.includes(date.getUTCDay() + 1) &&
      years.includes(date.getUTCFullYear());
    const time = strikes ? times.find((one) => midnight + one > after.getTime()) : undefined;
    if (time !== undefined) return new Date(midnight + time);
  }
  return undefined;
}
