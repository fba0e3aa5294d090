import type { Json } from "..";
import { condition, definition, fail, found, lambda, processing, using } from "./definitions";

const training = {
  Name: "T",
  Type: "Training",
  Arguments: {
    InputDataConfig: [
      { ChannelName: "train", DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: "s3://b/t" } } },
    ],
    OutputDataConfig: { S3OutputPath: "s3://b/m" },
    RoleArn: "arn:aws:iam::111122223333:role/r",
  },
};

describe("each rule of references and order", () => {
  const cases: readonly [rule: string, json: Json, findings: readonly string[]][] = [
    [
      "a reference that is none",
      definition([using("S", "Step.A.x")]),
      ["MalformedReference S /Steps/0/Arguments/Environment/K0"],
    ],
    [
      "a parameter that nobody declares",
      definition([using("S", "Parameters.P")]),
      ["UnknownParameter S /Steps/0/Arguments/Environment/K0"],
    ],
    [
      "an unknown execution variable",
      definition([using("S", "Execution.Id")]),
      ["UnknownExecutionVariable S /Steps/0/Arguments/Environment/K0"],
    ],
    [
      "a step that does not exist",
      definition([using("S", "Steps.A.ProcessingJobName")]),
      ["UnknownStep S /Steps/0/Arguments/Environment/K0"],
    ],
    [
      "waiting for a step that does not exist",
      definition([fail("F", "", { DependsOn: ["A"] })]),
      ["UnknownStep F /Steps/0/DependsOn/0"],
    ],
    [
      "an output that a job does not have",
      definition([processing("A"), using("S", "Steps.A.ProcessingOutputConfig.Outputs['x'].S3Output.S3Uri")]),
      ["UnknownOutput S /Steps/1/Arguments/Environment/K0"],
    ],
    [
      "outputs by position, of which there is one",
      definition([
        processing("A"),
        using(
          "S",
          "Steps.A.ProcessingOutputConfig.Outputs[0].S3Output.S3Uri",
          "Steps.A.ProcessingOutputConfig.Outputs[1].S3Output.S3Uri",
        ),
      ]),
      ["UnknownOutput S /Steps/1/Arguments/Environment/K1"],
    ],
    [
      "an input that a job does not have",
      definition([processing("A"), using("S", "Steps.A.ProcessingInputs['x'].S3Input.S3Uri")]),
      ["UnknownProperty S /Steps/1/Arguments/Environment/K0"],
    ],
    [
      "channels that a job has and does not have",
      definition([
        training,
        using(
          "S",
          "Steps.T.InputDataConfig['train'].DataSource.S3DataSource.S3Uri",
          "Steps.T.InputDataConfig['test'].DataSource.S3DataSource.S3Uri",
          "Steps.T.InputDataConfig[1].ChannelName",
        ),
      ]),
      [
        "UnknownProperty S /Steps/1/Arguments/Environment/K1",
        "UnknownProperty S /Steps/1/Arguments/Environment/K2",
      ],
    ],
    [
      "an output that a function does not declare",
      definition([lambda("L"), using("S", "Steps.L.OutputParameters['x']")]),
      ["UnknownOutput S /Steps/1/Arguments/Environment/K0"],
    ],
    [
      "a property that a function does not have",
      definition([lambda("L"), using("S", "Steps.L.answer")]),
      ["UnknownProperty S /Steps/1/Arguments/Environment/K0"],
    ],
    [
      "a property of a fail step",
      definition([fail("F"), using("S", "Steps.F.ErrorMessage")]),
      ["UnknownProperty S /Steps/1/Arguments/Environment/K0"],
    ],
    [
      "a property file that nobody declares",
      definition([processing("A"), using("S", "Steps.A.PropertyFiles.R")]),
      ["UnknownPropertyFile S /Steps/1/Arguments/Environment/K0"],
    ],
    [
      "a property file in no output",
      definition([
        processing("A", { PropertyFiles: [{ PropertyFileName: "R", OutputName: "x", FilePath: "r" }] }),
      ]),
      ["PropertyFileWithoutProducer A /Steps/0/PropertyFiles/0/OutputName"],
    ],
    [
      "a property file in an output that goes to a feature group",
      definition([
        processing(
          "A",
          { PropertyFiles: [{ PropertyFileName: "R", OutputName: "o", FilePath: "r" }] },
          {
            ProcessingOutputConfig: {
              Outputs: [{ OutputName: "o", AppManaged: true, FeatureStoreOutput: { FeatureGroupName: "g" } }],
            },
          },
        ),
      ]),
      ["PropertyFileWithoutProducer A /Steps/0/PropertyFiles/0/OutputName"],
    ],
    [
      "a reference in the pipeline's own fields",
      { ...definition([fail("F")]), PipelineExperimentConfig: { ExperimentName: { Get: "Execution.Name" } } },
      ["UnknownExecutionVariable - /PipelineExperimentConfig/ExperimentName"],
    ],

    [
      "two steps that wait for each other",
      definition([using("A", "Steps.B.ProcessingJobName"), processing("B", { DependsOn: ["A"] })]),
      ["Cycle B /Steps/1/DependsOn/0"],
    ],
    [
      "the same by two references and back by two: one cycle, where it closes first",
      definition([
        using("A", "Steps.B.ProcessingJobName", "Steps.B.ProcessingJobArn"),
        using("B", "Steps.A.ProcessingJobName", "Steps.A.ProcessingJobArn"),
      ]),
      ["Cycle B /Steps/1/Arguments/Environment/K0"],
    ],
    [
      "two cycles with a step in common",
      definition([
        using("A", "Steps.B.ProcessingJobName", "Steps.C.ProcessingJobName"),
        processing("B", { DependsOn: ["A"] }),
        processing("C", { DependsOn: ["A"] }),
      ]),
      ["Cycle B /Steps/1/DependsOn/0", "Cycle C /Steps/2/DependsOn/0"],
    ],
    [
      "a step that waits for itself",
      definition([using("A", "Steps.A.ProcessingJobName")]),
      ["Cycle A /Steps/0/Arguments/Environment/K0"],
    ],
    [
      "a branch's step for which its condition waits",
      definition([
        using("A", "Steps.C.Outcome"),
        condition("C", [using("B", "Steps.A.ProcessingJobName")]),
        processing("D", { DependsOn: ["B"] }),
      ]),
      ["UntakenBranch D /Steps/2/DependsOn/0"],
    ],
    [
      "a circle through a condition",
      definition([
        processing("A", { DependsOn: ["C"] }),
        { ...condition("C", [fail("F")]), DependsOn: ["A"] },
      ]),
      ["Cycle C /Steps/1/DependsOn/0"],
    ],
    [
      "a reference into a branch",
      definition([condition("C", [processing("A")]), using("B", "Steps.A.ProcessingJobName")]),
      ["UntakenBranch B /Steps/1/Arguments/Environment/K0"],
    ],
    [
      "a reference into the other branch",
      definition([condition("C", [processing("A")], [using("B", "Steps.A.ProcessingJobName")])]),
      ["UntakenBranch B /Steps/0/Arguments/ElseSteps/0/Arguments/Environment/K0"],
    ],
    [
      "a condition that asks its own branch",
      definition([
        condition(
          "C",
          [processing("A")],
          [],
          [{ Type: "Equals", LeftValue: { Get: "Steps.A.ProcessingJobName" }, RightValue: "a" }],
        ),
      ]),
      ["UntakenBranch C /Steps/0/Arguments/Conditions/0/LeftValue"],
    ],
  ];

  test.each(cases)("%s", (_rule, json, findings) => {
    expect(found(json)).toEqual(findings);
  });
});
