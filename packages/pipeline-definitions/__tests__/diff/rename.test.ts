import { diff, markdownTable, patch, terminalLines } from "../../diff";
import { canonicalJson, type Json, type JsonObject } from "../..";
import { CACHED, condition, pipelineOf, processing } from "./definitions";

const get = (path: string): JsonObject => ({ Get: path });
const image = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/xgboost:1.0-1";
const outputOf = (step: string, output: string): JsonObject => ({
  "Std:Join": { On: "/", Values: ["s3:/", get("Parameters.Bucket"), "Abalone", step, "output", output] },
});

/** A pipeline in the form that the Python SDK gives: outputs in folders of their steps' names. */
interface Names {
  readonly process?: string;
  readonly train?: string;
  readonly gate?: string;
}
interface Values {
  readonly threshold?: Json;
  readonly operator?: string;
  readonly depth?: string;
}

function abalone(
  { process = "AbaloneProcess", train = "AbaloneTrain", gate = "AbaloneMSECond" }: Names,
  { threshold = get("Parameters.MseThreshold"), operator = "LessThanOrEqualTo", depth = "5" }: Values = {},
): JsonObject {
  const cluster = { InstanceType: "ml.m5.xlarge", InstanceCount: 1, VolumeSizeInGB: 30 };
  const output = (step: string, name: string): JsonObject => ({
    OutputName: name,
    S3Output: { S3Uri: outputOf(step, name), LocalPath: `/opt/ml/${name}`, S3UploadMode: "EndOfJob" },
  });
  const trained = get(`Steps.${train}.ModelArtifacts.S3ModelArtifacts`);
  return pipelineOf(
    [
      processing(
        process,
        {
          ProcessingResources: { ClusterConfig: cluster },
          AppSpecification: { ImageUri: image, ContainerEntrypoint: ["python3", "/opt/ml/preprocess.py"] },
          RoleArn: "role",
          ProcessingOutputConfig: { Outputs: [output(process, "train"), output(process, "test")] },
        },
        CACHED,
      ),
      {
        Name: train,
        Type: "Training",
        Arguments: {
          AlgorithmSpecification: { TrainingImage: image, TrainingInputMode: "File" },
          OutputDataConfig: { S3OutputPath: "s3://models" },
          ResourceConfig: cluster,
          RoleArn: "role",
          HyperParameters: { objective: "reg:linear", max_depth: depth, eta: "0.2" },
          InputDataConfig: [
            {
              ChannelName: "train",
              DataSource: {
                S3DataSource: {
                  S3Uri: get(`Steps.${process}.ProcessingOutputConfig.Outputs['train'].S3Output.S3Uri`),
                },
              },
            },
          ],
        },
        ...CACHED,
      },
      condition(
        gate,
        [
          { Name: "Create", Type: "Model", Arguments: { PrimaryContainer: { ModelDataUrl: trained } } },
          { Name: "Register", Type: "RegisterModel", Arguments: { ModelPackageGroupName: "abalone" } },
        ],
        [{ Name: "Stop", Type: "Fail", Arguments: { ErrorMessage: "too bad" } }],
        [
          {
            Type: operator,
            LeftValue: {
              "Std:JsonGet": {
                PropertyFile: get("Steps.AbaloneEval.PropertyFiles.Report"),
                Path: "mse.value",
              },
            },
            RightValue: threshold,
          },
        ],
      ),
    ],
    [
      { Name: "Bucket", Type: "String", DefaultValue: "b" },
      { Name: "MseThreshold", Type: "Float", DefaultValue: 6 },
    ],
  );
}

/** The lines, once it is sure that they lead there and back. */
function lines(before: JsonObject, after: JsonObject): string[] {
  expect(canonicalJson(patch(diff(before, after), before))).toBe(canonicalJson(after));
  expect(canonicalJson(patch(diff(after, before), after))).toBe(canonicalJson(before));
  return terminalLines(diff(before, after));
}

