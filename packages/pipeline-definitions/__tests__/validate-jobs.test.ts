import { validate, type Json, type JsonObject } from "..";
import { definition, found, processing } from "./definitions";

const ROLE = "arn:aws:iam::111122223333:role/r";
const training = (more: JsonObject = {}): JsonObject => ({
  Name: "T",
  Type: "Training",
  Arguments: { OutputDataConfig: { S3OutputPath: "s3://b/m" }, RoleArn: ROLE, ...more },
});
const machines = (more: JsonObject): JsonObject => ({
  ResourceConfig: { InstanceCount: 1, InstanceType: "ml.m5.large", VolumeSizeInGB: 1, ...more },
});
const groups = [{ InstanceCount: 1, InstanceGroupName: "g", InstanceType: "ml.m5.large" }];
const channel = (more: JsonObject = {}, source: JsonObject = {}): JsonObject => ({
  ChannelName: "c",
  DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: "s3://b/in", ...source } },
  ...more,
});
const channels = (...InputDataConfig: JsonObject[]) => training({ InputDataConfig });
const algorithm = (more: JsonObject) => ({ AlgorithmSpecification: { TrainingInputMode: "File", ...more } });
const spot = (
  MaxRuntimeInSeconds: Json,
  MaxWaitTimeInSeconds: Json,
  EnableManagedSpotTraining: Json = true,
) =>
  training({ EnableManagedSpotTraining, StoppingCondition: { MaxRuntimeInSeconds, MaxWaitTimeInSeconds } });
const input = (LocalPath: Json | undefined, more: JsonObject = {}, source: JsonObject = {}): JsonObject => ({
  InputName: "i",
  S3Input: {
    S3DataType: "S3Prefix",
    S3Uri: "s3://b/in",
    ...(LocalPath === undefined ? {} : { LocalPath }),
    ...source,
  },
  ...more,
});
const inputs = (...ProcessingInputs: Json[]) => processing("P", {}, { ProcessingInputs });
const output = (LocalPath: string): JsonObject => ({
  ProcessingOutputConfig: {
    Outputs: [{ OutputName: "o", S3Output: { LocalPath, S3UploadMode: "EndOfJob", S3Uri: "s3://b/out" } }],
  },
});
const transform = (more: JsonObject): JsonObject => ({
  Name: "B",
  Type: "Transform",
  Arguments: {
    ModelName: "m",
    TransformInput: { DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: "s3://b/in" } } },
    TransformOutput: { S3OutputPath: "s3://b/out" },
    TransformResources: { InstanceCount: 1, InstanceType: "ml.m5.large" },
    ...more,
  },
});
const model = (more: JsonObject): JsonObject => ({ Name: "M", Type: "Model", Arguments: more });
const BELOW = "/opt/ml/processing/input";
const PATH = "/Steps/0/Arguments/ProcessingInputs/0/S3Input/LocalPath";

