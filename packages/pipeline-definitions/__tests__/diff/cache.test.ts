import { diff, terminalLines, type CacheEffect } from "../../diff";
import type { Json, JsonObject } from "../..";
import { CACHED, pipelineOf, processing } from "./definitions";

const get = (path: string): JsonObject => ({ Get: path });
const input = (uri: Json): JsonObject => ({
  ProcessingInputs: [{ InputName: "data", S3Input: { S3Uri: uri } }],
});
const output = (uri: Json): JsonObject => ({
  ProcessingOutputConfig: { Outputs: [{ OutputName: "out", S3Output: { S3Uri: uri } }] },
});
const OUT = "ProcessingOutputConfig.Outputs['out'].S3Output.S3Uri";
const BY_EXECUTION = { "Std:Join": { On: "/", Values: ["s3://b", get("Execution.PipelineExecutionId")] } };

function effects(before: readonly JsonObject[], after: readonly JsonObject[]): readonly CacheEffect[] {
  return diff(pipelineOf(before), pipelineOf(after)).cache;
}

function lost(step: string, attributes: readonly string[], upstream: readonly string[] = []): CacheEffect {
  return { step, effect: "lost", attributes, upstream };
}

describe("by the attributes that SageMaker documents for its step types", () => {
  test.each<[string, string, JsonObject, JsonObject, readonly string[]]>([
    [
      "a processing image",
      "Processing",
      { AppSpecification: { ImageUri: "1" } },
      { AppSpecification: { ImageUri: "2" } },
      ["AppSpecification"],
    ],
    [
      "a processing variable",
      "Processing",
      { Environment: {} },
      { Environment: { A: "1" } },
      ["Environment"],
    ],
    ["a processing input", "Processing", input("s3://1"), input("s3://2"), ["ProcessingInputs"]],
    [
      "a hyperparameter",
      "Training",
      { HyperParameters: { a: "1" } },
      { HyperParameters: { a: "2" } },
      ["HyperParameters"],
    ],
    [
      "a tuning job's static hyperparameter",
      "Tuning",
      { TrainingJobDefinition: { StaticHyperParameters: { a: "1" } } },
      { TrainingJobDefinition: { StaticHyperParameters: { a: "2" } } },
      ["TrainingJobDefinition.StaticHyperParameters"],
    ],
    ["a model to transform with", "Transform", { ModelName: "1" }, { ModelName: "2" }, ["ModelName"]],
    [
      "an AutoML mode",
      "AutoML",
      { AutoMLJobConfig: { Mode: "A" } },
      { AutoMLJobConfig: { Mode: "B" } },
      ["AutoMLJobConfig.Mode"],
    ],
    ["a cluster", "EMR", { ClusterId: "1" }, { ClusterId: "2" }, ["ClusterId"]],
    ["any argument of a check", "QualityCheck", { RoleArn: "1" }, { RoleArn: "2" }, ["RoleArn"]],
  ])("%s loses the cache", (_what, type, before, after, attributes) => {
    const step = (own: JsonObject) => [{ Name: "S", Type: type, Arguments: own, ...CACHED }];
    expect(effects(step(before), step(after))).toEqual([lost("S", attributes)]);
  });

  test.each<[string, string, JsonObject, JsonObject]>([
    ["machines", "Processing", { ProcessingResources: { A: 1 } }, { ProcessingResources: { A: 2 } }],
    ["outputs", "Processing", output("s3://1"), output("s3://2")],
    ["a role", "Training", { RoleArn: "1" }, { RoleArn: "2" }],
    ["a time limit", "Training", { StoppingCondition: { A: 1 } }, { StoppingCondition: { A: 2 } }],
    [
      "a tuning job's machines",
      "Tuning",
      { TrainingJobDefinition: { ResourceConfig: 1 } },
      { TrainingJobDefinition: { ResourceConfig: 2 } },
    ],
  ])("%s keep it", (_what, type, before, after) => {
    const step = (own: JsonObject) => [{ Name: "S", Type: type, Arguments: own, ...CACHED }];
    expect(effects(step(before), step(after))).toEqual([]);
  });

  test("a check's members count, a description does not", () => {
    const check = (more: JsonObject) => [
      { Name: "S", Type: "QualityCheck", Arguments: {}, ...CACHED, ...more },
    ];
    expect(effects(check({ SkipCheck: true }), check({ SkipCheck: false }))).toEqual([
      lost("S", ["SkipCheck"]),
    ]);
    expect(effects(check({ Description: "a" }), check({ Description: "b" }))).toEqual([]);
  });
});

test("a step without a cache has none to lose", () => {
  expect(effects([processing("S", input("s3://1"))], [processing("S", input("s3://2"))])).toEqual([]);
  expect(effects([processing("S", input("s3://1"))], [processing("S", input("s3://2"), CACHED)])).toEqual([]);
});

test("a step whose key is another one in every execution has none either", () => {
  expect(
    effects([processing("S", input(BY_EXECUTION), CACHED)], [processing("S", input("s3://2"), CACHED)]),
  ).toEqual([]);
});

