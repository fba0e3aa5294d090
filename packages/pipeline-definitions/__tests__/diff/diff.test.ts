import { diff } from "../../diff";
import type { Json, JsonObject } from "../..";
import { condition, pipelineOf, processing } from "./definitions";

/** Changes without the parts that only `patch` reads. */
function changes(before: Json, after: Json): object[] {
  return diff(before, after).changes.map((change) =>
    Object.fromEntries(Object.entries(change).filter(([member]) => member !== "at")),
  );
}

const get = (path: string): JsonObject => ({ Get: path });
const cluster = (type: Json, count: Json = 1): JsonObject => ({
  ProcessingResources: { ClusterConfig: { InstanceType: type, InstanceCount: count } },
});

describe("steps", () => {
  const prepare = processing("Prepare", { Environment: { A: "1" } });
  const score = processing(
    "Score",
    { Environment: { B: get("Steps.Prepare.Status") } },
    { DependsOn: ["Prepare"] },
  );

  test("added and removed, with their places", () => {
    expect(
      changes(pipelineOf([prepare]), pipelineOf([prepare, condition("Gate", [], [score])])),
    ).toMatchObject([
      { kind: "step", change: "added", step: "Gate", path: "Steps.Gate", place: null },
      {
        kind: "step",
        change: "added",
        step: "Score",
        place: { condition: "Gate", side: "ElseSteps" },
        to: score,
      },
    ]);
    expect(changes(pipelineOf([prepare, score]), pipelineOf([prepare]))).toEqual([
      { kind: "step", change: "removed", step: "Score", path: "Steps.Score", place: null, from: score },
    ]);
  });

  test("renamed: references and dependencies follow without being changes", () => {
    const clean = { ...prepare, Name: "Clean" };
    const reader = processing(
      "Score",
      { Environment: { B: get("Steps.Clean.Status") } },
      { DependsOn: ["Clean"] },
    );
    expect(changes(pipelineOf([prepare, score]), pipelineOf([clean, reader]))).toEqual([
      { kind: "step", change: "renamed", step: "Clean", path: "Steps.Clean", from: "Prepare", to: "Clean" },
    ]);
  });

  test("renamed one after the other, along their references", () => {
    const after = [
      { ...prepare, Name: "Prepare2" },
      processing("Score2", { Environment: { B: get("Steps.Prepare2.Status") } }, { DependsOn: ["Prepare2"] }),
    ];
    const found = changes(pipelineOf([score, prepare]), pipelineOf(after));
    expect(found).toMatchObject([
      { change: "renamed", from: "Prepare" },
      { change: "renamed", from: "Score" },
    ]);
  });

  test("other content under another name is a removal and an addition", () => {
    const other = processing("Clean", { Environment: { A: "2" } });
    expect(changes(pipelineOf([prepare]), pipelineOf([other]))).toMatchObject([
      { change: "removed", step: "Prepare" },
      { change: "added", step: "Clean" },
    ]);
  });

  test("moved from the top into a branch, and from branch to branch", () => {
    const top = pipelineOf([condition("Gate", []), prepare]);
    const inside = pipelineOf([condition("Gate", [prepare])]);
    const other = pipelineOf([condition("Gate", [], [prepare])]);
    const [chosen, otherwise] = [
      { condition: "Gate", side: "IfSteps" },
      { condition: "Gate", side: "ElseSteps" },
    ];
    const moved = { kind: "step", change: "moved", step: "Prepare", path: "Steps.Prepare" };
    expect(changes(top, inside)).toEqual([{ ...moved, from: null, to: chosen }]);
    expect(changes(inside, other)).toEqual([{ ...moved, from: chosen, to: otherwise }]);
  });

  test("of two steps with the same content each is renamed where it stands", () => {
    const gate = (one: string, other: string) =>
      pipelineOf([condition("Gate", [{ ...prepare, Name: one }], [{ ...prepare, Name: other }])]);
    expect(changes(gate("A", "B"), gate("Y", "X"))).toMatchObject([
      { change: "renamed", from: "A", to: "Y" },
      { change: "renamed", from: "B", to: "X" },
    ]);
    const top = pipelineOf([prepare, condition("Gate", [], [{ ...prepare, Name: "B" }])]);
    const renamed = pipelineOf([
      condition("Gate", [], [{ ...prepare, Name: "X" }]),
      { ...prepare, Name: "Y" },
    ]);
    expect(changes(top, renamed)).toMatchObject([
      { change: "renamed", from: "Prepare", to: "Y" },
      { change: "renamed", from: "B", to: "X" },
    ]);
  });

  test("a renamed condition keeps its steps in their branches", () => {
    const gate = condition("Gate", [prepare]);
    expect(changes(pipelineOf([gate]), pipelineOf([{ ...gate, Name: "Check" }]))).toMatchObject([
      { change: "renamed", from: "Gate", to: "Check" },
    ]);
  });

  test("moved and changed at once are two changes of one step", () => {
    const changed = processing("Prepare", { Environment: { A: "2" } });
    expect(
      changes(pipelineOf([condition("Gate", []), prepare]), pipelineOf([condition("Gate", [changed])])),
    ).toMatchObject([
      { change: "moved" },
      { kind: "environment", path: "Steps.Prepare.Arguments.Environment.A", from: "1", to: "2" },
    ]);
  });
});

