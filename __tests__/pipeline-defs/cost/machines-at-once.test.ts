import type { JsonObject } from "sagemaker-pipeline-definitions";
import { machinesAtOnce } from "../../../pipeline-defs/cost/machines-at-once";

const job = (Name: string, more: JsonObject = {}, instances: JsonObject[string] = 1): JsonObject => ({
  Name,
  Type: "Processing",
  Arguments: {
    ProcessingResources: { ClusterConfig: { InstanceType: "ml.m5.xlarge", InstanceCount: instances } },
  },
  ...more,
});
const reads = (step: string): JsonObject => ({ Get: `Steps.${step}.ProcessingJobName` });
const condition = (Name: string, IfSteps: JsonObject[], ElseSteps: JsonObject[]): JsonObject => ({
  Name,
  Type: "Condition",
  Arguments: { Conditions: [], IfSteps, ElseSteps },
});
const atOnce = (Steps: JsonObject[], parallel?: number, Parameters: JsonObject[] = []): number | undefined =>
  machinesAtOnce({ Parameters, Steps }, parallel)[0]?.instances;

test.each([
  ["side by side", [job("A"), job("B"), job("C")], 3],
  ["one after the other by DependsOn", [job("A"), job("B", { DependsOn: ["A"] })], 1],
  ["and with a trigger", [job("A"), job("B", { DependsOn: [{ Step: "A", Trigger: "Failed" }] })], 1],
  ["by what it reads", [job("A"), job("B", { Environment: { JOB: reads("A") } })], 1],
  ["across a step between", [job("A"), job("B", { DependsOn: ["A"] }), job("C", { DependsOn: ["B"] })], 1],
  [
    "of a diamond its middle",
    [
      job("A"),
      job("B", { DependsOn: ["A"] }, 3),
      job("C", { DependsOn: ["A"] }, 4),
      job("D", { DependsOn: ["B", "C"] }, 6),
    ],
    7,
  ],
  ["never both branches", [condition("If", [job("A", {}, 2)], [job("B", {}, 3)])], 3],
  ["a branch with what stands outside", [job("O"), condition("If", [job("A"), job("B")], [job("C")])], 3],
  ["nothing, of a circle, but one", [job("A", { DependsOn: ["B"] }), job("B", { DependsOn: ["A"] })], 1],
])("%s", (_, steps, expected) => {
  expect(atOnce(steps)).toBe(expected);
});

test("no more steps than may run at once, the largest of them", () => {
  const steps = [job("A", {}, 2), job("B", {}, 5), job("C", {}, 3)];
  expect([1, 2, 3].map((parallel) => atOnce(steps, parallel))).toEqual([5, 8, 10]);
});

test("parameters count with their defaults, and other machines for themselves", () => {
  const Parameters = [{ Name: "Count", Type: "Integer", DefaultValue: 4 }];
  const transform: JsonObject = {
    Name: "Transform",
    Type: "Transform",
    Arguments: { TransformResources: { InstanceType: "ml.c5.large", InstanceCount: 2 } },
  };
  const Steps = [job("A", {}, { Get: "Parameters.Count" }), transform];
  expect(machinesAtOnce({ Parameters, Steps })).toEqual([
    expect.objectContaining({ job: "processing", instanceType: "ml.m5.xlarge", instances: 4 }),
    { job: "transform", instanceType: "ml.c5.large", instances: 2 },
  ]);
});

test("every item of a loop may run at the same time", () => {
  const loop = {
    Name: "Each",
    Type: "ForEach",
    Arguments: { IterableItems: ["a", "b", "c"], ForEachBody: [job("A", {}, 2)] },
  };
  expect(atOnce([loop])).toBe(6);
});
