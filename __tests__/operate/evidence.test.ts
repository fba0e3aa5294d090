import { desiredOf, type Desired } from "../../deploy/desired";
import { wantsEvidence, type Evidence } from "../../deploy/evidence";
import { requireEvidence } from "../../deploy/evidence-gate";
import { evidenceRows } from "../../deploy/evidence-text";
import { planMarkdown } from "../../deploy/markdown";
import { plan } from "../../deploy/plan";
import { planReport } from "../../deploy/report";
import { planText } from "../../deploy/text";
import { liveVersions, ranIn } from "../../operate/evidence";
import type { Run } from "../../operate/ports";
import { canonicalJson } from "sagemaker-pipeline-definitions";
import { Problem } from "sagemaker-promotion-core/problem";
import { FakeAws } from "../deploy/support/fake-aws";
import { prodSources, silent } from "../deploy/support/sources";
import { exampleEnvironment } from "../support/environments";
import { at, PROD, run, version } from "./support";

const DEV = exampleEnvironment("dev");
const AUC = { name: "auc", value: 0.91, interval: null };
const desired = (environment = DEV, changes = {}): Desired =>
  desiredOf(prodSources({ environment, ...changes }));
const hashOf = ({ pipelines: [train, inference] }: Desired) => ({
  train: train?.definitionHash ?? "",
  inference: inference?.definitionHash ?? "",
});
const text = (of: Desired, kind: "train" | "inference"): string =>
  canonicalJson(of.pipelines.find((pipeline) => pipeline.kind === kind)?.definition ?? null);

/** Executions in memory, with the definitions that they ran. */
function executions(...ran: readonly (readonly [Run, string])[]) {
  return () =>
    Promise.resolve({
      runs: (pipeline: string) =>
        Promise.resolve(ran.map(([one]) => one).filter((one) => one.pipeline === pipeline)),
      definition: (arn: string) => Promise.resolve(ran.find(([one]) => one.arn === arn)?.[1] ?? ""),
    });
}

const asked = { environment: PROD, hashes: hashOf(desired()), versions: [version(3)] };
const train = (id: string, more: Partial<Run> = {}): Run => ({
  ...run("train", id, more),
  pipeline: DEV.trainPipeline.name,
});
const inference = (id: string): Run => ({ ...run("inference", id), pipeline: DEV.inferencePipeline.name });

test("an execution of the definition that this checkout makes for dev is evidence, with its version", async () => {
  // Another commit with the same sources ran: that is no other definition.
  const earlier = desired(DEV, { gitCommit: "2".repeat(40) });
  const there = await ranIn(
    DEV,
    asked,
    executions(
      [inference("inferredtoda"), text(desired(), "inference")],
      [train("failedsince0", { status: "Failed" }), text(desired(), "train")],
      [train("abcdefghijkl"), text(earlier, "train")],
      [train("olderrun0000", { started: at("07:00:00") }), text(desired(), "train")],
    ),
  );
  expect(there).toEqual({
    environment: "dev",
    account: "111111111111",
    differs: [],
    unseen: null,
    train: { execution: "abcdefghijkl", startedAt: "2026-07-01T10:00:00.000Z", version: 3, metric: AUC },
    inference: {
      execution: "inferredtoda",
      startedAt: "2026-07-01T10:00:00.000Z",
      version: null,
      metric: null,
    },
  });
});

test.each([
  ["another script", text(desired(DEV, { scripts: otherScript() }), "train")],
  ["prod's own definition", text(desired(PROD), "train")],
  ["one of another tool", '{"Steps":[]}'],
  ["no JSON", "?"],
])("an execution of %s is none", async (_, definition) => {
  const there = await ranIn(DEV, asked, executions([train("abcdefghijkl"), definition]));
  expect(there).toMatchObject({ train: null, inference: null, unseen: null });
});

function otherScript() {
  const { scripts } = prodSources();
  return { ...scripts, evaluate: { ...scripts.evaluate, content: new TextEncoder().encode("other()\n") } };
}

test("what an account keeps from the caller is said, and no evidence; a fault of ours is told", async () => {
  const denied = new Problem({ code: "AccessDenied", blame: "environment", message: "may not", next: "ask" });
  expect(await ranIn(DEV, asked, () => Promise.reject(denied))).toMatchObject({
    train: null,
    unseen: "may not",
  });
  await expect(ranIn(DEV, asked, () => Promise.reject(new TypeError("undefined")))).rejects.toThrow(
    TypeError,
  );
});

test("settings that differ are named by their keys, and an environment's own names are none", async () => {
  const environment = exampleEnvironment("prod", { metric_threshold: 0.8, transform_instance_count: 2 });
  expect(await ranIn(DEV, { ...asked, environment }, executions())).toMatchObject({
    differs: ["transform_instance_count", "metric_threshold"],
  });
});

