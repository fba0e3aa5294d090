import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CallRecord, Mail } from "sagemaker-local-accounts";
import { metricsOf } from "../../../rehearsal/results/findings";
import { parseResults, readResults } from "../../../rehearsal/results/read-results";
import {
  filesLeftIn,
  RESULTS_FILE,
  resultsOf,
  resultsText,
  type Rehearsed,
} from "../../../rehearsal/results/results";
import { steadying } from "../../../rehearsal/results/steady-text";

const COMMIT = "a".repeat(40);

/** A rehearsal, with ids of its own. */
function rehearsed(execution: string, id: string, overrides: Partial<Rehearsed> = {}): Rehearsed {
  const mail = (subject: string, body: string, token?: string): Mail => ({
    to: "admin@org.com",
    topicArn: "arn:aws:sns:us-east-1:222222222222:alerts",
    subject,
    body,
    confirmationToken: token,
  });
  return {
    model: {
      task: "multiclass",
      classes: ["M", "F", "I"],
      metric: {
        name: "macro_f1",
        direction: "maximize",
        threshold: 0.5,
        improvement: undefined,
        parameter: "MetricThreshold",
      },
    },
    chapters: [
      { title: "Accounts", ok: true },
      { title: "Data", ok: false, error: `no row in ${execution}` },
    ],
    findings: {
      metrics: new Map([["version 1", { auc: { value: 0.9 } }]]),
      batches: new Map([["daily batch", { drift: false, violations: [], predictions: ["1,0.5"] }]]),
    },
    mails: [
      mail("AWS Notification", "token", "token"),
      mail("Drift", `Execution ${execution} found drift at 2026-11-30T05:18:0${id.length % 9}Z.`),
      mail("Drift", `Execution ${execution} found drift at 2026-11-30T05:18:09Z.`),
      mail("Approve", `version ${id} of commit ${COMMIT}, pipelines-${execution}-Train-zVjlnYLwBT`),
    ],
    calls: [],
    definitions: new Map([["prod", JSON.stringify({ train: { Metadata: { commit: COMMIT } } })]]),
    stacks: new Map([
      [
        "prod",
        JSON.stringify({
          "//": { version: 1 },
          provider: { aws: [{ region: "us-east-1" }] },
          resource: { aws_sns_topic: { alerts: { "//": { path: "x" }, name: "alerts" } } },
        }),
      ],
    ]),
    commit: COMMIT,
    nameOf: (account) => (account === "222222222222" ? "prod" : account),
    steady: steadying({ executions: [execution], named: { "<commit>": COMMIT } }),
    ...overrides,
  };
}

