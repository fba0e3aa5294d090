import { explainSchedule } from "../../environments/schedule";

// The first nine are the examples of EventBridge's guide, the next three are built from its table of wildcards.
test.each([
  "cron(0 10 * * ? *)",
  "cron(15 12 * * ? *)",
  "cron(0 18 ? * MON-FRI *)",
  "cron(0 8 1 * ? *)",
  "cron(0/15 * * * ? *)",
  "cron(0/10 * ? * MON-FRI *)",
  "cron(0/30 20-2 ? * MON-FRI *)",
  "cron(5,35 14 * * ? *)",
  "cron(15 10 ? * 6L 2019-2022)",
  "cron(0 0 L * ? *)",
  "cron(0 0 3W JAN,FEB,MAR ? *)",
  "cron(0 0 ? * 3#2 *)",
  "cron(0 23 * * ? *)",
  "cron(00 9 ? * mon-fri *)",
  "cron( 0  9 ? * SUN * )",
  "rate(1 minute)",
  "rate(5 minutes)",
  "rate(1 hour)",
  "rate(7 days)",
])("%s is a schedule", (text) => {
  expect(explainSchedule(text)).toBeUndefined();
});

const SIX = "six fields (minutes, hours, day-of-month, month, day-of-week, year)";
const ONE_ANY = "? in exactly one of day-of-month and day-of-week";

test.each([
  ["0 23 * * ? *", "cron(…) or rate(…)"],
  ["at(2026-01-01T00:00:00)", "cron(…) or rate(…)"],
  ["cron(0 23 * * *)", SIX],
  ["cron(0 23 * * ? * *)", SIX],
  ["cron()", SIX],
  ["cron(0 23 * * * *)", ONE_ANY],
  ["cron(0 23 ? * ? *)", ONE_ANY],
  ["cron(0 23 1 * MON *)", ONE_ANY],
  ["cron(60 23 * * ? *)", "minutes of 0 to 59, * for all, steps of 1 to 59 after /"],
  ["cron(-1 23 * * ? *)", "minutes of 0 to 59, * for all, steps of 1 to 59 after /"],
  ["cron(? 23 * * ? *)", "minutes of 0 to 59, * for all, steps of 1 to 59 after /"],
  ["cron(0/0 23 * * ? *)", "minutes of 0 to 59, * for all, steps of 1 to 59 after /"],
  ["cron(0/90 23 * * ? *)", "minutes of 0 to 59, * for all, steps of 1 to 59 after /"],
  ["cron(0, 23 * * ? *)", "minutes of 0 to 59, * for all, steps of 1 to 59 after /"],
  ["cron(0 24 * * ? *)", "hours of 0 to 23, * for all, steps of 1 to 23 after /"],
  ["cron(0 1-2-3 * * ? *)", "hours of 0 to 23, * for all, steps of 1 to 23 after /"],
  ["cron(0 23 0 * ? *)", "day-of-month of 1 to 31, * for all, steps of 1 to 30 after /"],
  ["cron(0 23 32W * ? *)", "day-of-month of 1 to 31, * for all, steps of 1 to 30 after /"],
  ["cron(0 23 * JUNE ? *)", "month of 1 to 12 or JAN to DEC, * for all, steps of 1 to 11 after /"],
  ["cron(0 23 ? * 0 *)", "day-of-week of 1 to 7 or SUN to SAT, * for all"],
  ["cron(0 23 ? * MON/2 *)", "day-of-week of 1 to 7 or SUN to SAT, * for all"],
  ["cron(0 23 ? * 3#6 *)", "day-of-week of 1 to 7 or SUN to SAT, * for all"],
  ["cron(0 23 ? * 3#1,6#3 *)", "one item in day-of-week, where there is a #"],
  ["cron(0 23 * * ? 1969)", "year of 1970 to 2199, * for all, steps of 1 to 229 after /"],
  ["rate(1 hours)", "the singular of the unit"],
  ["rate(5 hour)", "the plural of the unit"],
  ["rate(0 hours)", "rate(value unit)"],
  ["rate(1.5 hours)", "rate(value unit)"],
  ["rate(5 weeks)", "rate(value unit)"],
])("%s is refused", (text, expected) => {
  expect(explainSchedule(text)?.expected).toBe(expected);
});

test("says what is wrong with which field, and how to correct the unit of a rate", () => {
  expect(explainSchedule("cron(0 25 * * ? *)")?.found).toBe('"25" in "cron(0 25 * * ? *)"');
  expect(explainSchedule("rate(5 hour)")?.fix).toBe("write rate(5 hours)");
});
