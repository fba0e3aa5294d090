const DAY = 86_400_000;
const DATE_UNITS: Readonly<Record<string, number>> = { y: 365 * DAY, m: 30 * DAY, w: 7 * DAY, d: DAY };
const TIME_UNITS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000 };
const DURATION = /^p?((?:\d+(?:\.\d+)?[ymwd])*)(?:t((?:\d+(?:\.\d+)?[hms])+))?$/i;
const AMOUNT = /(\d+(?:\.\d+)?)([a-z])/gi;

/**
 * How long a cached result may be used, by the text of ExpireAfter, in milliseconds: a year has 365 days, a month 30. The
 * `P` may be missing, and letters may be small: AWS's page pipelines-caching-enabling writes `30d`, `5y`, `T16m` and
 * `30dT5h`, the Python SDK's CacheConfig `p30d`, `P4DT12H` and `T12H`, its integration tests `T30m`.
 * @returns undefined for a text that is no duration
 */
export function cacheExpiry(text: string): number | undefined {
  const [whole, date = "", time = ""] = DURATION.exec(text) ?? [];
  if (whole === undefined || (date === "" && time === "")) return undefined;
  return sum(date, DATE_UNITS) + sum(time, TIME_UNITS);
}

function sum(part: string, units: Readonly<Record<string, number>>): number {
  return [...part.matchAll(AMOUNT)].reduce(
    (total, [, amount, letter = ""]) => total + Number(amount) * (units[letter.toLowerCase()] ?? 0),
    0,
  );
}
