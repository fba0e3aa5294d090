import { validate, type Json, type JsonObject } from "..";
import { condition, definition, processing } from "./definitions";

describe("outputs of a cached step", () => {
  const run = { Get: "Execution.PipelineExecutionId" };
  const join = (...Values: Json[]) => ({ "Std:Join": { On: "/", Values } });
  const writing = (S3Uri: Json, cache: Json = { Enabled: true }) =>
    processing(
      "A",
      { CacheConfig: cache },
      {
        ProcessingOutputConfig: {
          Outputs: [{ OutputName: "o", S3Output: { S3Uri, LocalPath: "/o", S3UploadMode: "EndOfJob" } }],
        },
      },
    );
  const reading = (S3Uri: Json) =>
    processing(
      "B",
      {},
      {
        ProcessingInputs: [
          { InputName: "i", S3Input: { S3Uri, S3DataType: "S3Prefix", LocalPath: "/opt/ml/processing/i" } },
        ],
      },
    );
  const tuning = (S3OutputPath: Json): JsonObject => ({
    Name: "A",
    Type: "Tuning",
    CacheConfig: { Enabled: true },
    Arguments: {
      HyperParameterTuningJobConfig: { Strategy: "Random", ResourceLimits: { MaxParallelTrainingJobs: 1 } },
      TrainingJobDefinition: {
        AlgorithmSpecification: { TrainingInputMode: "File" },
        RoleArn: "arn:aws:iam::111122223333:role/r",
        OutputDataConfig: { S3OutputPath },
        StoppingCondition: { MaxRuntimeInSeconds: 60 },
      },
    },
  });
  const at = "/Steps/1/Arguments/ProcessingInputs/0/S3Input/S3Uri";
  const cases: readonly [rule: string, steps: readonly JsonObject[], findings: readonly string[]][] = [
    ["read by hand", [writing(join("s3:/", "b", run)), reading(join("s3:/", "b", run))], [`error ${at}`]],
    [
      "read below",
      [writing(join("s3:/", "b", run)), reading(join("s3:/", "b", run, "x.csv"))],
      [`error ${at}`],
    ],
    [
      "said in other pieces",
      [writing(join("s3://b", run)), reading({ "Std:Join": { On: "", Values: ["s3://b/", run, "/x"] } })],
      [`error ${at}`],
    ],
    ["read by a fixed address", [writing("s3://b/o"), reading("s3://b/o/x.csv")], [`warning ${at}`]],
    ["beside which something else lies", [writing("s3://b/o"), reading("s3://b/other")], []],
    [
      "read by a longer text",
      [
        writing(join("s3:/", "b", run)),
        processing(
          "B",
          {},
          {
            AppSpecification: {
              ImageUri: "i",
              ContainerArguments: [{ "Std:Join": { On: "", Values: ["--in=s3://b/", run, "/x"] } }],
            },
          },
        ),
      ],
      ["error /Steps/1/Arguments/AppSpecification/ContainerArguments/0"],
    ],
    [
      "read out of a file by its address",
      [
        writing(join("s3:/", "b", run)),
        condition(
          "C",
          [],
          [],
          [
            {
              Type: "LessThan",
              LeftValue: { "Std:JsonGet": { S3Uri: join("s3:/", "b", run, "r.json"), Path: "a" } },
              RightValue: 1,
            },
          ],
        ),
      ],
      ["error /Steps/1/Arguments/Conditions/0/LeftValue/Std:JsonGet/S3Uri"],
    ],
    [
      "read as a baseline",
      [
        writing(join("s3:/", "b", run)),
        {
          ...processing("Q"),
          Type: "QualityCheck",
          CheckType: "DATA_QUALITY",
          SuppliedBaselineStatistics: join("s3:/", "b", run, "statistics.json"),
        },
      ],
      ["error /Steps/1/SuppliedBaselineStatistics"],
    ],
    [
      "that a parameter says",
      [writing({ Get: "Parameters.Out" }), reading(join({ Get: "Parameters.Out" }, "x.csv"))],
      [`error ${at}`],
    ],
    [
      "that a parameter says, as a whole",
      [writing({ Get: "Parameters.Out" }), reading({ Get: "Parameters.Out" })],
      [`error ${at}`],
    ],
    [
      "where a tuning job makes its own folder",
      [tuning(join("s3:/", "b", run)), reading(join("s3:/", "b", run, ""))],
      [`error ${at}`],
    ],
    [
      "where a tuning job makes its own folder, and something else lies beside it",
      [tuning(join("s3:/", "b", run)), reading(join("s3:/", "b", run, "best"))],
      [],
    ],
    ["at a bucket's root", [writing("s3://b"), reading("s3://b/raw")], []],
    [
      "at the root of a parameter's bucket",
      [
        writing(join("s3:/", { Get: "Parameters.Out" })),
        reading(join("s3:/", { Get: "Parameters.Out" }, "raw")),
      ],
      [],
    ],
    [
      "that a step writes which is never cached",
      [
        {
          ...tuning("s3://b/o"),
          Type: "RegisterModel",
          Arguments: { OutputDataConfig: { S3OutputPath: "s3://b/o" } },
        },
        reading("s3://b/o"),
      ],
      [],
    ],
    ["that is not cached", [writing("s3://b/o", { Enabled: false }), reading("s3://b/o")], []],
    [
      "read by property",
      [
        writing(join("s3:/", "b", run)),
        reading({ Get: "Steps.A.ProcessingOutputConfig.Outputs['o'].S3Output.S3Uri" }),
      ],
      [],
    ],
  ];

  test.each(cases)("%s", (_rule, steps, findings) => {
    const parameters = [{ Name: "Out", Type: "String" }];
    const others = ["UnusedParameter", "NotCached", "UnknownField", "ReadWithoutWaiting"];
    const all = validate(definition(steps, parameters)).filter(({ code }) => !others.includes(code));
    expect(all.map(({ code, severity, pointer }) => [code, `${severity} ${pointer}`])).toEqual(
      findings.map((line) => ["CachedOutputByHand", line]),
    );
  });
});