test("a condition of another name and another threshold: no step of its branches moves", () => {
  expect(lines(abalone({}), abalone({ gate: "Gate" }, { threshold: 5 }))).toMatchInlineSnapshot(`
    [
      "~ step Gate (renamed from AbaloneMSECond)",
      "~ Gate, threshold (Conditions.0.RightValue): "{Parameters.MseThreshold}" → 5",
    ]
  `);
});

test("its operator changes as well: its branches tell it", () => {
  const changed = abalone({ gate: "Gate" }, { threshold: 5, operator: "GreaterThan" });
  expect(lines(abalone({}), changed)).toMatchInlineSnapshot(`
    [
      "~ step Gate (renamed from AbaloneMSECond)",
      "~ Gate, condition (Conditions.0.Type): "LessThanOrEqualTo" → "GreaterThan"",
      "~ Gate, threshold (Conditions.0.RightValue): "{Parameters.MseThreshold}" → 5",
    ]
  `);
});

test("a training job of another name with another hyperparameter, which takes the cache", () => {
  expect(lines(abalone({}), abalone({ train: "Fit" }, { depth: "6" }))).toMatchInlineSnapshot(`
    [
      "~ step Fit (renamed from AbaloneTrain)",
      "~ Fit, hyperparameter (HyperParameters.max_depth): "5" → "6"",
      "! Fit loses its cache (Name, HyperParameters changed)",
    ]
  `);
});

test("a step whose outputs lie in a folder of its name", () => {
  expect(lines(abalone({}), abalone({ process: "Prepare" }))).toMatchInlineSnapshot(`
    [
      "~ step Prepare (renamed from AbaloneProcess)",
      "~ Prepare, output (ProcessingOutputConfig.Outputs.train.S3Output.S3Uri): "…/AbaloneProcess/output/train" → "…/Prepare/output/train"",
      "~ Prepare, output (ProcessingOutputConfig.Outputs.test.S3Output.S3Uri): "…/AbaloneProcess/output/test" → "…/Prepare/output/test"",
      "! Prepare loses its cache (Name changed)",
      "! AbaloneTrain loses its cache (it reads from Prepare)",
      "! Prepare writes train elsewhere: s3://b/Abalone/AbaloneProcess/output/train → s3://b/Abalone/Prepare/output/train",
      "! Prepare writes test elsewhere: s3://b/Abalone/AbaloneProcess/output/test → s3://b/Abalone/Prepare/output/test",
    ]
  `);
});

test("every step of another name, each with a change", () => {
  const after = abalone({ process: "A", train: "B", gate: "C" }, { threshold: 5, depth: "6" });
  const { changes } = diff(abalone({}), after);
  expect(changes.filter(({ kind }) => kind === "step")).toMatchObject([
    { change: "renamed", from: "AbaloneProcess", to: "A" },
    { change: "renamed", from: "AbaloneTrain", to: "B" },
    { change: "renamed", from: "AbaloneMSECond", to: "C" },
  ]);
  expect(lines(abalone({}), after).filter((line) => line.includes("max_depth"))).toHaveLength(1);
});

