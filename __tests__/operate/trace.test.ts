import { chainOf, originOf, versionArnOf } from "../../operate/trace";
import { traceText } from "../../operate/trace-text";
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
