import {
  conditionStep,
  DefinitionError,
  greaterThan,
  integerParameter,
  isIn,
  join,
  lambdaStep,
  rawStep,
  trainingStep,
} from "..";

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof DefinitionError && error.code === "NotJson") return error.message;
    throw error;
  }
  return "nothing was thrown";
}

const training = (InstanceCount: number) =>
  trainingStep({
    name: "Train",
    arguments: {
      OutputDataConfig: { S3OutputPath: "s3://b/m" },
      ResourceConfig: { InstanceType: "ml.m5.large", InstanceCount, VolumeSizeInGB: 1 },
      RoleArn: "arn:aws:iam::111122223333:role/r",
    },
  });

describe("a number that JSON does not have is refused by its place", () => {
  const cases: readonly (readonly [message: string, run: () => unknown])[] = [
    ["step Train: /Arguments/ResourceConfig/InstanceCount is NaN", () => training(Number.NaN)],
    [
      "step L: /Arguments/a~1b is Infinity",
      () => lambdaStep({ name: "L", functionArn: "arn", inputs: { "a/b": Infinity } }),
    ],
    [
      "step R: /Arguments/List/1 is -Infinity",
      () => rawStep({ Name: "R", Type: "Quantum", Arguments: { List: [1, -Infinity] } }),
    ],
    ["parameter N: /DefaultValue is NaN", () => integerParameter("N", { default: Number.NaN })],
    ["Std:Join: /Values/1 is NaN", () => join("", ["a", Number.NaN])],
    [
      "GreaterThan: /RightValue is NaN",
      () =>
        conditionStep({ name: "C", conditions: [greaterThan(1, Number.NaN)], ifSteps: [], elseSteps: [] }),
    ],
    ["In: /Values/0 is NaN", () => isIn(1, [Number.NaN])],
  ];
  test.each(cases)("%s", (message, run) => {
    expect(messageOf(run)).toBe(`${message}, which a pipeline definition cannot hold`);
  });
});