test("switched off, renamed, keyed by the execution from now on", () => {
  const step = processing("S", input("s3://1"), CACHED);
  expect(effects([step], [processing("S", input("s3://1"))])).toEqual([lost("S", ["CacheConfig"])]);
  expect(effects([step], [{ ...step, Name: "T" }])).toEqual([lost("T", ["Name"])]);
  expect(effects([step], [processing("S", input(BY_EXECUTION), CACHED)])).toEqual([
    lost("S", ["ProcessingInputs"]),
  ]);
});

test("a parameter's default changes the key where it is read", () => {
  const steps = [
    processing("S", input(get("Parameters.Data")), CACHED),
    processing("T", input("s3://x"), CACHED),
  ];
  const pipeline = (uri: string) => pipelineOf(steps, [{ Name: "Data", Type: "String", DefaultValue: uri }]);
  expect(diff(pipeline("s3://1"), pipeline("s3://2")).cache).toEqual([lost("S", ["ProcessingInputs"])]);
});

describe("down the line", () => {
  const chain = (image: string, out: Json, more: JsonObject = CACHED) => [
    processing("A", { AppSpecification: { ImageUri: image }, ...output(out) }, more),
    processing("B", { ...input(get(`Steps.A.${OUT}`)), ...output(out) }, CACHED),
    processing("C", input(get(`Steps.B.${OUT}`)), CACHED),
    processing("D", input("s3://elsewhere"), { ...CACHED, DependsOn: ["A"] }),
  ];

  test("steps that read what a step writes anew lose theirs, steps that only wait keep it", () => {
    expect(effects(chain("1", BY_EXECUTION), chain("2", BY_EXECUTION))).toEqual([
      lost("A", ["AppSpecification"]),
      lost("B", [], ["A"]),
      lost("C", [], ["B"]),
    ]);
  });

  test("at a fixed address the key stays, and results go stale", () => {
    expect(effects(chain("1", "s3://fixed"), chain("2", "s3://fixed"))).toEqual([
      lost("A", ["AppSpecification"]),
      { step: "B", effect: "stale", attributes: [], upstream: ["A"] },
      { step: "C", effect: "stale", attributes: [], upstream: ["B"] },
    ]);
  });

  test("behind a step that runs every time there was nothing to lose", () => {
    expect(effects(chain("1", BY_EXECUTION, {}), chain("2", BY_EXECUTION, {}))).toEqual([]);
  });

  test("a trained model's address is new with every training", () => {
    const steps = (eta: string) => [
      { Name: "T", Type: "Training", Arguments: { HyperParameters: { eta } }, ...CACHED },
      processing("E", input(get("Steps.T.ModelArtifacts.S3ModelArtifacts")), CACHED),
    ];
    expect(effects(steps("1"), steps("2"))).toEqual([lost("T", ["HyperParameters"]), lost("E", [], ["T"])]);
  });

  test("a function's answer depends on the function", () => {
    const steps = (arn: string) => [
      { Name: "L", Type: "Lambda", FunctionArn: arn, Arguments: {} },
      processing("E", input(get("Steps.L.OutputParameters['uri']")), CACHED),
    ];
    expect(effects(steps("f:1"), steps("f:2"))).toEqual([lost("E", [], ["L"])]);
  });

  test("behind a step that is no longer cached: it is named as the reason", () => {
    const before = pipelineOf(chain("1", BY_EXECUTION));
    const after = pipelineOf(chain("1", BY_EXECUTION, {}));
    expect(diff(before, after).cache).toEqual([
      lost("A", ["CacheConfig"]),
      { ...lost("B", [], ["A"]), uncached: ["A"] },
      lost("C", [], ["B"]),
    ]);
    expect(terminalLines(diff(before, after)).slice(-3)).toEqual([
      "! A loses its cache (CacheConfig changed)",
      "! B loses its cache (it reads from A, which is no longer cached)",
      "! C loses its cache (it reads from B)",
    ]);
  });

  test("behind a step of another name, whose results lie elsewhere from now on", () => {
    const steps = (name: string) => [
      { Name: name, Type: "Training", Arguments: {}, ...CACHED },
      processing("E", input(get(`Steps.${name}.ModelArtifacts.S3ModelArtifacts`)), CACHED),
    ];
    expect(effects(steps("T"), steps("U"))).toEqual([lost("U", ["Name"]), lost("E", [], ["U"])]);
  });

  test("behind a step that writes to another address", () => {
    const steps = (uri: string) => chain("1", uri).slice(0, 2);
    expect(effects(steps("s3://1"), steps("s3://2"))).toEqual([lost("B", [], ["A"])]);
  });

  test("behind a step of another name that writes where it wrote: the key stays", () => {
    const steps = (name: string) => [
      processing(name, output("s3://fixed"), CACHED),
      processing("E", input(get(`Steps.${name}.${OUT}`)), CACHED),
    ];
    expect(effects(steps("A"), steps("Z"))).toEqual([lost("Z", ["Name"])]);
  });

  test("steps that wait for each other come to an end", () => {
    const circle = (uri: string) => [
      processing("A", { ...input(get("Steps.B.X")), Environment: { uri } }, CACHED),
      processing("B", input(get("Steps.A.X")), CACHED),
    ];
    expect(
      effects(circle("1"), circle("2"))
        .map(({ step }) => step)
        .sort(),
    ).toEqual(["A", "B"]);
  });
});
