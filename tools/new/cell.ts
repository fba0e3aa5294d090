/**
 * What a cell of a CSV file can be read as: the rules of `ml/tabular.py`, which reads the same files in every job. Where
 * these differ at all they take less.
 */

/** What Python's `str.strip` takes away. */
const BLANKS = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const ENDS = new RegExp(`^[${BLANKS}]+|[${BLANKS}]+$`, "g");

/** A cell without the blanks at its ends. */
export function stripped(cell: string): string {
  return isPlain(cell.charCodeAt(0)) && isPlain(cell.charCodeAt(cell.length - 1))
    ? cell
    : cell.replace(ENDS, "");
}

/** Whether a character is one of ASCII's that can be seen; most are, and patterns take time. */
function isPlain(code: number): boolean {
  return code > 0x20 && code < 0x7f;
}

const MISSING: ReadonlySet<string> = new Set(["", "?", "nan", "na", "null"]);
const LONGEST_MISSING = 4;

/** Whether a cell stands for a missing value. */
export function isMissing(cell: string): boolean {
  const text = stripped(cell);
  return text.length <= LONGEST_MISSING && MISSING.has(text.toLowerCase());
}

const NUMBER = /^[\t-\r ]*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[\t-\r ]*$/;
/** The largest float32. */
const LARGEST = 3.4028235e38;

/** The number that a cell holds; undefined for anything else. */
export function numberIn(cell: string): number | undefined {
  if (!NUMBER.test(cell)) return undefined;
  const value = Number(cell);
  return Math.abs(value) <= LARGEST ? value : undefined;
}

const TRUE: ReadonlySet<string> = new Set(["true", "yes", "1", "t", "y"]);
const FALSE: ReadonlySet<string> = new Set(["false", "no", "0", "f", "n"]);
const LONGEST_BOOLEAN = 5;

/** The truth that a cell holds; undefined for anything else. */
export function booleanIn(cell: string): boolean | undefined {
  const text = stripped(cell);
  if (text.length > LONGEST_BOOLEAN) return undefined;
  const word = text.toLowerCase();
  if (TRUE.has(word)) return true;
  return FALSE.has(word) ? false : undefined;
}

const DATE =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?(?:Z|([+-])(\d\d):?(\d\d))?)?$/;
const SHORTEST_DATE = 10;
const MINUTE = 60_000;
/** Years that no offset leads out of what Python's `datetime` holds. */
const [FIRST_YEAR, LAST_YEAR] = [2, 9998];

/** The moment of an ISO 8601 date, or date and time, in milliseconds since 1970; undefined for anything else. */
export function dateIn(cell: string): number | undefined {
  if (cell.length < SHORTEST_DATE) return undefined;
  const found = DATE.exec(stripped(cell));
  if (found === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found
    .slice(1, 7)
    .map((part: string | undefined) => Number(part ?? 0));
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const isDay = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  if (!isDay || year < FIRST_YEAR || year > LAST_YEAR || hour > 23 || minute > 59 || second > 59)
    return undefined;
  const fraction = Number(`0.${found[7] ?? "0"}`);
  const offset = (Number(found[9] ?? 0) * 60 + Number(found[10] ?? 0)) * (found[8] === "-" ? -1 : 1);
  return date.getTime() + (hour * 60 + minute - offset) * MINUTE + (second + fraction) * 1000;
}