describe("what a rehearsal records", () => {
  it("is the same text for the same sources, whatever AWS calls things", () => {
    const one = resultsOf(rehearsed("nca6lyidox3g", "1ee42f14-9e26-4444-8736-0807b5204546"));
    const other = resultsOf(rehearsed("medcbl63u1vt", "8f314ef7-c86d-4946-863b-ba4d99a8b67d"));
    expect(resultsText(one)).toBe(resultsText(other));
  });

  it("holds everything that is compared", () => {
    expect(resultsOf(rehearsed("nca6lyidox3g", "1ee42f14-9e26-4444-8736-0807b5204546"))).toEqual({
      format: 1,
      model: { task: "multiclass", numbers: 3, metric: "macro_f1", direction: "maximize" },
      chapters: [
        { title: "Accounts", ok: true },
        { title: "Data", ok: false, error: "no row in <execution>" },
      ],
      metrics: { "version 1": { auc: { value: 0.9 } } },
      batches: { "daily batch": { drift: false, violations: [], predictions: ["1,0.5"] } },
      alerts: [
        {
          environment: "prod",
          subject: "Approve",
          body: "version <id> of commit <commit>, pipelines-<execution>-Train-<job>",
        },
        { environment: "prod", subject: "Drift", body: "Execution <execution> found drift at <time>." },
      ],
      permissions: {},
      definitions: { "prod train": { Metadata: { commit: "<commit>" } } },
      resources: {
        "prod provider": { aws: [{ region: "us-east-1" }] },
        "prod aws_sns_topic.alerts": { name: "alerts" },
      },
    });
  });

  it("lists each action of a role and of a service once, and none of an administrator", () => {
    const call = (principal: string, action: string, outcome: CallRecord["outcome"]): CallRecord => ({
      sequence: 1,
      principal,
      account: "222222222222",
      action,
      resource: "*",
      outcome,
    });
    const role = "arn:aws:sts::222222222222:assumed-role/execution/session";
    const { permissions } = resultsOf(
      rehearsed("e", "i", {
        calls: [
          call(role, "s3:PutObject", "allowed"),
          call(role, "s3:GetObject", "error"),
          call(role, "s3:GetObject", "denied"),
          call(`${role}-2`, "s3:PutObject", "allowed"),
          call("events.amazonaws.com", "lambda:InvokeFunction", "allowed"),
          call("arn:aws:iam::222222222222:root", "iam:CreateRole", "allowed"),
        ],
      }),
    );
    expect(permissions).toEqual({
      "execution of prod": { used: ["s3:GetObject", "s3:PutObject"], refused: ["s3:GetObject"] },
      "events.amazonaws.com": { used: ["lambda:InvokeFunction"], refused: [] },
    });
  });

  it("finds definitions and stacks where the story left them, and none where it ended before", () => {
    const out = mkdtempSync(join(tmpdir(), "left-"));
    expect(filesLeftIn(out)).toEqual({ definitions: new Map(), stacks: new Map() });
    mkdirSync(join(out, "definitions"));
    mkdirSync(join(out, "cdktf.out", "stacks", "prod"), { recursive: true });
    writeFileSync(join(out, "definitions", "prod.json"), "{}");
    writeFileSync(join(out, "cdktf.out", "stacks", "prod", "cdk.tf.json"), "{}");
    expect(filesLeftIn(out)).toEqual({
      definitions: new Map([["prod", "{}"]]),
      stacks: new Map([["prod", "{}"]]),
    });
  });
});

test("an evaluation's numbers come with their intervals", () => {
  const interval = { lower: 0.8, upper: 0.95, level: 0.95, method: "DeLong" };
  const report = {
    binary_classification_metrics: {
      auc: { value: 0.9, standard_deviation: 0.02, confidence_interval: interval },
      recall: { value: 0.8 },
      confusion_matrix: { "0": { "0": 1 } },
    },
    rows: 106,
  };
  expect(metricsOf(report)).toEqual({
    auc: { value: 0.9, interval: { lower: 0.8, upper: 0.95, level: 0.95 } },
    recall: { value: 0.8 },
    rows: { value: 106 },
  });
});

describe("reading what another version recorded", () => {
  const text = resultsText(resultsOf(rehearsed("e", "i")));

  it("gives back what was written", () => {
    const { format, ...members } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    expect(format).toBe(1);
    expect(parseResults(text)).toEqual(members);
  });

  it.each([
    ["is not there", undefined],
    ["is cut off", text.slice(0, 100)],
    ["is no object", "[]"],
    ["has another form", text.replace('"format": 1', '"format": 2')],
  ])("gives nothing where the file %s", (_what, content) => {
    const folder = mkdtempSync(join(tmpdir(), "results-"));
    if (content !== undefined) writeFileSync(join(folder, RESULTS_FILE), content);
    expect(readResults(folder)).toEqual({});
  });

  it("leaves out the members that are missing or have another form, and keeps the others", () => {
    const { alerts, chapters, metrics, ...others } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    const altered = JSON.stringify({ ...others, chapters, metrics: [metrics], unknown: 1 });
    expect(Object.keys(parseResults(altered)).sort()).toEqual([
      "batches",
      "chapters",
      "definitions",
      "model",
      "permissions",
      "resources",
    ]);
    expect(alerts).toBeDefined();
  });
});

test("texts of two rehearsals differ where what they say does", () => {
  const steady = steadying({
    executions: ["nca6lyidox3g"],
    named: { "<out>": "/tmp/project/out", "<project>": "/tmp/project" },
  });
  const digest = "b".repeat(64);
  expect(
    steady(
      `/tmp/project/out/x of /tmp/project: execution/nca6lyidox3g, 111111111111, sha256:${digest}, code/${digest}, 05:18`,
    ),
  ).toBe(`<out>/x of <project>: execution/<execution>, 111111111111, sha256:<digest>, code/${digest}, 05:18`);
});
