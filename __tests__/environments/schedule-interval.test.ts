import { overdueWindow } from "../../environments/overdue";
import { parseEnvironments } from "../support/parse";
import { longestInterval } from "../../environments/schedule-interval";
import { environmentFile, exampleFile, merge } from "../support/environments";

const HOUR = 3_600;
const DAY = 24 * HOUR;

test.each<[string, number | undefined]>([
  ["rate(1 minute)", 60],
  ["rate(12 hours)", 12 * HOUR],
  ["rate(3 days)", 3 * DAY],
  ["cron(0 23 * * ? *)", DAY],
  ["cron(0/15 * * * ? *)", 15 * 60],
  ["cron(0 20-2 * * ? *)", 18 * HOUR],
  ["cron(30 6,18 * * ? *)", 12 * HOUR],
  ["cron(0 10 ? * MON-FRI *)", 3 * DAY],
  ["cron(0 8-17/3 ? * 2-6 *)", 3 * DAY - 9 * HOUR],
  ["cron(0 0 ? * FRI-MON *)", 4 * DAY],
  ["cron(0 0 1 * ? *)", 31 * DAY],
  ["cron(0 0 29 2 ? *)", 1461 * DAY],
  // What strikes once a month, among others, is left out.
  ["cron(0 0 1,8,15,22,29,L * ? *)", 7 * DAY],
  ["cron(0 0 L * ? *)", undefined],
  ["cron(0 0 ? * 2#1 *)", undefined],
  ["cron(0 0 * * ? 2026)", undefined],
])("%s strikes after %p seconds at most", (schedule, seconds) => {
  expect(longestInterval(schedule)).toBe(seconds);
});

test.each<[string, object | undefined]>([
  ["rate(5 minutes)", { period: 60, periods: 10 }],
  ["rate(45 minutes)", { period: HOUR, periods: 2 }],
  ["cron(0 23 * * ? *)", { period: HOUR, periods: 48 }],
  ["cron(0 10 ? * MON-FRI *)", { period: HOUR, periods: 144 }],
  ["rate(84 hours)", { period: HOUR, periods: 168 }],
  ["rate(85 hours)", undefined],
  ["cron(0 0 ? * 2#1 *)", undefined],
])("an inference by %s is overdue after %p", (schedule, window) => {
  expect(overdueWindow(schedule)).toEqual(window);
});

test("a schedule that no alarm can watch is accepted with a warning", () => {
  const inference_pipeline = { cron_schedule: "cron(0 23 ? * SUN *)" };
  const file = environmentFile("prod", merge(exampleFile("prod"), { inference_pipeline }));
  const found = parseEnvironments([file]).warnings.map(({ pointer, found }) => `${pointer}: ${found}`);
  expect(found).toContain(
    '/inference_pipeline/cron_schedule: "cron(0 23 ? * SUN *)", for which no alarm can tell that no inference succeeded',
  );
});
