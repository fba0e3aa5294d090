import { momentOf, statusAt, statusAtText } from "../../operate/status-at";
import type { PipelineVersion } from "../../deploy/ports";
import { at, failed, PROD, run, step, version } from "./support";

const VERSION = version(1, { changed: at("11:30:00"), approval: "Rejected", reason: "worse than version 2" });
const inference = run("inference", "a", {
  steps: [step("LatestApprovedModel", { outputs: { model_package_arn: VERSION.arn } })],
});
const deployed = (id: number, time: string, commit: string): PipelineVersion => ({
  id,
  created: at(time),
  label: JSON.stringify({ commit, definition: "d", by: "arn:aws:iam::222222222222:user/ada", code: {} }),
});
const seen = (more = {}) => ({
  environment: PROD,
  at: at("11:00:00"),
  // The newest failed before it took one.
  runs: { inference: [failed("inference", "b", "LatestApprovedModel", "no"), inference], train: [] },
  versions: [version(2), VERSION],
  deployed: { inference: [deployed(2, "10:30:00", "2"), deployed(1, "09:00:00", "1")], train: [] },
  ...more,
});

test("what was in use is what the last inference took, with what became of it since", () => {
  const report = statusAt(seen());
  expect(report.used?.version).toBe(1);
  const text = statusAtText(report, (_, said) => said);
  expect(text).toMatch(/in use +version 1/);
  expect(text).toMatch(/since then +rejected 2026-07-01 11:30 UTC/);
  expect(text).toContain("started 1 h ago");
});

test("what was deployed is the newest version of each pipeline until then, with commit and who", () => {
  expect(statusAt(seen({ at: at("10:00:00") })).pipelines).toMatchObject({
    inference: { version: 1, commit: "1" },
    train: null,
  });
  const report = statusAt(seen());
  expect(report.pipelines.inference).toMatchObject({
    version: 2,
    commit: "2",
    by: expect.any(String) as string,
  });
  const text = statusAtText(report, (_, said) => said);
  expect(text).toMatch(/pipeline version 2 of 2026-07-01 10:30 UTC, commit 2, by\s+ada/);
  expect(text).toContain("no version of the pipeline that is still there");
});

test("a version that is gone is told by its ARN", () => {
  const report = statusAt(seen({ versions: [] }));
  expect(report).toMatchObject({ used: null, usedArn: VERSION.arn });
  expect(statusAtText(report, (_, said) => said)).toContain(VERSION.arn);
});

test("where nothing had run, nothing was in use", () => {
  const report = statusAt(seen({ runs: { inference: [], train: [] } }));
  expect(statusAtText(report, (_, said) => said)).toContain("no inference had taken one");
});

test.each([
  ["2026-07-01", "2026-07-01T23:59:59.999Z"],
  ["2026-07-01T12:00Z", "2026-07-01T12:00:00.000Z"],
  ["2026-13-01", undefined],
  ["yesterday", undefined],
  ["1", undefined],
])("%s is %s", (text, expected) => {
  expect(momentOf(text)?.toISOString()).toBe(expected);
});
