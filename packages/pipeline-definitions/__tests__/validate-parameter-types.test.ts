import {
  floatParameter,
  InvalidPipeline,
  integerParameter,
  pipeline,
  trainingStep,
  validate,
  type Json,
  type JsonObject,
} from "..";
import { definition, found, lambda } from "./definitions";

const AT = "/Steps/0/Arguments/ResourceConfig/InstanceCount";
const training = (InstanceCount: Json): JsonObject => ({
  Name: "T",
  Type: "Training",
  Arguments: {
    OutputDataConfig: { S3OutputPath: "s3://b/m" },
    ResourceConfig: { InstanceType: "ml.m5.large", InstanceCount, VolumeSizeInGB: 1 },
    RoleArn: "arn:aws:iam::111122223333:role/r",
  },
});
const count = (parameter: JsonObject) =>
  found(definition([training({ Get: "Parameters.N" })], [{ Name: "N", ...parameter }]));

describe("a whole number", () => {
  test("is no Float parameter's to give, whatever its default", () => {
    expect(count({ Type: "Float" })).toEqual([`TypeMismatch T ${AT}`]);
    expect(count({ Type: "Float", DefaultValue: 2 })).toEqual([`TypeMismatch T ${AT}`]);
    const [finding] = validate(
      definition([training({ Get: "Parameters.N" })], [{ Name: "N", Type: "Float" }]),
    );
    expect(finding).toMatchObject({ severity: "error", fix: "declare N as an Integer" });
  });

  test("is no fraction, in a default or among the values", () => {
    expect(count({ Type: "Float", DefaultValue: 1.5 })).toEqual([
      `TypeMismatch T ${AT}`,
      "WrongType T /Parameters/0/DefaultValue",
    ]);
    expect(count({ Type: "Float", DefaultValue: 1, EnumValues: [1, 2.5] })).toEqual([
      `TypeMismatch T ${AT}`,
      "WrongType T /Parameters/0/EnumValues/1",
    ]);
  });

  test("is an Integer parameter's, whose default is judged once", () => {
    expect(count({ Type: "Integer", DefaultValue: 2 })).toEqual([]);
    expect(count({ Type: "Integer", DefaultValue: 1.5 })).toEqual([
      "WrongDefault - /Parameters/0/DefaultValue",
    ]);
    expect(count({ Type: "Integer", DefaultValue: -1 })).toEqual(["OutOfRange T /Parameters/0/DefaultValue"]);
  });

  test("may be what a function answers as a Float: doubtful", () => {
    const ask = lambda("L", { OutputParameters: [{ OutputName: "n", OutputType: "Float" }] });
    const steps = [training({ Get: "Steps.L.OutputParameters['n']" }), ask];
    const findings = validate(definition(steps));
    expect(findings.map(({ code, severity }) => [code, severity])).toEqual([["TypeMismatch", "warning"]]);
  });

  test("is asked for in TypeScript, too", () => {
    const build = (N: ReturnType<typeof floatParameter>) =>
      pipeline({
        parameters: [N],
        steps: [
          trainingStep({
            name: "T",
            arguments: {
              OutputDataConfig: { S3OutputPath: "s3://b/m" },
              ResourceConfig: { InstanceType: "ml.m5.large", InstanceCount: N, VolumeSizeInGB: 1 },
              RoleArn: "arn:aws:iam::111122223333:role/r",
            },
          }),
        ],
      });
    expect(() => build(floatParameter("F", { default: 1.5 }))).toThrow(InvalidPipeline);
    expect(() => build(integerParameter("E", { default: 1.5 }))).toThrow(/WrongDefault/);
    expect(() => build(integerParameter("N", { default: 1 }))).not.toThrow();
  });
});

test("a number takes a Float parameter where the API takes fractions", () => {
  const tuning = (Value: Json) => ({
    Name: "H",
    Type: "Tuning",
    Arguments: {
      HyperParameterTuningJobConfig: {
        ResourceLimits: { MaxParallelTrainingJobs: 1 },
        Strategy: "Random",
        TuningJobCompletionCriteria: { TargetObjectiveMetricValue: Value },
      },
    },
  });
  expect(
    found(definition([tuning({ Get: "Parameters.F" })], [{ Name: "F", Type: "Float", DefaultValue: 0.5 }])),
  ).toEqual([]);
  expect(
    found(definition([tuning({ Get: "Parameters.F" })], [{ Name: "F", Type: "Integer", DefaultValue: 1 }])),
  ).toEqual([]);
});

test("all that is wrong with a value is said at once: its length and its form", () => {
  const { Arguments: args } = training(1);
  const step = { ...training(1), Arguments: { ...(args as JsonObject), RoleArn: "AmazonSageMakerRole" } };
  expect(found(definition([step]))).toEqual([
    "OutOfRange T /Steps/0/Arguments/RoleArn",
    "WrongPattern T /Steps/0/Arguments/RoleArn",
  ]);
});
