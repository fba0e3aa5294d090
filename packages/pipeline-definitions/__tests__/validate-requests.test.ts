import { validate, type Json, type JsonObject } from "..";
import { condition, definition, fail, found, lambda, processing, using } from "./definitions";

const ROLE = "arn:aws:iam::111122223333:role/r";
const cluster = (InstanceType: Json) => ({
  ProcessingResources: { ClusterConfig: { InstanceCount: 1, InstanceType, VolumeSizeInGB: 1 } },
});
const step = (Type: string, Arguments: JsonObject, more: JsonObject = {}): JsonObject => ({
  Name: "S",
  Type,
  Arguments,
  ...more,
});
const training = (more: JsonObject = {}): JsonObject =>
  step("Training", { OutputDataConfig: { S3OutputPath: "s3://b/m" }, RoleArn: ROLE, ...more });
const TUNING = { ResourceLimits: { MaxParallelTrainingJobs: 1 } };

describe("each rule of requests", () => {
  const cases: readonly [rule: string, json: Json, findings: readonly string[]][] = [
    [
      "a required member missing, deep inside",
      definition([processing("P", {}, { ProcessingResources: { ClusterConfig: { InstanceCount: 1 } } })]),
      ["MissingField P /Steps/0/Arguments/ProcessingResources/ClusterConfig/VolumeSizeInGB"],
    ],
    [
      "a member that the API does not have",
      definition([processing("P", {}, { Enviroment: {} })]),
      ["UnknownField P /Steps/0/Arguments/Enviroment"],
    ],
    [
      "a string where a number belongs",
      definition([training({ StoppingCondition: { MaxRuntimeInSeconds: "60" } })]),
      ["WrongType S /Steps/0/Arguments/StoppingCondition/MaxRuntimeInSeconds"],
    ],
    [
      "an instance type that no processing job runs on",
      definition([processing("P", {}, cluster("ml.trn1.2xlarge"))]),
      ["UnknownInstanceType P /Steps/0/Arguments/ProcessingResources/ClusterConfig/InstanceType"],
    ],
    [
      "the same type for a training job, which it suits",
      definition([
        training({
          ResourceConfig: { InstanceType: "ml.trn1.2xlarge", InstanceCount: 1, VolumeSizeInGB: 1 },
        }),
      ]),
      [],
    ],
    [
      "an instance type by a parameter's default, once however often it is used",
      definition(
        [1, 2].map((n) => processing(`P${n}`, {}, cluster({ Get: "Parameters.Machine" }))),
        [{ Name: "Machine", Type: "String", DefaultValue: "ml.m5.huge" }],
      ),
      ["UnknownInstanceType P1 /Parameters/0/DefaultValue"],
    ],
    [
      "a value that is not in an enum",
      definition([
        training({ AlgorithmSpecification: { TrainingImage: "image", TrainingInputMode: "Fast" } }),
      ]),
      ["WrongEnum S /Steps/0/Arguments/AlgorithmSpecification/TrainingInputMode"],
    ],
    [
      "a role that is none",
      definition([training({ RoleArn: "sagemaker-execution-role" })]),
      ["WrongPattern S /Steps/0/Arguments/RoleArn"],
    ],
    [
      "an address that lies in no bucket",
      definition([training({ OutputDataConfig: { S3OutputPath: "/tmp/m" } })]),
      ["WrongPattern S /Steps/0/Arguments/OutputDataConfig/S3OutputPath"],
    ],
    [
      "no instances",
      definition([
        processing(
          "P",
          {},
          {
            ProcessingResources: {
              ClusterConfig: { InstanceCount: 0, InstanceType: "ml.m5.large", VolumeSizeInGB: 1 },
            },
          },
        ),
      ]),
      ["OutOfRange P /Steps/0/Arguments/ProcessingResources/ClusterConfig/InstanceCount"],
    ],
    [
      "an integer parameter in a hyperparameter",
      definition(
        [training({ HyperParameters: { n: { Get: "Parameters.N" } } })],
        [{ Name: "N", Type: "Integer" }],
      ),
      ["TypeMismatch S /Steps/0/Arguments/HyperParameters/n"],
    ],
    [
      "an approval that is none",
      definition([step("RegisterModel", { ModelApprovalStatus: "Yes" })]),
      ["WrongEnum S /Steps/0/Arguments/ModelApprovalStatus"],
    ],
    [
      "a strategy that the tuner does not know",
      definition([step("Tuning", { HyperParameterTuningJobConfig: { ...TUNING, Strategy: "Luck" } })]),
      ["WrongEnum S /Steps/0/Arguments/HyperParameterTuningJobConfig/Strategy"],
    ],
    [
      "a lineage action without its source",
      definition([step("Lineage", { Actions: [{ ActionName: "a", ActionType: "t" }] })]),
      ["MissingField S /Steps/0/Arguments/Actions/0/Source"],
    ],
    [
      "a cluster's step without its jar",
      definition([step("EMR", { ClusterId: "j-1", StepConfig: { HadoopJarStep: {} } })]),
      ["MissingField S /Steps/0/Arguments/StepConfig/HadoopJarStep/Jar"],
    ],
    [
      "two clusters for one step",
      definition([
        step("EMR", {
          ClusterId: "j-1",
          ClusterConfig: { Instances: {} },
          StepConfig: { HadoopJarStep: { Jar: "s3://b/j" } },
        }),
      ]),
      ["OneOf S /Steps/0/Arguments"],
    ],
    [
      "a serverless job without application",
      definition([
        step("EMRServerless", {
          ExecutionRoleArn: ROLE,
          JobConfig: { executionRoleArn: ROLE, jobDriver: {} },
        }),
      ]),
      ["OneOf S /Steps/0/Arguments"],
    ],
    [
      "a check of the wrong kind",
      definition([{ ...processing("Q"), Type: "QualityCheck", CheckType: "DATA_BIAS" }]),
      ["WrongEnum Q /Steps/0/CheckType"],
    ],
    [
      "a field that a step does not have",
      definition([processing("P", { DependOn: [] })]),
      ["UnknownField P /Steps/0/DependOn"],
    ],
    [
      "an output of a function without a type",
      definition([lambda("L", { OutputParameters: [{ OutputName: "a", OutputType: "Text" }] })]),
      ["WrongEnum L /Steps/0/OutputParameters/0/OutputType"],
    ],
    [
      "the id of a file system in a form that AWS does not give",
      definition([
        training({
          InputDataConfig: [
            {
              ChannelName: "a",
              DataSource: {
                FileSystemDataSource: {
                  FileSystemId: "fs-1",
                  FileSystemType: "EFS",
                  FileSystemAccessMode: "ro",
                  DirectoryPath: "/d",
                },
              },
            },
          ],
        }),
      ]),
      [
        "OutOfRange S /Steps/0/Arguments/InputDataConfig/0/DataSource/FileSystemDataSource/FileSystemId",
        "WrongPattern S /Steps/0/Arguments/InputDataConfig/0/DataSource/FileSystemDataSource/FileSystemId",
      ],
    ],
  ];

  test.each(cases)("%s", (_rule, json, findings) => {
    expect(found(json)).toEqual(findings);
  });

  test("says what was probably meant", () => {
    const [finding] = validate(definition([processing("P", {}, cluster("ml.m5.xlage"))]));
    expect(finding).toMatchObject({
      severity: "error",
      message: "a Processing step cannot run on ml.m5.xlage",
      fix: "did you mean ml.m5.xlarge?",
    });
  });
});

