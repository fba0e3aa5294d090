import type { Json, JsonObject } from "sagemaker-pipeline-definitions";
import { ROLE, SCIKIT } from "./world";

/** Definitions for the rules that no change of a single member breaks. */

const whole = (
  Steps: readonly Json[],
  Parameters: readonly Json[] = [],
  more: JsonObject = {},
): JsonObject => ({
  Version: "2020-12-01",
  Parameters,
  Steps,
  ...more,
});
const fail = (Name: string, ErrorMessage: Json = "", more: JsonObject = {}): JsonObject => ({
  Name,
  Type: "Fail",
  Arguments: { ErrorMessage },
  ...more,
});
const lambda = (Name: string, more: JsonObject = {}): JsonObject => ({
  Name,
  Type: "Lambda",
  FunctionArn: "arn:aws:lambda:us-east-1:111111111111:function:f",
  Arguments: {},
  ...more,
});
const decide = (IfSteps: readonly Json[]): JsonObject => ({
  Name: "Decide",
  Type: "Condition",
  Arguments: {
    Conditions: [{ Type: "Equals", LeftValue: 1, RightValue: 1 }],
    IfSteps,
    ElseSteps: [],
  },
});
const loop = (ForEachBody: readonly Json[]): JsonObject => ({
  Name: "Loop",
  Type: "ForEach",
  Arguments: { IterableItems: ["a"], MaxConcurrency: 1, ForEachBody },
});
const job = (Name: string, Type: string, args: JsonObject, more: JsonObject = {}): JsonObject => ({
  Name,
  Type,
  Arguments: { RoleArn: ROLE, ...args },
  ...more,
});
const cluster = (InstanceType: string, more: JsonObject = {}): JsonObject => ({
  ProcessingResources: { ClusterConfig: { InstanceCount: 1, InstanceType, VolumeSizeInGB: 1, ...more } },
});
const processing = (Name: string, args: JsonObject = {}, more: JsonObject = {}): JsonObject =>
  job(
    Name,
    "Processing",
    { AppSpecification: { ImageUri: SCIKIT }, ...cluster("ml.m5.large"), ...args },
    more,
  );
const training = (args: JsonObject): JsonObject =>
  job("T", "Training", { OutputDataConfig: { S3OutputPath: "s3://b/m" }, ...args });
const channel = (ChannelName: string, more: JsonObject = {}, source: JsonObject = {}): JsonObject => ({
  ChannelName,
  DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: "s3://b/in", ...source } },
  ...more,
});
const input = (InputName: string, S3Uri: Json, folder: string): JsonObject => ({
  InputName,
  S3Input: { S3DataType: "S3Prefix", S3Uri, LocalPath: `/opt/ml/processing/${folder}`, S3InputMode: "File" },
});
const groups = [{ InstanceCount: 1, InstanceGroupName: "g", InstanceType: "ml.m5.large" }];
const preferences = [{ InstanceType: "ml.m5.large" }];
const joined = { "Std:Join": { On: "/", Values: ["s3://b/out", { Get: "Execution.PipelineExecutionId" }] } };
const outputs = (S3Uri: Json): JsonObject => ({
  ProcessingOutputConfig: {
    Outputs: [
      { OutputName: "o", S3Output: { LocalPath: "/opt/ml/processing/o", S3UploadMode: "EndOfJob", S3Uri } },
    ],
  },
});
const algorithm = (more: JsonObject) => ({ AlgorithmSpecification: { TrainingInputMode: "File", ...more } });
const P = { Get: "Parameters.P" };

