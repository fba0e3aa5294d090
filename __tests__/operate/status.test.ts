import { principal } from "../../operate/principal";
import { statusOf } from "../../operate/status";
import { statusText } from "../../operate/status-text";
import { at, failed, NOW, observed, run, step, version } from "./support";

const plain = (_colour: string, text: string): string => text;
const DRIFT = failed("inference", "drifteddrift", "DataDrift", "Age: 5 of 60 values outside");

describe("status", () => {
  test("says a metric with its interval, of versions that have one", () => {
    const metadata = { ...version(1).metadata, auc_lower: "0.8804", auc_upper: "0.93951", auc_level: "0.95" };
    const versions = [version(2, { metadata, approval: "PendingManualApproval" }), version(1, { metadata })];
    const report = statusOf(observed({ versions }));
    expect(report.live).toMatchObject({
      metric: { name: "auc", value: 0.91, interval: { lower: 0.8804, upper: 0.93951, level: 0.95 } },
    });
    expect(report.waits[0]?.text).toMatch(/, with AUC 0\.9100 \(95 %: 0\.880 to 0\.940\)$/);
    expect(statusText(report, NOW, plain)).toContain("version 1, AUC 0.9100 (95 %: 0.880 to 0.940), trained");
    expect(statusOf(observed()).live).toMatchObject({
      metric: { name: "auc", value: 0.91, interval: null },
    });
  });

  test("says what is live, who approved it, when and why", () => {
    expect(statusOf(observed()).live).toMatchObject({
      version: 1,
      metric: { name: "auc", value: 0.91, interval: null },
      trainedBy: "dev",
      judgedBy: "arn:aws:sts::333333333333:assumed-role/model-approver-role/jane",
      judgedAt: "2026-07-01T09:00:00.000Z",
      reason: "better in every segment",
    });
  });

  test("takes what the inference pipeline takes: the highest approved version that the environment reads", () => {
    const versions = [
      version(4, { approval: "Rejected" }),
      version(3, { metadata: { environment: "staging" } }),
      version(2),
      version(1),
    ];
    const { live, passedOver } = statusOf(observed({ versions }));
    expect(live?.version).toBe(2);
    expect(passedOver).toEqual([
      { version: 3, because: "staging trained it, which is not among reads_versions_of" },
    ]);
  });

  test("says that inference stops where no version is approved", () => {
    const report = statusOf(observed({ versions: [version(1, { approval: "PendingManualApproval" })] }));
    expect(report.live).toBeNull();
    expect(statusText(report, NOW, plain)).toContain(
      "no approved version: inference stops at its first step",
    );
  });

  test("says when the next inference starts", () => {
    expect(statusOf(observed()).nextRun).toEqual({
      at: "2026-07-01T23:00:00.000Z",
      schedule: "cron(0 23 * * ? *)",
      enabled: true,
    });
    const disabled = observed({ schedule: { expression: "rate(1 day)", enabled: false } });
    expect(statusOf(disabled).nextRun).toMatchObject({ at: null, enabled: false });
    expect(statusOf(observed({ schedule: undefined })).nextRun).toBeNull();
  });

  test.each([
    ["found it", [DRIFT], true],
    ["found none", [run("inference", "a"), DRIFT], false],
    [
      "came as far, not the one that failed before",
      [failed("inference", "b", "CreateModel", "no"), DRIFT],
      true,
    ],
    ["is over", [run("inference", "c", { status: "Executing" }), run("inference", "d")], false],
  ])("tells drift from the last inference that %s", (_, inference, found) => {
    expect(statusOf(observed({ runs: { train: [], inference } })).drift?.found).toBe(found);
  });

  test("knows of no drift where no inference looked", () => {
    expect(statusOf(observed({ runs: { train: [], inference: [] } })).drift).toBeNull();
  });

  test("names newer versions that wait for approval, of the environments that it reads alone", () => {
    const pending = (number: number, environment: string) =>
      version(number, { approval: "PendingManualApproval", metadata: { environment } });
    const versions = [pending(5, "staging"), pending(4, "prod"), version(3), pending(2, "dev")];
    expect(statusOf(observed({ versions })).waits).toEqual([
      { on: "approval", text: expect.stringMatching(/^version 4, which prod trained, waits/) as string },
    ]);
  });

  test("names subscriptions that nobody confirmed", () => {
    const subscriptions = [
      { endpoint: "team@example.com", confirmed: false },
      { endpoint: "boss@example.com", confirmed: true },
    ];
    expect(statusOf(observed({ subscriptions })).waits).toEqual([
      { on: "confirmation", text: expect.stringContaining("team@example.com") as string },
    ]);
  });

  test("names drift that nothing came of, until a training starts or a version waits", () => {
    const runs = { train: [run("train", "before", { started: at("07:00:00") })], inference: [DRIFT] };
    const waits = (more: Parameters<typeof observed>[0]) => statusOf(observed({ runs, ...more })).waits;
    expect(waits({})).toEqual([
      { on: "training", text: "inference drifteddrift found drift, and no training has started since" },
    ]);
    const after = { ...runs, train: [run("train", "after", { started: at("10:00:11") }), ...runs.train] };
    expect(waits({ runs: after })).toEqual([]);
    const pending = [version(2, { approval: "PendingManualApproval" }), version(1)];
    expect(waits({ versions: pending })).toMatchObject([{ on: "approval" }]);
  });

  test("compares what is deployed with the checkout by the definitions' hashes", () => {
    const { desired } = observed();
    const report = statusOf(observed({ desired: { ...desired, train: "another" } }));
    const label = { by: null, rollback: null };
    expect(report.pipelines).toEqual({
      train: { state: "differs", commit: "0a1b2c3d4e5f6a7b", ...label },
      inference: { state: "same", commit: "0a1b2c3d4e5f6a7b", ...label },
    });
    expect(statusText(report, NOW, plain)).toContain("npm run deploy -- plan --env prod");
    const empty = observed({ pipelines: { train: undefined, inference: undefined } });
    expect(statusText(statusOf(empty), NOW, plain)).toContain("not deployed: inference and train");
  });

  test.each(['{"Version":"2020-12-01","Parameters":[],"Steps":[{"Name":"More"}]}', "no JSON"])(
    "sees a definition that was edited by hand, whose tags stay as they are: %s",
    (definition) => {
      const { train, inference } = observed().pipelines;
      if (train === undefined) throw new Error("not deployed");
      const report = statusOf(observed({ pipelines: { train: { ...train, definition }, inference } }));
      expect(report.pipelines).toMatchObject({ train: { state: "differs" }, inference: { state: "same" } });
    },
  );

  test("says that an earlier definition was put back, by whom and why", () => {
    const { train, inference } = observed().pipelines;
    if (train === undefined) throw new Error("not deployed");
    const rollback = { from: 3, to: 2, reason: "AUC fell" };
    const by = "arn:aws:iam::222222222222:user/ada";
    const label = JSON.stringify({ commit: "0a1b", definition: "same", by, code: {}, rollback });
    const report = statusOf(observed({ pipelines: { train: { ...train, label }, inference } }));
    expect(report.pipelines.train).toMatchObject({ by, rollback });
    expect(statusText(report, NOW, plain)).toContain("train was put back to its version 2 by ada: AUC fell");
  });

  test("takes an execution to end with its last step: a note that is added later is no part of it", () => {
    const steps = [step("A", { ended: at("10:00:05") }), step("B", { ended: at("10:00:30") })];
    const runs = { train: [run("train", "a", { steps, changed: at("11:59:00") })], inference: [] };
    expect(statusOf(observed({ runs })).lastRuns.train?.seconds).toBe(30);
    const running = { train: [run("train", "b", { status: "Executing" })], inference: [] };
    expect(statusOf(observed({ runs: running })).lastRuns.train?.seconds).toBeNull();
  });

  test("fits into 80 columns", () => {
    const versions = [version(9, { approval: "PendingManualApproval" }), version(1)];
    const text = statusText(
      statusOf(observed({ versions, runs: { train: [], inference: [DRIFT] } })),
      NOW,
      plain,
    );
    expect(text.split("\n").filter((line) => line.length > 80)).toEqual([]);
    expect(text).toMatchInlineSnapshot(`
      "prod  mammography-severity-model in account 222222222222, us-east-1
        live       version 1, AUC 0.9100, trained by dev in abcdefghijkl from commit
                   0a1b2c3d4e
                   approved 2026-07-01 09:00 UTC by model-approver-role/jane: better
                   in every segment
        inference  Failed at DataDrift: drifteddrift, started 2 h ago, took 10 s
        train      never ran
        next run   2026-07-01 23:00 UTC, by cron(0 23 * * ? *)
        drift      in the batch of drifteddrift: Age: 5 of 60 values outside
        branch     as this checkout has it, deployed from 0a1b2c3d4e
        waits      version 9, which dev trained, waits for approval in the registry
                   account 333333333333, with AUC 0.9100
      "
    `);
  });
});

test.each([
  ["arn:aws:sts::333333333333:assumed-role/model-approver-role/jane", "model-approver-role/jane"],
  ["ada as arn:aws:sts::333333333333:assumed-role/model-approver-role/ada", "ada as model-approver-role/ada"],
  ["arn:aws:iam::222222222222:root", "root of 222222222222"],
  ["jane-from-studio", "jane-from-studio"],
])("%s is told as %s", (who, told) => {
  expect(principal(who)).toBe(told);
});