describe("each rule of properties", () => {
  const channel = {
    ChannelName: "c",
    DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: "s3://b/c" } },
  };
  const train = { ...training({ InputDataConfig: [channel] }), Name: "T" };
  const cases: readonly [path: string, codes: readonly string[]][] = [
    ["Steps.T.ModelArtifacts.S3ModelArtifacts", []],
    ["Steps.T.FinalMetricDataList['validation:auc'].MetricName", []],
    ["Steps.T.InputDataConfig[0].ChannelName", []],
    ["Steps.T.HyperParameters['eta']", []],
    ["Steps.T.ModelArtifact.S3ModelArtifacts", ["UnknownProperty"]],
    ["Steps.T.ModelArtifacts.S3Uri", ["UnknownProperty"]],
    ["Steps.T.FinalMetricDataList.Value", ["UnknownProperty"]],
    ["Steps.T.TrainingJobName.Length", ["UnknownProperty"]],
    ["Steps.T.ModelArtifacts..S3ModelArtifacts", ["UnknownProperty"]],
    ["Steps.T.ModelArtifacts", ["PropertyNotPrimitive"]],
    ["Steps.T.InputDataConfig", ["PropertyNotPrimitive"]],
    ["Steps.T.BillableTimeInSeconds", ["TypeMismatch"]],
  ];

  test.each(cases)("%s", (path, codes) => {
    expect(validate(definition([train, using("U", path)])).map(({ code }) => code)).toEqual(codes);
  });

  test("names the property that was probably meant", () => {
    const [finding] = validate(definition([train, using("U", "Steps.T.ModelArtifacts.S3ModelArtefacts")]));
    expect(finding?.fix).toBe("did you mean S3ModelArtifacts?");
  });

  test("of the step types whose properties no API describes", () => {
    const quality = { ...processing("Q"), Type: "QualityCheck", CheckType: "DATA_QUALITY" };
    const steps = [
      quality,
      condition("C", []),
      using("U", "Steps.Q.CalculatedBaselineStatistics", "Steps.Q.ConstraintViolations", "Steps.C.Outcome"),
      using("V", "Steps.C.Result"),
    ];
    expect(found(definition(steps))).toEqual([
      "UnknownProperty U /Steps/2/Arguments/Environment/K1",
      "UnknownProperty V /Steps/3/Arguments/Environment/K0",
    ]);
  });
});

