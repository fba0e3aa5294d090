import { blogFile, environmentFile } from "../support/environments";
import { brief, refusal } from "./refusal";

test("everything wrong with retention_days is said at once", () => {
  const retention_days = { predictions: 0, work: 1, logs: 100, models: 0.5, jobs: 30 };
  const days =
    "1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653";
  expect(refusal([environmentFile("prod", blogFile({ retention_days }))]).map(brief)).toEqual([
    "/retention_days/predictions: expected a whole number of days, from 1 to 36500; found 0; write 365, for example",
    "/retention_days/work: expected a whole number of days, from 7 to 36500; found 1; write 90, for example",
    `/retention_days/logs: expected a number of days that CloudWatch Logs takes: ${days}; found 100; write 365, for example`,
    "/retention_days/models: expected a whole number of days, from 1 to 36500; found 0.5; write 30, for example",
    '/retention_days/jobs: expected a known key; found "jobs"; take it out, or look it up in environment.schema.json',
  ]);
});

test("a number in quotes is no number of days", () => {
  const file = environmentFile("prod", blogFile({ retention_days: { logs: "365" } }));
  expect(refusal([file]).map(brief).join()).toMatch(/found "365"; write 365, for example$/u);
});
