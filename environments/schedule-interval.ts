import { type Field, FIELDS } from "./schedule";

const DAY = 86_400;
const UNITS = new Map([
  ["minute", 60],
  ["hour", 3_600],
  ["day", DAY],
]);
/** In 28 years every date has fallen on every day of the week. */
const FIRST_DAY = Date.UTC(2024, 0, 1);
const CALENDAR_DAYS = 28 * 365.25;

/**
 * The most seconds between two strikes of a schedule expression that `explainSchedule` finds nothing wrong with. The
 * items of cron with `L`, `W` and `#` are left out: each strikes once a week or month, among others. Undefined where
 * nothing else says when, and where the years are numbered: it strikes for the last time.
 */
export function longestInterval(schedule: string): number | undefined {
  const [, kind, body = ""] = /^(cron|rate)\((.*)\)$/.exec(schedule) ?? [];
  const parts = body.trim().toUpperCase().split(/\s+/);
  return kind === "rate" ? rateInterval(parts) : cronInterval(parts);
}

function rateInterval([value, unit = ""]: readonly string[]): number | undefined {
  const seconds = UNITS.get(unit.toLowerCase().replace(/s$/, ""));
  return seconds === undefined ? undefined : Number(value) * seconds;
}

function cronInterval(parts: readonly string[]): number | undefined {
  if (parts[5] !== "*") return undefined;
  const values = FIELDS.map((field, index) => valuesOf(field, parts[index] ?? ""));
  const [minutes = [], hours = [], days = [], months = [], weekdays = []] = values;
  const strikes = hours.flatMap((hour) => minutes.map((minute) => hour * 3_600 + minute * 60));
  const times = strikes.sort((one, other) => one - other);
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const withinDay = times.map((time, index) => time - (times[index - 1] ?? time));
  const between = gapsOf(
    (date) =>
      days.includes(date.getUTCDate()) &&
      months.includes(date.getUTCMonth() + 1) &&
      weekdays.includes(date.getUTCDay() + 1),
  ).map((gap) => gap * DAY + first - last);
  return between.length === 0 ? undefined : [...withinDay, ...between].reduce((a, b) => Math.max(a, b));
}

/** Days from each that strikes to the next. */
function gapsOf(strikes: (date: Date) => boolean): number[] {
  const gaps = new Set<number>();
  let before: number | undefined;
  for (let day = 0; day < CALENDAR_DAYS; day += 1) {
    if (!strikes(new Date(FIRST_DAY + day * DAY * 1_000))) continue;
    if (before !== undefined) gaps.add(day - before);
    before = day;
  }
  return [...gaps];
}

/** The numbers that a field's items stand for, those with wildcards of the field's own left out. */
export function valuesOf(field: Field, text: string): number[] {
  const items = text.split(",").filter((item) => field.special?.test(item) !== true);
  return [...new Set(items.flatMap((item) => valuesOfItem(field, item)))];
}

function valuesOfItem({ first, last, names }: Field, item: string): number[] {
  const [base = "", step = ""] = item.split("/");
  const numberOf = (end: string): number => {
    const at = names?.indexOf(end) ?? -1;
    return at < 0 ? Number(end) : first + at;
  };
  const [from = "", to] = base === "*" || base === "?" ? [String(first), String(last)] : base.split("-");
  const start = numberOf(from);
  const end = to === undefined ? (step === "" ? start : last) : numberOf(to);
  const count = last - first + 1;
  // A range may run over the end.
  const length = ((end - start + count) % count) + 1;
  const steps = Math.ceil(length / (Number(step) || 1));
  return Array.from(
    { length: steps },
    (_, at) => ((start - first + at * (Number(step) || 1)) % count) + first,
  );
}