test("live after the apply is what this checkout's reads_versions_of leaves", () => {
  const versions = [version(4, { metadata: { ...version(4).metadata, environment: "staging" } }), version(3)];
  expect(liveVersions(PROD, [], undefined)).toEqual({ live: null, liveNow: null, waiting: [] });
  const { live } = liveVersions(PROD, [version(3)], undefined);
  expect(liveVersions(PROD, versions, undefined).live).toEqual(live);
  expect(live?.version).toBe(3);
});

test("live now is what the deployed definition's reads_versions_of leaves", () => {
  const versions = [version(4, { metadata: { ...version(4).metadata, environment: "staging" } }), version(3)];
  const [, inference] = desiredOf(
    prodSources({ environment: { ...PROD, readsVersionsOf: ["staging"] } }),
  ).pipelines;
  const deployed = canonicalJson(inference?.definition ?? null);
  expect(liveVersions(PROD, versions, deployed)).toMatchObject({
    live: { version: 3 },
    liveNow: { version: 4 },
  });
  expect(liveVersions(PROD, versions, "no definition").liveNow).toBeNull();
});

test("newer versions that wait for approval are named, unless another environment's", () => {
  const pending = { approval: "PendingManualApproval" } as const;
  const strange = version(6, { ...pending, metadata: { ...version(6).metadata, environment: "staging" } });
  const versions = [
    strange,
    version(5, pending),
    version(4, { approval: "Rejected" }),
    version(3),
    version(2, pending),
  ];
  expect(liveVersions(PROD, versions, undefined).waiting).toEqual([5]);
});

const RAN = { execution: "abcdefghijkl", startedAt: "2026-07-01T10:00:00.000Z", version: 3, metric: AUC };
const THERE = { environment: "dev", account: "111111111111", differs: [], unseen: null };
const evidence = (more: Partial<Evidence> = {}): Evidence => ({
  required: true,
  before: [{ ...THERE, train: RAN, inference: { ...RAN, version: null, metric: null } }],
  live: { version: 2, metric: { ...AUC, value: 0.9 }, trainedBy: "dev" },
  liveNow: null,
  waiting: [],
  liveUnseen: null,
  ...more,
});
const LACKING = evidence({ before: [{ ...THERE, train: RAN, inference: null }] });

describe("the gate", () => {
  test("lets pass what ran, in whichever environment before", () => {
    expect(() => requireEvidence(PROD, evidence())).not.toThrow();
    const two = [
      { ...THERE, train: RAN, inference: null },
      { ...THERE, environment: "staging", train: null, inference: RAN },
    ];
    expect(() => requireEvidence(PROD, evidence({ before: two }))).not.toThrow();
    expect(() => requireEvidence(PROD, { ...LACKING, required: false })).not.toThrow();
  });

  test("stops what did not, and says what to run where", () => {
    expect(() => requireEvidence(PROD, LACKING)).toThrow(
      expect.objectContaining({
        code: "NoEvidence",
        message: "The inference definition of this checkout did not succeed in dev.",
        next: expect.stringMatching(
          /^npm run deploy -- apply --env dev, then npm run deploy -- run inference --env dev;/,
        ) as string,
      }) as Error,
    );
  });

  test("stops what could not be looked at, and where nothing comes before", () => {
    const unseen = [{ ...THERE, train: null, inference: null, unseen: "may not" }];
    expect(() => requireEvidence(PROD, evidence({ before: unseen }))).toThrow(
      /train and inference definitions .* dev could not be looked at: may not/,
    );
    expect(() => requireEvidence(PROD, evidence({ before: [] }))).toThrow(/no environment of its model/);
  });
});

test("a plan of a protected environment tells of it, and of one that asks", () => {
  expect([PROD, DEV].map(wantsEvidence)).toEqual([true, false]);
  expect(wantsEvidence(exampleEnvironment("dev", { require_evidence: true }))).toBe(true);
});

test("text, Markdown and JSON say the same, in 80 columns", async () => {
  const planned = await plan(desired(PROD), new FakeAws(), silent);
  const report = planReport(planned, { evidence: LACKING });
  expect(report.evidence).toEqual(LACKING);
  const shown = planText(report, "prod", (_, line) => line);
  const from = shown.indexOf("evidence:");
  expect(shown.slice(from, shown.indexOf("  code", from))).toBe(`evidence: what ran in the environment before
  train      this definition succeeded in dev on 2026-07-01 10:00 UTC, execution
             abcdefghijkl: version 3, AUC 0.9100
  inference  this definition has not succeeded in dev
  live       version 2, AUC 0.9000, trained by dev, is live after the apply
             required: require_evidence is true

`);
  expect(planMarkdown(report, "prod")).toContain(
    "- `inference` this definition has not succeeded in dev\n- `live` version 2, AUC 0.9000,",
  );
});

test("what nobody may look at is said in its place", () => {
  const unseen = evidence({
    before: [{ ...THERE, train: null, inference: null, unseen: "may not" }],
    live: null,
    liveUnseen: "may not either",
  });
  expect(evidenceRows(unseen).slice(0, 2)).toEqual([
    ["dev", "could not be looked at: may not"],
    ["live", "the live version could not be looked at: may not either"],
  ]);
});
