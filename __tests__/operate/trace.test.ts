import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readPredictionsFile } from "../../operate/predictions-file";
import { chainOf, originOf, versionArnOf } from "../../operate/trace";
import { predictionsText, traceText } from "../../operate/trace-text";
import { failed, NOW, PROD, run, step, version } from "./support";

const PREDICTIONS = `s3://${PROD.dataBucket}/${PROD.modelName}/predictions/`;
const VERSION = version(2);
const inference = (id: string, arn: string) =>
  run("inference", id, { steps: [step("LatestApprovedModel", { outputs: { model_package_arn: arn } })] });

test.each([
  [
    "the address of a prediction",
    `${PREDICTIONS}0a1b2c3d4e5f/batch.csv.out`,
    { kind: "execution", execution: "0a1b2c3d4e5f" },
  ],
  [
    "the folder of predictions",
    `${PREDICTIONS}0a1b2c3d4e5f/`,
    { kind: "execution", execution: "0a1b2c3d4e5f" },
  ],
  ["an execution's id", "0a1b2c3d4e5f", { kind: "execution", execution: "0a1b2c3d4e5f" }],
  ["a version's number", "2", { kind: "version", version: "2" }],
  ["a version's ARN", VERSION.arn, { kind: "version", version: VERSION.arn }],
  ["a commit", "0a1b2c3d4e", { kind: "commit", commit: "0a1b2c3d4e" }],
  [
    "a commit with changes on top of it",
    "0a1b2c3d4e5f-dirty",
    { kind: "commit", commit: "0a1b2c3d4e5f-dirty" },
  ],
])("is traced from %s", (_, reference, origin) => {
  expect(originOf(reference, PROD)).toEqual(origin);
});

test.each([
  ["a bucket of others", "s3://others/predictions/0a1b2c3d4e5f/x"],
  ["a word", "latest"],
])("is not traced from %s", (_, reference) => {
  expect(() => originOf(reference, PROD)).toThrow(expect.objectContaining({ code: "NoOrigin" }) as Error);
});

test("an execution leads to the version that it registered, or predicted with", () => {
  expect(versionArnOf(inference("a", VERSION.arn))).toBe(VERSION.arn);
  const training = run("train", "t", {
    steps: [step("RegisterModel", { made: { registerModel: VERSION.arn } })],
  });
  expect(versionArnOf(training)).toBe(VERSION.arn);
  expect(versionArnOf(failed("train", "t", "Preprocess", "no"))).toBeUndefined();
});

describe("where a version comes from", () => {
  const RECORD = { versionId: "v1", sha256: "0".repeat(64) };
  const metadata = {
    ...VERSION.metadata,
    data: "s3://data/train/",
    data_manifest: "s3://artifacts/x/provenance/data-manifest.json",
    recorded_data_manifest: `v1 sha256:${RECORD.sha256}`,
    data_objects: "3",
    data_rows: "900",
    data_bytes: "21000",
    data_files: "a.csv:400:0a1b2c3d4e5f b.csv:420:1a1b2c3d4e5f and 1 more",
    "code_evaluate.py": "a".repeat(64),
  };

  test("is told of data and code, as far as its metadata hold it", () => {
    const chain = chainOf(version(2, { metadata }), undefined, [], PROD);
    expect(chain.provenance).toEqual({
      data: {
        objects: 3,
        rows: 900,
        bytes: 21000,
        files: [
          { name: "a.csv", rows: 400, sha256: "0a1b2c3d4e5f" },
          { name: "b.csv", rows: 420, sha256: "1a1b2c3d4e5f" },
        ],
        manifest: metadata.data_manifest,
        record: RECORD,
      },
      code: { "evaluate.py": "a".repeat(64) },
    });
    const text = traceText(chain, (_, said) => said);
    for (const said of ["evaluate.py, sha256 aaa", "3 objects, 900 rows", "b.csv, 420 rows", "and 1 more"])
      expect(text).toContain(said);
    expect(text).toContain("S3 version v1,");
  });

  test("is told to be unknown of a version of earlier times", () => {
    const chain = chainOf(VERSION, undefined, [], PROD);
    expect(chain.provenance).toEqual({ data: null, code: {} });
    expect(traceText(chain, (_, said) => said)).toContain("which objects of it is not recorded");
  });
});

describe("predictions that somebody copied", () => {
  const TOLD = {
    model_package_arn: VERSION.arn,
    git_commit: "0a1b2c3d",
    execution_arn: `${PROD.inferencePipeline.arn}/execution/0a1b2c3d4e5f`,
    deployed_commit: "0a1b2c3d-dirty",
    batch: "s3://data/batch.csv",
  };
  const folder = mkdtempSync(join(tmpdir(), "predictions-"));
  const file = join(folder, "_provenance.json");
  afterAll(() => rmSync(folder, { recursive: true }));

  test("are traced from the file beside them, and from their folder", () => {
    writeFileSync(file, JSON.stringify(TOLD));
    expect(readPredictionsFile(file)).toEqual(TOLD);
    expect(readPredictionsFile(folder)).toEqual(TOLD);
    expect(predictionsText(TOLD, (_, said) => said)).toContain(TOLD.execution_arn);
    expect(readPredictionsFile("0a1b2c3d4e5f")).toBeUndefined();
  });

  test.each([
    ["no JSON", "batch"],
    ["null", "null"],
    ["no version", JSON.stringify({ ...TOLD, model_package_arn: undefined })],
    ["what a terminal would act on", JSON.stringify({ ...TOLD, batch: "\u001b[2J" })],
  ])("are not traced from %s", (_, text) => {
    writeFileSync(file, text);
    expect(() => readPredictionsFile(file)).toThrow(
      expect.objectContaining({ code: "NoProvenance", where: file }) as Error,
    );
  });
});

test("a chain has the executions that predicted with the version, and no others", () => {
  const drifted = { ...inference("drifted", VERSION.arn), status: "Failed" };
  const runs = [inference("mine", VERSION.arn), drifted, inference("theirs", version(1).arn)];
  const chain = chainOf(VERSION, undefined, runs, PROD);
  expect(chain.inferences.map(({ predictions }) => predictions)).toEqual([`${PREDICTIONS}mine/`]);
  expect(chain.deployed).toBeNull();
  expect(traceText(chain, (_, text) => text)).toContain("abcdefghijkl, which cannot be seen from here");
});

test("a chain says which version of the pipeline the training ran, from which plan, and who deployed it", () => {
  const label = {
    commit: "1",
    definition: "d",
    plan: "0123456789abcdef",
    by: "arn:aws:iam::1:user/ada",
    code: {},
  };
  const deployed = { id: 3, created: NOW, label: JSON.stringify(label) };
  const chain = chainOf(VERSION, { run: run("train", "t"), environment: PROD, deployed }, [], PROD);
  expect(chain.deployed).toMatchObject({ version: 3, plan: label.plan, by: label.by });
  expect(traceText(chain, (_, text) => text).replace(/\s+/g, " ")).toContain(
    "deployed pipeline version 3 of 2026-07-01 12:00 UTC, commit 1, plan 0123456789ab, by ada version 2",
  );
});
