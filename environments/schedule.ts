import type { Remark } from "sagemaker-promotion-core/finding";

/**
 * Schedule expressions as EventBridge's rules take them. Source of every rule here:
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */

/** One of the six fields of a cron expression. */
export interface Field {
  readonly name: string;
  readonly first: number;
  readonly last: number;
  /** Names that stand for `first` and what follows. */
  readonly names?: readonly string[];
  /** Items with this field's own wildcards, besides `*`, numbers, ranges and steps. */
  readonly special?: RegExp;
  /** `/` is no wildcard of day-of-week. */
  readonly noSteps?: true;
}

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

const MINUTES: Field = { name: "minutes", first: 0, last: 59 };
const HOURS: Field = { name: "hours", first: 0, last: 23 };
const DAY_OF_MONTH: Field = {
  name: "day-of-month",
  first: 1,
  last: 31,
  // The last day; the weekday nearest to a day; the last weekday.
  special: /^(?:L|LW|(?:0?[1-9]|[12]\d|3[01])W)$/,
};
const MONTH: Field = { name: "month", first: 1, last: 12, names: MONTHS };
const DAY_OF_WEEK: Field = {
  name: "day-of-week",
  first: 1,
  last: 7,
  names: DAYS,
  // The last day of the week; the last such day of the month; the nth such day of the month.
  special: /^(?:L|(?:[1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)(?:L|#[1-5]))$/,
  noSteps: true,
};
const YEAR: Field = { name: "year", first: 1970, last: 2199 };
/** In the order in which an expression has them. */
export const FIELDS = [MINUTES, HOURS, DAY_OF_MONTH, MONTH, DAY_OF_WEEK, YEAR];

type Fault = Omit<Remark, "pointer">;

/** Why a text is no schedule expression of EventBridge; undefined when it is one. */
export function explainSchedule(text: string): Fault | undefined {
  const [, kind, body = ""] = /^(cron|rate)\((.*)\)$/.exec(text) ?? [];
  if (kind === "cron") return explainCron(body);
  if (kind === "rate") return explainRate(body);
  return {
    expected: "cron(…) or rate(…)",
    found: JSON.stringify(text),
    fix: "write an expression such as cron(0 23 * * ? *) or rate(1 day)",
  };
}

function explainRate(body: string): Fault | undefined {
  const [, value = "", unit = "", plural = ""] = /^(\d+)\s+(minute|hour|day)(s?)$/.exec(body.trim()) ?? [];
  const found = JSON.stringify(`rate(${body})`);
  if (Number(value) < 1) {
    return {
      expected: "rate(value unit)",
      found,
      fix: "write a positive number and minutes, hours or days",
    };
  }
  const one = Number(value) === 1;
  if (one === (plural === "")) return undefined;
  return {
    expected: `the ${one ? "singular" : "plural"} of the unit`,
    found,
    fix: `write rate(${value} ${unit}${one ? "" : "s"})`,
  };
}

function explainCron(body: string): Fault | undefined {
  const values = body
    .trim()
    .split(/\s+/)
    .filter((value) => value !== "");
  if (values.length !== FIELDS.length) {
    return {
      expected: `six fields (${FIELDS.map((field) => field.name).join(", ")})`,
      found: `${values.length} in ${JSON.stringify(`cron(${body})`)}`,
      fix:
        values.length === 5
          ? "add the year, which Unix's cron does not have: *"
          : "write all six, with spaces between",
    };
  }
  const anyDay = [DAY_OF_MONTH, DAY_OF_WEEK].filter((field) => values[FIELDS.indexOf(field)] === "?");
  for (const [index, field] of FIELDS.entries()) {
    const value = values[index] ?? "";
    const fault = anyDay.includes(field) ? undefined : explainField(field, value.toUpperCase());
    if (fault !== undefined)
      return { ...fault, found: `${JSON.stringify(value)} in ${JSON.stringify(`cron(${body})`)}` };
  }
  if (anyDay.length === 1) return undefined;
  return {
    expected: "? in exactly one of day-of-month and day-of-week",
    found: JSON.stringify(`cron(${body})`),
    fix: anyDay.length === 2 ? "write * in one of the two" : "write ? in the one that does not matter",
  };
}

/** A field is a list of items; `#` admits one item only. */
function explainField(field: Field, value: string): Omit<Fault, "found"> | undefined {
  const items = value.split(",");
  if (value.includes("#") && items.length > 1) {
    return { expected: `one item in ${field.name}, where there is a #`, fix: "keep one of them" };
  }
  if (items.every((item) => isItem(field, item))) return undefined;
  const names = field.names === undefined ? "" : ` or ${field.names[0]} to ${field.names.at(-1)}`;
  const steps = field.noSteps ? "" : `, steps of 1 to ${field.last - field.first} after /`;
  return {
    expected: `${field.name} of ${field.first} to ${field.last}${names}, * for all${steps}`,
    fix: `correct the ${field.name}`,
  };
}

function isItem(field: Field, item: string): boolean {
  if (field.special?.test(item)) return true;
  const [base = "", step, ...more] = item.split("/");
  if (more.length > 0) return false;
  if (step !== undefined && (field.noSteps || !isNumber(step, 1, field.last - field.first))) return false;
  if (base === "*") return true;
  // A range may run over the end: EventBridge's guide has hours of 20-2.
  const ends = base.split("-");
  return (
    ends.length <= 2 &&
    ends.every((end) => field.names?.includes(end) || isNumber(end, field.first, field.last))
  );
}

function isNumber(text: string, first: number, last: number): boolean {
  return /^\d{1,4}$/.test(text) && Number(text) >= first && Number(text) <= last;
}
