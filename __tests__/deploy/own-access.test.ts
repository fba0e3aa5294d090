import { desiredOf, type Desired } from "../../deploy/desired";
import { missingAccess } from "../../deploy/own-access";
import { exampleModel } from "../support/environments";
import { prodSources } from "./support/sources";

const { environment, model } = exampleModel("prod");
const ours = desiredOf(prodSources({ environment }));

function running(steps: readonly object[], parameters: readonly object[] = []): Desired {
  const [train, ...others] = ours.pipelines;
  if (train === undefined) throw new Error("no pipeline");
  const definition = { ...train.definition, Parameters: parameters, Steps: steps } as typeof train.definition;
  return { ...ours, pipelines: [{ ...train, definition }, ...others] };
}

test("our own pipelines lack nothing", () => {
  expect(missingAccess(ours, model)).toEqual([]);
});

test.each<[string, object, string, RegExp]>([
  [
    "data in another bucket",
    { S3Input: { S3Uri: "s3://elsewhere/raw/data.csv" } },
    "s3:GetObject",
    /arn:aws:s3:::elsewhere\/raw\/data\.csv/,
  ],
  [
    "results in another bucket, by execution",
    {
      S3Output: {
        S3Uri: {
          "Std:Join": { On: "/", Values: ["s3://elsewhere/out", { Get: "Execution.PipelineExecutionId" }] },
        },
      },
    },
    "s3:PutObject",
    /arn:aws:s3:::elsewhere\/out\/\*/,
  ],
  [
    "data that a parameter names",
    { S3Input: { S3Uri: { Get: "Parameters.Input" } } },
    "s3:GetObject",
    /arn:aws:s3:::by-parameter\/data/,
  ],
  [
    "an image of one's own",
    { ImageUri: "111122223333.dkr.ecr.us-east-1.amazonaws.com/our-image:1" },
    "ecr:BatchGetImage",
    /arn:aws:ecr:us-east-1:111122223333:repository\/our-image/,
  ],
  [
    "a group of versions beside ours",
    { ModelPackageGroupName: "old-group" },
    "sagemaker:CreateModelPackage",
    /model-package\/old-group\/\*/,
  ],
])("%s is told with the statement that is missing", (_what, args, action, resource) => {
  const step = { Name: "Prepare", Type: "Processing", Arguments: args };
  const parameters = [{ Name: "Input", Type: "String", DefaultValue: "s3://by-parameter/data" }];
  const [line = "", ...more] = missingAccess(running([step], parameters), model);
  expect(more).toEqual([]);
  expect(line).toMatch(/^missing access: train, step Prepare: arn:aws:iam::\d{12}:role\//);
  expect(line).toContain(action);
  const statement = JSON.parse(line.trimEnd().split("\n").at(-1) ?? "") as { Resource: string };
  expect(statement.Resource).toMatch(resource);
});

test("a step type that the role does not make anyway is told, a function of somebody else's too", () => {
  const lines = missingAccess(
    running([
      { Name: "Tune", Type: "Tuning", Arguments: {} },
      {
        Name: "Ask",
        Type: "Lambda",
        FunctionArn: "arn:aws:lambda:us-east-1:111122223333:function:theirs",
        Arguments: {},
      },
    ]),
    model,
  );
  expect(lines.map((line) => /lacks (\S+) on/.exec(line)?.[1])).toEqual([
    "sagemaker:CreateHyperParameterTuningJob",
    "lambda:InvokeFunction",
  ]);
});