describe("which of several", () => {
  const job = (name: string, own: Readonly<Record<string, string>>, more: JsonObject = {}) =>
    processing(name, { Environment: own, RoleArn: "role" }, more);

  test("the one that is most alike, however they stand", () => {
    const before = [job("A", { a: "1", b: "1", c: "1" }), job("B", { a: "2", b: "2", c: "2" })];
    const after = [job("X", { a: "2", b: "2", c: "0" }), job("Y", { a: "1", b: "1", c: "0" })];
    expect(diff(pipelineOf(before), pipelineOf(after)).changes).toMatchObject([
      { change: "renamed", from: "A", to: "Y" },
      { change: "renamed", from: "B", to: "X" },
      { path: "Steps.Y.Arguments.Environment.c" },
      { path: "Steps.X.Arguments.Environment.c" },
    ]);
  });

  test("of those that are equally alike, the first", () => {
    const before = [job("A", { a: "1", b: "1", c: "1" })];
    const after = [job("X", { a: "1", b: "1", c: "2" }), job("Y", { a: "1", b: "1", c: "3" })];
    expect(diff(pipelineOf(before), pipelineOf(after)).changes).toMatchObject([
      { change: "renamed", from: "A", to: "X" },
      { change: "added", step: "Y" },
      { path: "Steps.X.Arguments.Environment.c" },
    ]);
  });

  test("none of another type, in another place, or with little in common", () => {
    const before = [job("A", { a: "1", b: "1", c: "1" }), condition("Gate", [])];
    for (const after of [
      [{ ...job("X", { a: "1", b: "1", c: "2" }), Type: "Training" }, condition("Gate", [])],
      [condition("Gate", [job("X", { a: "1", b: "1", c: "2" })])],
      [job("X", { a: "1", b: "2", c: "2" }), condition("Gate", [])],
    ]) {
      const found = diff(pipelineOf(before), pipelineOf(after)).changes;
      expect(found).toMatchObject([
        { change: "removed", step: "A" },
        { change: "added", step: "X" },
      ]);
    }
  });

  test("a word that holds the name is not the name", () => {
    const own = (name: string, rest: string) => job(name, { a: `${name}ing/${rest}` });
    const found = diff(pipelineOf([own("Train", "x")]), pipelineOf([own("Fit", "x")])).changes;
    expect(found).toMatchObject([{ change: "removed" }, { change: "added" }]);
  });
});

describe("what is added or removed says what it is", () => {
  const shown = (step: JsonObject) => lines(pipelineOf([]), pipelineOf([step]));

  test.each<[string, JsonObject, string]>([
    ["Fail", { Arguments: { ErrorMessage: "too bad" } }, 'message "too bad"'],
    [
      "Processing",
      {
        Arguments: {
          ProcessingResources: { ClusterConfig: { InstanceType: "ml.m5.large", InstanceCount: 2 } },
          AppSpecification: { ImageUri: "image:1", ContainerEntrypoint: ["python3", "/opt/x.py"] },
        },
      },
      "ml.m5.large × 2, image image:1, entrypoint python3 /opt/x.py",
    ],
    [
      "Training",
      {
        Arguments: {
          AlgorithmSpecification: { TrainingImage: get("Parameters.Image") },
          HyperParameters: { sagemaker_program: '"train.py"', eta: "1" },
          ResourceConfig: { InstanceType: "ml.m5.large", InstanceCount: get("Parameters.Count") },
        },
      },
      'image {Parameters.Image}, script "train.py", ml.m5.large × {Parameters.Count}',
    ],
    [
      "Condition",
      {
        Arguments: {
          Conditions: [
            {
              Type: "Not",
              Condition: { Type: "LessThan", LeftValue: get("Parameters.Mse"), RightValue: 6 },
            },
          ],
        },
      },
      "condition Not ({Parameters.Mse} LessThan 6)",
    ],
    [
      "Model",
      {
        Arguments: {
          PrimaryContainer: { Image: "i:1", ModelDataUrl: get("Steps.T.ModelArtifacts.S3ModelArtifacts") },
        },
      },
      "image i:1, model data {Steps.T.ModelArtifacts.S3ModelArtifacts}",
    ],
    ["Lambda", { FunctionArn: "arn:f", Arguments: { a: "1" } }, "function arn:f"],
  ])("%s", (type, more, text) => {
    expect(shown({ Name: "New", Type: type, ...more })).toEqual([`+ step New: ${type}, top level (${text})`]);
    expect(lines(pipelineOf([{ Name: "New", Type: type, ...more }]), pipelineOf([]))).toEqual([
      `- step New: ${type}, top level (${text})`,
    ]);
  });

  test("a long value briefly, and on a page as in a terminal", () => {
    const step = { Name: "New", Type: "Fail", Arguments: { ErrorMessage: "x".repeat(500) } };
    expect(shown(step)).toEqual([`+ step New: Fail, top level (message "${"x".repeat(99)}…)`]);
    expect(markdownTable(diff(pipelineOf([]), pipelineOf([step])))).toContain(
      `step New (message "${"x".repeat(99)}…)`,
    );
  });
});