/** By the error that `validate` finds; of some, with the member that it is about. */
export const byRule: Readonly<Record<string, JsonObject>> = {
  AfterFail: whole([fail("A"), lambda("B", { DependsOn: ["A"] })]),
  CachedOutputByHand: whole([
    processing("A", outputs(joined), { CacheConfig: { Enabled: true } }),
    processing("B", { ProcessingInputs: [input("i", joined, "i")] }, { DependsOn: ["A"] }),
  ]),
  Contradiction: whole([lambda("A"), lambda("B", { DependsOn: ["A", { Step: "A", Trigger: "Failed" }] })]),
  Cycle: whole([lambda("A", { DependsOn: ["B"] }), lambda("B", { DependsOn: ["A"] })]),
  DefinitionTooLarge: whole([fail("A", "x".repeat(2 ** 20))]),
  DuplicateInput: whole([training({ InputDataConfig: [channel("c"), channel("c")] })]),
  DuplicateParameter: whole(
    [fail("A", P)],
    [1, 2].map(() => ({ Name: "P", Type: "String" })),
  ),
  DuplicateStep: whole([fail("A"), fail("A")]),
  GroupsInWarmPool: whole([
    training({
      ResourceConfig: { InstanceGroups: groups, KeepAlivePeriodInSeconds: 60, VolumeSizeInGB: 1 },
    }),
  ]),
  GzipWithoutPipe: whole([
    training({ InputDataConfig: [channel("c", { CompressionType: "Gzip", InputMode: "File" })] }),
  ]),
  IllegalParameterName: whole([fail("A", { Get: "Parameters.a b" })], [{ Name: "a b", Type: "String" }]),
  IllegalStepName: whole([fail("a b")]),
  ImageOfOtherRegion: whole([
    processing("A", {
      AppSpecification: { ImageUri: SCIKIT.replace("us-east-1", "eu-west-1") },
      Environment: { QUEUE: "https://sqs.us-east-1.amazonaws.com/111111111111/q" },
    }),
    lambda("B"),
  ]),
  InputNotFlat: whole([lambda("A", { Arguments: { list: ["a"] } })]),
  LocalPath: whole([
    processing("A", { ProcessingInputs: [input("a", "s3://b/a", "i"), input("b", "s3://b/b", "i")] }),
  ]),
  ManifestWithoutPipe: whole([
    training({
      InputDataConfig: [channel("c", { InputMode: "File" }, { S3DataType: "AugmentedManifestFile" })],
    }),
  ]),
  "MissingField LocalPath": whole([
    processing("A", {
      ProcessingInputs: [{ InputName: "i", S3Input: { S3DataType: "S3Prefix", S3Uri: "s3://b/i" } }],
    }),
  ]),
  "MissingField TrainingImage": whole([training(algorithm({}))]),
  MixedInputModes: whole([
    training({
      InputDataConfig: [channel("c", { InputMode: "Pipe" }), channel("d", { InputMode: "FastFile" })],
    }),
  ]),
  Misshapen: whole([{ Name: "A", Type: "Fail" }]),
  NotInLoop: whole([loop([fail("A")])]),
  ObjectInText: whole([fail("A", "[object Object]")]),
  "OneOf AlgorithmName": whole([training(algorithm({ AlgorithmName: "a", TrainingImage: "i" }))]),
  "OneOf Containers": whole([
    {
      Name: "M",
      Type: "Model",
      Arguments: { Containers: [{ Image: "i" }], PrimaryContainer: { Image: "i" } },
    },
  ]),
  "OneOf EnableManagedSpotTraining": whole([
    training({
      EnableManagedSpotTraining: true,
      ResourceConfig: { InstancePreferences: preferences, VolumeSizeInGB: 1 },
    }),
  ]),
  "OneOf InstanceCount": whole([
    training({ ResourceConfig: { InstanceCount: 1, InstanceGroups: groups, VolumeSizeInGB: 1 } }),
  ]),
  "OneOf InstanceType": whole([
    processing("A", cluster("ml.m5.large", { InstancePreferences: preferences })),
  ]),
  "OutOfRange MaxPayloadInMB": whole([
    {
      Name: "B",
      Type: "Transform",
      Arguments: {
        MaxPayloadInMB: 101,
        ModelName: "m",
        TransformInput: { DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: "s3://b/in" } } },
        TransformOutput: { S3OutputPath: "s3://b/out" },
        TransformResources: { InstanceCount: 1, InstanceType: "ml.m5.large" },
      },
    },
  ]),
  "OutOfRange MaxRuntimeInSeconds": whole([
    training({ StoppingCondition: { MaxRuntimeInSeconds: 2_419_201 } }),
  ]),
  PlaintextSecret: whole([processing("A", { Environment: { DB_PASSWORD: "hunter2-and-more" } })]),
  PropertyFileWithoutProducer: whole([
    processing(
      "A",
      {},
      {
        PropertyFiles: [{ FilePath: "f.json", OutputName: "o", PropertyFileName: "F" }],
      },
    ),
  ]),
  SpotInWarmPool: whole([
    training({
      EnableManagedSpotTraining: true,
      ResourceConfig: {
        InstanceCount: 1,
        InstanceType: "ml.m5.large",
        KeepAlivePeriodInSeconds: 60,
        VolumeSizeInGB: 1,
      },
    }),
  ]),
  TextTooLong: whole([fail("A", "", { Description: "x".repeat(3073) })]),
  TooManyOutputs: whole([
    lambda("A", {
      OutputParameters: Array.from({ length: 51 }, (_one, index) => ({
        OutputName: `o${index}`,
        OutputType: "String",
      })),
    }),
  ]),
  TooManyParameters: whole(
    [fail("A")],
    Array.from({ length: 201 }, (_one, index) => ({ Name: `P${index}`, Type: "String" })),
  ),
  UnknownExecutionVariable: whole([fail("A", { Get: "Execution.Nothing" })]),
  UnknownExperiment: whole([fail("A", { Get: "PipelineExperimentConfig.TrialName" })]),
  UnknownFunction: whole([fail("A", { "Std:Concat": ["a"] })]),
  UnknownInstanceType: whole([processing("A", cluster("ml.m5.huge"))]),
  UnknownOutput: whole([lambda("A"), fail("B", { Get: "Steps.A.OutputParameters['none']" })]),
  UnknownParameter: whole([fail("A", P)]),
  UnknownParameterType: whole([fail("A", P)], [{ Name: "P", Type: "Text" }]),
  UnknownProperty: whole([processing("A"), fail("B", { Get: "Steps.A.Nothing" })]),
  UnknownPropertyFile: whole([
    processing("A"),
    fail("B", {
      "Std:JsonGet": { Path: "a", PropertyFile: { Get: "Steps.A.PropertyFiles.None" } },
    }),
  ]),
  UnknownStep: whole([fail("A", { Get: "Steps.Nobody.Arn" })]),
  UnknownStepType: whole([{ Name: "A", Type: "Quantum", Arguments: {} }]),
  UnreadablePath: whole([fail("A", { "Std:JsonGet": { Path: "a[", S3Uri: "s3://b/a.json" } })]),
  UntakenBranch: whole([decide([lambda("A")]), lambda("B", { DependsOn: ["A"] })]),
  VolumeKeyWithLocalStorage: whole([
    processing("A", cluster("ml.m5d.large", { VolumeKmsKeyId: "1234abcd-12ab-34cd-56ef-1234567890ab" })),
  ]),
  WaitShorterThanRun: whole([
    training({
      EnableManagedSpotTraining: true,
      StoppingCondition: { MaxRuntimeInSeconds: 61, MaxWaitTimeInSeconds: 60 },
    }),
  ]),
  WaitWithoutSpot: whole([
    training({ StoppingCondition: { MaxRuntimeInSeconds: 60, MaxWaitTimeInSeconds: 60 } }),
  ]),
  WrongDefault: whole([fail("A", P)], [{ Name: "P", Type: "String", DefaultValue: 1 }]),
  WrongEnumValues: whole([fail("A", P)], [{ Name: "P", Type: "String", EnumValues: [1] }]),
};

const path = (Path: Json): Json => ({ "Std:JsonGet": { S3Uri: "s3://b/a.json", Path } });

/** Definitions that AWS takes and the rehearsal cannot run, beside those that the Python SDK emits. */
export const notRun: readonly JsonObject[] = [
  whole([fail("A", path("folds[?(@.auc > 0.5)].auc"))]),
  whole([fail("A", path("folds.length()"))]),
  whole([fail("A", path(P))], [{ Name: "P", Type: "String" }]),
  whole([processing("A", {}, { CacheConfig: { Enabled: P } })], [{ Name: "P", Type: "Boolean" }]),
  whole([fail("A")], [], {
    MlflowConfig: { MlflowResourceArn: "arn:aws:sagemaker:us-east-1:111111111111:mlflow-tracking-server/m" },
  }),
];