/** What the API reference says in prose (`request-problems.ts` has each rule's source), a case for each side of a rule. */
const CASES: readonly [rule: string, step: JsonObject, findings: readonly string[]][] = [
  ["a wait for spot as long as the run", spot(60, 60), []],
  [
    "a wait for spot shorter than the run",
    spot(61, 60),
    ["WaitShorterThanRun T /Steps/0/Arguments/StoppingCondition/MaxWaitTimeInSeconds"],
  ],
  [
    "a wait for spot shorter than the day that a run may take without a limit",
    training({ EnableManagedSpotTraining: true, StoppingCondition: { MaxWaitTimeInSeconds: 86_399 } }),
    ["WaitShorterThanRun T /Steps/0/Arguments/StoppingCondition/MaxWaitTimeInSeconds"],
  ],
  [
    "a wait without spot",
    spot(60, 60, false),
    ["WaitWithoutSpot T /Steps/0/Arguments/StoppingCondition/MaxWaitTimeInSeconds"],
  ],
  [
    "a run of more than 28 days",
    training({ StoppingCondition: { MaxRuntimeInSeconds: 2_419_201 } }),
    ["OutOfRange T /Steps/0/Arguments/StoppingCondition/MaxRuntimeInSeconds"],
  ],
  ["a run of 28 days", training({ StoppingCondition: { MaxRuntimeInSeconds: 2_419_200 } }), []],
  ["a warm pool of six hours", training(machines({ KeepAlivePeriodInSeconds: 21_600 })), []],
  [
    "a warm pool of more",
    training(machines({ KeepAlivePeriodInSeconds: 21_601 })),
    ["OutOfRange T /Steps/0/Arguments/ResourceConfig/KeepAlivePeriodInSeconds"],
  ],
  [
    "a warm pool of spot instances",
    training({ EnableManagedSpotTraining: true, ...machines({ KeepAlivePeriodInSeconds: 60 }) }),
    ["SpotInWarmPool T /Steps/0/Arguments/ResourceConfig/KeepAlivePeriodInSeconds"],
  ],
  [
    "no warm pool of spot instances",
    training({ EnableManagedSpotTraining: true, ...machines({ KeepAlivePeriodInSeconds: 0 }) }),
    [],
  ],
  [
    "a warm pool of instance groups",
    training({ ResourceConfig: { InstanceGroups: groups, KeepAlivePeriodInSeconds: 60, VolumeSizeInGB: 1 } }),
    ["GroupsInWarmPool T /Steps/0/Arguments/ResourceConfig/KeepAlivePeriodInSeconds"],
  ],
  [
    "an instance type beside instance groups",
    training(machines({ InstanceGroups: groups })),
    [
      "OneOf T /Steps/0/Arguments/ResourceConfig/InstanceType",
      "OneOf T /Steps/0/Arguments/ResourceConfig/InstanceCount",
    ],
  ],
  [
    "an instance type beside preferences",
    training(machines({ InstancePreferences: [{ InstanceType: "ml.m5.large" }] })),
    ["OneOf T /Steps/0/Arguments/ResourceConfig/InstanceType"],
  ],
  [
    "spot beside preferences",
    training({
      EnableManagedSpotTraining: true,
      ResourceConfig: { InstancePreferences: [{ InstanceType: "ml.m5.large" }], VolumeSizeInGB: 1 },
    }),
    ["OneOf T /Steps/0/Arguments/EnableManagedSpotTraining"],
  ],
  [
    "an image beside an algorithm",
    training(algorithm({ AlgorithmName: "a", TrainingImage: "i" })),
    ["OneOf T /Steps/0/Arguments/AlgorithmSpecification/AlgorithmName"],
  ],
  [
    "neither image nor algorithm",
    training(algorithm({})),
    ["MissingField T /Steps/0/Arguments/AlgorithmSpecification/TrainingImage"],
  ],
  [
    "Pipe beside FastFile",
    channels(channel({ InputMode: "Pipe" }), channel({ ChannelName: "d", InputMode: "FastFile" })),
    ["MixedInputModes T /Steps/0/Arguments/InputDataConfig/1/InputMode"],
  ],
  [
    "FastFile in a job of Pipe",
    training({
      ...algorithm({ TrainingImage: "i", TrainingInputMode: "Pipe" }),
      InputDataConfig: [channel({ InputMode: "FastFile" })],
    }),
    ["MixedInputModes T /Steps/0/Arguments/InputDataConfig/0/InputMode"],
  ],
  [
    "File beside FastFile",
    channels(channel({ InputMode: "File" }), channel({ ChannelName: "d", InputMode: "FastFile" })),
    [],
  ],
  [
    "Gzip in the File mode of the job",
    training({
      ...algorithm({ TrainingImage: "i" }),
      InputDataConfig: [channel({ CompressionType: "Gzip" })],
    }),
    ["GzipWithoutPipe T /Steps/0/Arguments/InputDataConfig/0/CompressionType"],
  ],
  ["Gzip in Pipe mode", channels(channel({ CompressionType: "Gzip", InputMode: "Pipe" })), []],
  [
    "an augmented manifest in File mode",
    channels(channel({ InputMode: "File" }, { S3DataType: "AugmentedManifestFile" })),
    ["ManifestWithoutPipe T /Steps/0/Arguments/InputDataConfig/0/DataSource/S3DataSource/S3DataType"],
  ],
  [
    "an augmented manifest in Pipe mode",
    channels(channel({ InputMode: "Pipe" }, { S3DataType: "AugmentedManifestFile" })),
    [],
  ],
  [
    "two channels of one name",
    channels(channel(), channel()),
    ["DuplicateInput T /Steps/0/Arguments/InputDataConfig/1/ChannelName"],
  ],
  ["an input below /opt/ml/processing/", inputs(input(BELOW)), []],
  ["an input at a relative path", inputs(input("work/input")), [`LocalPath P ${PATH}`]],
  ["an input elsewhere", inputs(input("/data/input")), [`LocalPath P ${PATH}`]],
  ["an input in a training job's folder", inputs(input("/opt/ml/input/data/a")), [`LocalPath P ${PATH}`]],
  ["an input beside /opt/ml/processing/", inputs(input("/opt/ml/processing2/a")), [`LocalPath P ${PATH}`]],
  ["an input without a folder", inputs(input(undefined)), [`MissingField P ${PATH}`]],
  ["an input that the job's code fetches", inputs(input(undefined, { AppManaged: true })), []],
  [
    "two inputs in one folder",
    inputs(input(BELOW), input(`${BELOW}/`, { InputName: "j" })),
    ["LocalPath P /Steps/0/Arguments/ProcessingInputs/1/S3Input/LocalPath"],
  ],
  ["an input in another's folder", inputs(input(BELOW), input(`${BELOW}/code`, { InputName: "j" })), []],
  [
    "two inputs of one name",
    inputs(input(BELOW), input("/opt/ml/processing/other")),
    ["DuplicateInput P /Steps/0/Arguments/ProcessingInputs/1/InputName"],
  ],
  [
    "an output at a relative path",
    processing("P", {}, output("out")),
    ["LocalPath P /Steps/0/Arguments/ProcessingOutputConfig/Outputs/0/S3Output/LocalPath"],
  ],
  [
    "an output in an input's folder",
    processing("P", {}, { ProcessingInputs: [input(BELOW)], ...output(BELOW) }),
    ["LocalPath P /Steps/0/Arguments/ProcessingOutputConfig/Outputs/0/S3Output/LocalPath"],
  ],
  ["an output elsewhere", processing("P", {}, output("/tmp/out")), []],
  [
    "an input's Gzip in File mode",
    inputs(input(BELOW, {}, { S3CompressionType: "Gzip", S3InputMode: "File" })),
    ["GzipWithoutPipe P /Steps/0/Arguments/ProcessingInputs/0/S3Input/S3CompressionType"],
  ],
  [
    "an input's Gzip in Pipe mode",
    inputs(input(BELOW, {}, { S3CompressionType: "Gzip", S3InputMode: "Pipe" })),
    [],
  ],
  [
    "more than 100 MB of requests at once",
    transform({ MaxConcurrentTransforms: 17 }),
    ["OutOfRange B /Steps/0/Arguments/MaxConcurrentTransforms"],
  ],
  [
    "a request of more than 100 MB",
    transform({ MaxPayloadInMB: 101 }),
    ["OutOfRange B /Steps/0/Arguments/MaxPayloadInMB"],
  ],
  ["requests of 100 MB at once", transform({ MaxConcurrentTransforms: 4, MaxPayloadInMB: 25 }), []],
  ["requests of any size", transform({ MaxConcurrentTransforms: 50, MaxPayloadInMB: 0 }), []],
  [
    "one container beside several",
    model({ Containers: [{ Image: "i" }], PrimaryContainer: { Image: "i" } }),
    ["OneOf M /Steps/0/Arguments/Containers"],
  ],
  [
    "the name of a version",
    { Name: "R", Type: "RegisterModel", Arguments: { ModelPackageGroupName: "g", ModelPackageName: "v" } },
    ["NotInPipelines R /Steps/0/Arguments/ModelPackageName"],
  ],
  [
    "an experiment of a step's own",
    training({ ExperimentConfig: { ExperimentName: "e", TrialComponentDisplayName: "d" } }),
    ["NotInPipelines T /Steps/0/Arguments/ExperimentConfig/ExperimentName"],
  ],
  ["the name of a trial component", training({ ExperimentConfig: { TrialComponentDisplayName: "d" } }), []],
];

describe("each rule that the API reference has in prose", () => {
  test.each(CASES)("%s", (_rule, step, findings) => {
    expect(found(definition([step]))).toEqual(findings);
  });
});

describe("a rule about what a parameter stands for", () => {
  const P = { Get: "Parameters.P" };
  test.each<[rule: string, step: JsonObject, parameter: JsonObject, code: string]>([
    ["a folder", inputs(input(P)), { Type: "String", DefaultValue: "data/input" }, "LocalPath"],
    ["a wait", spot(60, P), { Type: "Integer", DefaultValue: 59 }, "WaitShorterThanRun"],
    ["spot", spot(60, 60, P), { Type: "Boolean", DefaultValue: false }, "WaitWithoutSpot"],
    [
      "two inputs in one folder",
      inputs(input(P), input(P, { InputName: "j" })),
      { Type: "String", DefaultValue: BELOW },
      "LocalPath",
    ],
  ])("warns of a default that breaks it: %s", (_rule, step, parameter, code) => {
    const judged = (more: JsonObject) => validate(definition([step], [{ Name: "P", ...more }]));
    expect(judged(parameter)).toMatchObject([{ code, severity: "warning" }]);
    expect(judged({ Type: parameter.Type ?? null })).toEqual([]);
  });
});
