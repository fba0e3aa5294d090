import {
  cleanupStep,
  currentItem,
  diff,
  failStep,
  forEachStep,
  join,
  lambdaStep,
  patch,
  pipeline,
  type Json,
  type JsonObject,
} from "..";
import { condition, definition, fail, found, lambda } from "./definitions";

const loop = (body: Json[], more: JsonObject = {}): JsonObject => ({
  Name: "Loop",
  Type: "ForEach",
  Arguments: { IterableItems: ["a"], MaxConcurrency: 1, ForEachBody: body, ...more },
});
const asking = (name: string, path: string): JsonObject =>
  lambda(name, { Arguments: { input: { Get: path } } });
const picking = (Pick: Json, path: string): JsonObject => ({ Selector: { Pick, Field: { Get: path } } });
const body = lambda("Body");
const ITEMS = "/Steps/0/Arguments/IterableItems";

describe("a loop", () => {
  test.each<[what: string, json: Json, findings: readonly string[]]>([
    [
      "runs its body for each item",
      definition([loop([asking("Body", "ForEach.CurrentItem['a b'].c[0]")])]),
      [],
    ],
    [
      "offers what its body gave",
      definition([
        loop([body], picking("MinBy", "IterationOutput.Body.OutputParameters['answer']")),
        asking("U", "Steps.Loop.Selected.OutputParameters['answer']"),
        asking("V", "Steps.Loop.IterationOutputs[12].Body.OutputParameters['answer']"),
        asking("W", "Steps.Loop.SucceededStepCount"),
      ]),
      [],
    ],
    [
      "offers nothing else",
      definition([
        loop([body], picking("MaxBy", "IterationOutput.Body.OutputParameters['answer']")),
        asking("U", "Steps.Loop.Selected.OutputParameters['question']"),
        asking("V", "Steps.Loop.IterationOutputs[0].Nobody.OutputParameters['answer']"),
        asking("W", "Steps.Loop.IterationOutputs.Body.OutputParameters['answer']"),
        asking("X", "Steps.Loop.Duration"),
      ]),
      [
        "UnknownOutput U /Steps/1/Arguments/input",
        "UnknownProperty V /Steps/2/Arguments/input",
        "UnknownProperty W /Steps/3/Arguments/input",
        "UnknownProperty X /Steps/4/Arguments/input",
      ],
    ],
    [
      "keeps its body to itself",
      definition([loop([body]), asking("U", "Steps.Body.OutputParameters['answer']")]),
      ["UntakenBranch U /Steps/1/Arguments/input"],
    ],
    [
      "lets the steps of its body use each other",
      definition([loop([body, asking("Next", "Steps.Body.OutputParameters['answer']")])]),
      [],
    ],
    [
      "has no conditions, failures and loops in it",
      definition([loop([condition("C", []), fail("F"), { ...loop([lambda("Inner")]), Name: "L" }])]),
      [
        "NotInLoop C /Steps/0/Arguments/ForEachBody/0",
        "NotInLoop F /Steps/0/Arguments/ForEachBody/1",
        "NotInLoop L /Steps/0/Arguments/ForEachBody/2",
      ],
    ],
    [
      "has an item nowhere else",
      definition([asking("U", "ForEach.CurrentItem")]),
      ["MalformedReference U /Steps/0/Arguments/input"],
    ],
    [
      "compares in its selector alone",
      definition([loop([asking("Body", "IterationOutput.Body.OutputParameters['answer']")])]),
      ["MalformedReference Body /Steps/0/Arguments/ForEachBody/0/Arguments/input"],
    ],
    [
      "picks by what its body gives",
      definition([loop([body], picking("Best", "Execution.PipelineName"))]),
      [
        "MalformedReference Loop /Steps/0/Arguments/Selector/Field",
        "WrongEnum Loop /Steps/0/Arguments/Selector/Pick",
      ],
    ],
    [
      "goes through something",
      definition([loop([body], { IterableItems: "[1]" })]),
      [`WrongType Loop ${ITEMS}`],
    ],
    [
      "goes through more than nothing",
      definition([loop([body], { IterableItems: [] })]),
      [`OutOfRange Loop ${ITEMS}`],
    ],
    [
      "goes through single values",
      definition([loop([body], { IterableItems: ["a", ["b"]] })]),
      [`WrongType Loop ${ITEMS}/1`],
    ],
    [
      "runs no more than 50 steps at once",
      definition([loop([body], { MaxConcurrency: 51 })]),
      ["OutOfRange Loop /Steps/0/Arguments/MaxConcurrency"],
    ],
    ["runs something", definition([loop([])]), ["OutOfRange Loop /Steps/0/Arguments/ForEachBody"]],
    [
      "leaves the names of its iterations free",
      definition([loop([body]), lambda("Body-1"), lambda("Body-one")]),
      ["DuplicateStep Body-1 /Steps/1/Name"],
    ],
  ])("%s", (_what, json, findings) => {
    expect(found(json)).toEqual(findings);
  });

  test("is written with what the body's steps offer", () => {
    const score = lambdaStep({
      name: "Score",
      functionArn: "arn",
      inputs: { name: currentItem("name"), whole: join(" ", [currentItem()]) },
      outputs: { auc: "Float" },
    });
    const each = forEachStep({
      name: "Each",
      items: ["a"],
      maxConcurrency: 2,
      body: [score],
      selector: { pick: "MaxBy", by: score.outputs.auc },
    });
    const message = join(" ", [each.selected(score.outputs.auc), each.iteration(1, score.outputs.auc)]);
    const { Steps } = pipeline({ steps: [each, failStep({ name: "F", message })] });
    expect(Steps[1]?.Arguments).toEqual({
      ErrorMessage: {
        "Std:Join": {
          On: " ",
          Values: [
            { Get: "Steps.Each.Selected.OutputParameters['auc']" },
            { Get: "Steps.Each.IterationOutputs[1].Score.OutputParameters['auc']" },
          ],
        },
      },
    });
  });

  test("is compared step by step", () => {
    const one = definition([loop([body]), lambda("Other")]);
    const other = definition([loop([body, lambda("Other")], { MaxConcurrency: 3 })]);
    const between = diff(one, other);
    expect(between.changes.map(({ kind, change, path }) => `${kind} ${change} ${path}`)).toEqual([
      "argument changed Steps.Loop.Arguments.MaxConcurrency",
      "step moved Steps.Other",
    ]);
    expect(patch(between, one)).toEqual(other);
  });
});

