import fc from "fast-check";
import { isVariable, propertyPath, references, resolve } from "../../sagemaker/pipeline/references";
import type { Bindings } from "../../sagemaker/pipeline/references";
import { StepFailure } from "../../sagemaker/failure";
import type { Json } from "../../sagemaker/json";

const scope: Bindings = {
  parameters: new Map<string, Json>([
    ["Count", 2],
    ["Rate", 0.5],
    ["Name", "x"],
    ["Flag", true],
  ]),
  execution: (variable) => (variable === "PipelineExecutionId" ? "abc" : undefined),
  experiment: (name) => (name === "ExperimentName" ? "study" : undefined),
  properties: (step) =>
    step === "P"
      ? {
          ProcessingOutputConfig: {
            Outputs: [
              { OutputName: "train", S3Output: { S3Uri: "s3://b/train" } },
              { OutputName: "te.st", S3Output: { S3Uri: "s3://b/test" } },
            ],
          },
          OutputParameters: { version: "3" },
        }
      : undefined,
  propertyFile: (step, file) => (step === "P" && file === "Report" ? "s3://b/report.json" : undefined),
  document: (uri) =>
    uri === "s3://b/report.json"
      ? Promise.resolve({
          metrics: { auc: { value: 0.9, folds: [{ v: 1 }, { v: 2 }] } },
          "a.b": 1,
          none: null,
          classes: { "1": { recall: 0.8 } },
          history: [{ auc: 0.7 }, { auc: 0.75 }],
          "auc:test": 0.6,
          güte: 0.5,
        })
      : Promise.reject(new StepFailure(`no ${uri}`)),
};
const report = { Get: "Steps.P.PropertyFiles.Report" };

test.each<[string, Json, Json]>([
  ["a parameter", { Get: "Parameters.Count" }, 2],
  ["an execution variable", { Get: "Execution.PipelineExecutionId" }, "abc"],
  ["the experiment's name", { Get: "PipelineExperimentConfig.ExperimentName" }, "study"],
  [
    "an output by its name",
    { Get: "Steps.P.ProcessingOutputConfig.Outputs['train'].S3Output.S3Uri" },
    "s3://b/train",
  ],
  [
    "a name with a dot",
    { Get: 'Steps.P.ProcessingOutputConfig.Outputs["te.st"].S3Output.S3Uri' },
    "s3://b/test",
  ],
  [
    "an output by its index",
    { Get: "Steps.P.ProcessingOutputConfig.Outputs[1].S3Output.S3Uri" },
    "s3://b/test",
  ],
  ["a Lambda's output", { Get: "Steps.P.OutputParameters['version']" }, "3"],
  [
    "Join",
    { "Std:Join": { On: "/", Values: ["s3:/", { Get: "Parameters.Name" }, { Get: "Parameters.Count" }] } },
    "s3://x/2",
  ],
  [
    "Join of numbers and flags",
    { "Std:Join": { On: ",", Values: [{ Get: "Parameters.Rate" }, { Get: "Parameters.Flag" }] } },
    "0.5,true",
  ],
  [
    "Join within Join",
    { "Std:Join": { On: "-", Values: ["a", { "Std:Join": { On: "+", Values: ["b", "c"] } }] } },
    "a-b+c",
  ],
  ["JsonGet of a property file", { "Std:JsonGet": { PropertyFile: report, Path: "metrics.auc.value" } }, 0.9],
  ["JsonGet with an index", { "Std:JsonGet": { PropertyFile: report, Path: "metrics.auc.folds[1].v" } }, 2],
  ["JsonGet with a bracketed key", { "Std:JsonGet": { PropertyFile: report, Path: "['a.b']" } }, 1],
  ["JsonGet with $", { "Std:JsonGet": { PropertyFile: report, Path: "$.metrics.auc.value" } }, 0.9],
  // The paths of definitions that people have published, which AWS's page calls JsonPath notation.
  ["JsonGet of a class's label", { "Std:JsonGet": { PropertyFile: report, Path: "classes.1.recall" } }, 0.8],
  ["JsonGet from a list's end", { "Std:JsonGet": { PropertyFile: report, Path: "history[-1].auc" } }, 0.75],
  ["JsonGet of a name with a colon", { "Std:JsonGet": { PropertyFile: report, Path: "auc:test" } }, 0.6],
  ["JsonGet of a name in German", { "Std:JsonGet": { PropertyFile: report, Path: "güte" } }, 0.5],
  ["JsonGet of a null", { "Std:JsonGet": { PropertyFile: report, Path: "none" } }, null],
  [
    "what holds references",
    { a: [{ Get: "Parameters.Name" }, 1], b: { Get: "x", more: 1 } },
    { a: ["x", 1], b: { Get: "x", more: 1 } },
  ],
])("%s", async (_name, value, expected) => {
  expect(await resolve(value, scope)).toEqual(expected);
});