describe("what a value is about", () => {
  const one = (before: JsonObject, after: JsonObject) => changes(pipelineOf([before]), pipelineOf([after]));
  const sha = (letter: string) => letter.repeat(64);

  test.each<[string, JsonObject, JsonObject, string]>([
    [
      "image",
      { AppSpecification: { ImageUri: "i:1" } },
      { AppSpecification: { ImageUri: "i:2" } },
      "AppSpecification.ImageUri",
    ],
    [
      "instance-type",
      cluster("ml.m5.large"),
      cluster("ml.c5.xlarge"),
      "ProcessingResources.ClusterConfig.InstanceType",
    ],
    [
      "instance-count",
      cluster("ml.m5.large"),
      cluster("ml.m5.large", 2),
      "ProcessingResources.ClusterConfig.InstanceCount",
    ],
    ["environment", { Environment: { A: "1" } }, { Environment: { A: "2" } }, "Environment.A"],
    [
      "hyperparameter",
      { HyperParameters: { eta: "0.1" } },
      { HyperParameters: { eta: "0.2" } },
      "HyperParameters.eta",
    ],
    [
      "code",
      { ProcessingInputs: [{ InputName: "code", S3Input: { S3Uri: `s3://b/code/${sha("a")}/x.py` } }] },
      { ProcessingInputs: [{ InputName: "code", S3Input: { S3Uri: `s3://b/code/${sha("b")}/x.py` } }] },
      "ProcessingInputs.code.S3Input.S3Uri",
    ],
    [
      "output",
      { OutputDataConfig: { S3OutputPath: "s3://b/1" } },
      { OutputDataConfig: { S3OutputPath: "s3://b/2" } },
      "OutputDataConfig.S3OutputPath",
    ],
    ["argument", { RoleArn: "r1" }, { RoleArn: "r2" }, "RoleArn"],
  ])("%s", (kind, before, after, path) => {
    expect(one(processing("S", before), processing("S", after))).toMatchObject([
      { kind, change: "changed", step: "S", path: `Steps.S.Arguments.${path}` },
    ]);
  });

  test.each<[string, JsonObject, JsonObject]>([
    ["cache", { CacheConfig: { Enabled: true } }, { CacheConfig: { Enabled: false } }],
    ["retry", { RetryPolicies: [{ MaxAttempts: 1 }] }, { RetryPolicies: [{ MaxAttempts: 2 }] }],
    ["dependency", { DependsOn: ["A"] }, { DependsOn: ["B"] }],
    ["description", { Description: "a" }, { Description: "b" }],
  ])("%s", (kind, before, after) => {
    expect(one(processing("S", {}, before), processing("S", {}, after))).toMatchObject([{ kind, step: "S" }]);
  });

  test("the name of a function that carries its code's hash", () => {
    const call = (hash: string) => ({
      Name: "L",
      Type: "Lambda",
      FunctionArn: `arn:aws:lambda:::function:f-${hash}`,
      Arguments: {},
    });
    expect(one(call("0123abcd"), call("4567cdef"))).toMatchObject([
      { kind: "code", path: "Steps.L.FunctionArn" },
    ]);
  });

  test("a threshold, by its position among the conditions", () => {
    const gate = (auc: number) =>
      condition("Gate", [], [], [{ Type: "GreaterThan", LeftValue: get("Steps.S.X"), RightValue: auc }]);
    expect(one(gate(0.5), gate(0.8))).toEqual([
      {
        kind: "threshold",
        change: "changed",
        step: "Gate",
        path: "Steps.Gate.Arguments.Conditions.0.RightValue",
        from: 0.5,
        to: 0.8,
      },
    ]);
  });

  test("another code in another folder is no new version of it", () => {
    const input = (uri: string) => ({ ProcessingInputs: [{ InputName: "code", S3Input: { S3Uri: uri } }] });
    const found = one(
      processing("S", input(`s3://b/x/${sha("a")}/x.py`)),
      processing("S", input(`s3://b/y/${sha("b")}/x.py`)),
    );
    expect(found).toMatchObject([{ kind: "argument" }]);
  });
});