describe("a step that waits for how another ends", () => {
  const after = (...DependsOn: Json[]) => definition([lambda("A"), lambda("B", { DependsOn })]);
  const AT = "B /Steps/1/DependsOn";

  test.each<[what: string, json: Json, findings: readonly string[]]>([
    ["takes each of four ends", after({ Step: "A", Trigger: "Stopped" }), []],
    ["takes no other", after({ Step: "A", Trigger: "Late" }), [`WrongEnum ${AT}/0`]],
    ["says nothing else", after({ Step: "A", Trigger: "Any", When: 1 }), [`UnknownField ${AT}/0/When`]],
    ["waits for a step", after({ Step: "C", Trigger: "Failed" }), [`UnknownStep ${AT}/0`]],
    [
      "waits for one end",
      after("A", { Step: "A", Trigger: "Any" }),
      [`Contradiction ${AT}/0`, `Contradiction ${AT}/1`],
    ],
    [
      "does not wait for itself",
      definition([lambda("A", { DependsOn: [{ Step: "A", Trigger: "Any" }] })]),
      ["Cycle A /Steps/0/DependsOn/0"],
    ],
  ])("%s", (_what, json, findings) => {
    expect(found(json)).toEqual(findings);
  });

  test("follows it when it is renamed", () => {
    const one = after({ Step: "A", Trigger: "Failed" });
    const renamed = definition([lambda("Z"), lambda("B", { DependsOn: [{ Step: "Z", Trigger: "Failed" }] })]);
    const between = diff(one, renamed);
    expect(between.changes).toMatchObject([{ kind: "step", change: "renamed", from: "A", to: "Z" }]);
    expect(patch(between, one)).toEqual(renamed);
  });
});

describe("a step that cleans up", () => {
  test("waits for each step whose outputs it deletes, once", () => {
    const [a, b] = ["A", "B"].map((name) => lambdaStep({ name, functionArn: "arn" }));
    const sources = [{ step: "A" }, { step: "B", uris: ["s3://b/x"] }, { step: "B", uris: ["s3://b/y"] }];
    const tidy = cleanupStep({ name: "C", sources, dependsOn: [{ step: "A", trigger: "Any" }] });
    expect(a && b && pipeline({ steps: [a, b, tidy] }).Steps[2]).toEqual({
      Name: "C",
      Type: "Cleanup",
      DependsOn: [{ Step: "A", Trigger: "Any" }, "B"],
      Arguments: {
        Resources: {
          S3: [
            { StepName: "A" },
            { StepName: "B", S3Uris: ["s3://b/x"] },
            { StepName: "B", S3Uris: ["s3://b/y"] },
          ],
        },
      },
    });
  });

  const tidying = (resources: Json, DependsOn: Json[] = ["A"]): Json =>
    definition([lambda("A"), { Name: "C", Type: "Cleanup", DependsOn, Arguments: { Resources: resources } }]);
  const AT = "C /Steps/1/Arguments/Resources";

  test.each<[what: string, json: Json, findings: readonly string[]]>([
    ["names the step", tidying({ S3: [{ S3Uris: ["s3://b/x"] }] }), [`MissingField ${AT}/S3/0/StepName`]],
    ["names one that there is", tidying({ S3: [{ StepName: "Z" }] }), [`UnknownStep ${AT}/S3/0/StepName`]],
    ["waits for it", tidying({ S3: [{ StepName: "A" }] }, []), [`UnknownStep ${AT}/S3/0/StepName`]],
    ["deletes something", tidying({ S3: [] }), [`OutOfRange ${AT}/S3`]],
    [
      "deletes addresses",
      tidying({ S3: [{ StepName: "A", S3Uris: [1] }] }),
      [`WrongType ${AT}/S3/0/S3Uris/0`],
    ],
    ["deletes from S3 alone", tidying({ S3: [{ StepName: "A" }], Efs: [] }), [`UnknownField ${AT}/Efs`]],
  ])("%s", (_what, json, findings) => {
    expect(found(json)).toEqual(findings);
  });
});