test.each<[string, Json, string]>([
  ["an unknown parameter", { Get: "Parameters.None" }, "Parameters.None could not be resolved"],
  [
    "a step that did not run",
    { Get: "Steps.Q.ModelArtifacts" },
    "Steps.Q.ModelArtifacts could not be resolved",
  ],
  ["a property that is not there", { Get: "Steps.P.Nothing" }, "Steps.P.Nothing could not be resolved"],
  ["a property by a JSON path", { Get: "Steps.P.$.ProcessingJobName" }, "could not be resolved"],
  [
    "an output that is not there",
    { Get: "Steps.P.ProcessingOutputConfig.Outputs['x'].S3Output" },
    "could not be resolved",
  ],
  ["an inherited member", { Get: "Steps.P.constructor" }, "could not be resolved"],
  [
    "a missing path",
    { "Std:JsonGet": { PropertyFile: report, Path: "metrics.f1" } },
    "nothing at the path metrics.f1",
  ],
  [
    "a path that cannot be read",
    { "Std:JsonGet": { PropertyFile: report, Path: "metrics[" } },
    "cannot read the path metrics[",
  ],
  [
    "a document at an S3 URI without the path",
    { "Std:JsonGet": { S3Uri: { "Std:Join": { On: "/", Values: ["s3://b", "report.json"] } }, Path: "a.b" } },
    "nothing at the path a.b of s3://b/report.json",
  ],
  [
    "an undeclared property file",
    { "Std:JsonGet": { PropertyFile: { Get: "Steps.P.PropertyFiles.X" }, Path: "a" } },
    "is no property file",
  ],
])("%s fails the step", async (_name, value, message) => {
  await expect(resolve(value, scope)).rejects.toThrow(message);
});

test("only a lone Get or function is a reference", () => {
  expect(isVariable({ Get: "Parameters.X" })).toBe(true);
  expect(isVariable({ Get: 1 })).toBe(false);
  expect(isVariable({ Get: "Parameters.X", Other: 1 })).toBe(false);
  expect(isVariable({ "Std:Join": {} })).toBe(true);
  expect(references({ a: [{ Get: "A" }], b: { "Std:Join": { Values: [{ Get: "B" }] } } })).toEqual([
    "A",
    "B",
  ]);
});

test("a path of any keys and indexes is read back", () => {
  const key = fc.string({ minLength: 1 }).filter((text) => !text.includes("'"));
  fc.assert(
    fc.property(fc.array(fc.oneof(key, fc.nat())), (parts) => {
      const path = parts.map((part) => (typeof part === "number" ? `[${part}]` : `['${part}']`)).join("");
      expect(propertyPath(path)).toEqual(parts);
    }),
  );
});

test("Join says what JavaScript's join says", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string()), fc.string(), async (values, on) => {
      expect(await resolve({ "Std:Join": { On: on, Values: values } }, scope)).toBe(values.join(on));
    }),
  );
});