describe("lists", () => {
  const input = (name: string, uri: string): Json => ({ InputName: name, S3Input: { S3Uri: uri } });
  const [a, b] = [input("a", "s3://a"), input("b", "s3://b")];
  const job = (...inputs: Json[]) => pipelineOf([processing("S", { ProcessingInputs: inputs })]);

  test("items are told by their names, wherever they stand", () => {
    expect(changes(job(a, b), job(b, a))).toEqual([]);
    expect(changes(job(a), job(b, a))).toEqual([
      { kind: "argument", change: "added", step: "S", path: "Steps.S.Arguments.ProcessingInputs.b", to: b },
    ]);
  });

  test.each(["DependsOn", "ExceptionType"])("the order of %s is no change", (member) => {
    const step = (...names: string[]) => pipelineOf([processing("S", {}, { [member]: names })]);
    expect(changes(step("x", "y"), step("y", "x"))).toEqual([]);
    expect(changes(step("x", "y"), step("x", "z"))).toHaveLength(1);
  });

  test("nor is the order of steps and parameters", () => {
    const steps = [processing("A"), condition("Gate", [processing("B"), processing("C")])];
    const turned = [condition("Gate", [processing("C"), processing("B")]), processing("A")];
    const parameters = [
      { Name: "P", Type: "String" },
      { Name: "Q", Type: "String" },
    ];
    expect(changes(pipelineOf(steps, parameters), pipelineOf(turned, [...parameters].reverse()))).toEqual([]);
  });

  test("the order of a container's arguments is a change", () => {
    const step = (...own: string[]) =>
      pipelineOf([processing("S", { AppSpecification: { ContainerArguments: own } })]);
    expect(changes(step("-a", "-b"), step("-b", "-a"))).toMatchObject([
      { kind: "argument", from: ["-a", "-b"] },
    ]);
  });
});

describe("parameters", () => {
  const parameter = (name: string, value: Json, more: JsonObject = {}) => ({
    Name: name,
    Type: "String",
    DefaultValue: value,
    ...more,
  });

  test("added, removed, another default, another type", () => {
    const before = pipelineOf([], [parameter("Old", "1"), parameter("Kept", "1")]);
    const after = pipelineOf([], [parameter("Kept", 2, { Type: "Integer" }), parameter("New", "3")]);
    expect(changes(before, after)).toEqual([
      {
        kind: "parameter",
        change: "removed",
        parameter: "Old",
        path: "Parameters.Old",
        from: parameter("Old", "1"),
      },
      {
        kind: "parameter",
        change: "changed",
        parameter: "Kept",
        path: "Parameters.Kept.Type",
        from: "String",
        to: "Integer",
      },
      {
        kind: "parameter-default",
        change: "changed",
        parameter: "Kept",
        path: "Parameters.Kept.DefaultValue",
        decides: [],
        from: "1",
        to: 2,
      },
      {
        kind: "parameter",
        change: "added",
        parameter: "New",
        path: "Parameters.New",
        to: parameter("New", "3"),
      },
    ]);
  });

  test("a default says what it decides, also through a function", () => {
    const limit = { "Std:Join": { On: "", Values: ["0.", get("Parameters.P")] } };
    const steps = [
      processing("S", cluster(get("Parameters.P"))),
      condition("Gate", [], [], [{ Type: "LessThan", LeftValue: 1, RightValue: limit }]),
    ];
    expect(
      changes(pipelineOf(steps, [parameter("P", "a")]), pipelineOf(steps, [parameter("P", "b")])),
    ).toMatchObject([
      {
        decides: [
          { step: "S", kind: "instance-type" },
          { step: "Gate", kind: "threshold" },
        ],
      },
    ]);
  });
});

test("the pipeline's own members", () => {
  const before = { ...pipelineOf([]), PipelineExperimentConfig: { TrialName: "a" } };
  const after = { ...pipelineOf([]), PipelineExperimentConfig: { TrialName: "b" } };
  expect(changes(before, after)).toMatchObject([
    { kind: "pipeline", path: "PipelineExperimentConfig.TrialName" },
  ]);
});

test.each<[string, Json]>([
  ["text", "no definition"],
  ["two steps of one name", pipelineOf([processing("S"), processing("S")])],
  ["steps that are no list", { Steps: {} }],
])("%s stands for itself", (_what, strange) => {
  expect(changes(strange, pipelineOf([]))).toEqual([
    { kind: "definition", change: "changed", path: "", from: strange, to: pipelineOf([]) },
  ]);
});

test("outputs move, parameters at their defaults", () => {
  const uri = {
    "Std:Join": { On: "/", Values: [get("Parameters.Bucket"), get("Execution.PipelineExecutionId")] },
  };
  const outputs = { Outputs: [{ OutputName: "train", S3Output: { S3Uri: uri } }] };
  const definition = (bucket: string) =>
    pipelineOf(
      [processing("S", { ProcessingOutputConfig: outputs })],
      [{ Name: "Bucket", Type: "String", DefaultValue: bucket }],
    );
  expect(diff(definition("s3://a"), definition("s3://b")).outputs).toEqual([
    {
      step: "S",
      output: "train",
      from: "s3://a/{Execution.PipelineExecutionId}",
      to: "s3://b/{Execution.PipelineExecutionId}",
    },
  ]);
});
