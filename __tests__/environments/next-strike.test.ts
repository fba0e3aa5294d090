import { nextStrike } from "../../environments/next-strike";

// A Wednesday.
const NOW = new Date("2026-07-01T12:30:00Z");

test.each([
  ["cron(0 23 * * ? *)", "2026-07-01T23:00:00.000Z"],
  ["cron(0 1 * * ? *)", "2026-07-02T01:00:00.000Z"],
  ["cron(30 12 * * ? *)", "2026-07-02T12:30:00.000Z"],
  ["cron(0/15 * * * ? *)", "2026-07-01T12:45:00.000Z"],
  ["cron(0 6 ? * MON-FRI *)", "2026-07-02T06:00:00.000Z"],
  ["cron(0 6 ? * SUN *)", "2026-07-05T06:00:00.000Z"],
  ["cron(0 0 1 JAN ? *)", "2027-01-01T00:00:00.000Z"],
  ["cron(0 0 1 * ? 2027-2028)", "2027-01-01T00:00:00.000Z"],
])("%s strikes next at %s", (schedule, expected) => {
  expect(nextStrike(schedule, NOW)?.toISOString()).toBe(expected);
});

test.each(["rate(1 day)", "cron(0 6 L * ? *)", "cron(0 6 ? * MON#1 *)", "cron(0 6 * * ? 2025)", "nonsense"])(
  "of %s nothing says when it strikes next",
  (schedule) => {
    expect(nextStrike(schedule, NOW)).toBeUndefined();
  },
);