describe("comparisons", () => {
  const compare = (Type: string, LeftValue: Json, RightValue: Json, Parameters: Json = []) =>
    found(definition([condition("C", [fail("F")], [], [{ Type, LeftValue, RightValue }])], Parameters));
  test("of different types are doubtful", () => {
    const at = "ConditionTypes C /Steps/0/Arguments/Conditions/0";
    expect(compare("Equals", { Get: "Parameters.N" }, "1", [{ Name: "N", Type: "Integer" }])).toEqual([at]);
    expect(compare("GreaterThan", "a", 1)).toEqual([at]);
    expect(compare("GreaterThan", "a", "b")).toEqual([]);
    expect(compare("LessThan", 1, { "Std:JsonGet": { S3Uri: "s3://b/r.json", Path: "a" } })).toEqual([]);
  });
  test("with what a parameter never is are doubtful, each where the value stands", () => {
    const size = [{ Name: "S", Type: "String", EnumValues: ["s", "l"] }];
    const at = "ImpossibleComparison C /Steps/0/Arguments/Conditions/0";
    const S = { Get: "Parameters.S" };
    expect(compare("Equals", S, "l", size)).toEqual([]);
    expect(compare("Equals", S, "xl", size)).toEqual([`${at}/RightValue`]);
    expect(compare("Equals", "xl", S, size)).toEqual([`${at}/LeftValue`]);
    expect(compare("Equals", S, { Get: "Execution.PipelineName" }, size)).toEqual([]);
    expect(compare("Equals", S, "xl", [{ Name: "S", Type: "String", DefaultValue: "s" }])).toEqual([]);
    const isIn = (QueryValue: Json, Values: Json) =>
      validate(definition([condition("C", [fail("F")], [], [{ Type: "In", QueryValue, Values }])], size));
    expect(isIn(S, ["s", "l"])).toEqual([]);
    expect(isIn(S, ["s", "xl", "xxl"])).toMatchObject([
      { severity: "warning", pointer: "/Steps/0/Arguments/Conditions/0/Values/1", fix: "use one of s, l" },
      { pointer: "/Steps/0/Arguments/Conditions/0/Values/2" },
    ]);
  });
});
