import { readFileSync } from "node:fs";
import { packageFile } from "../../package-file";
import { parseDefinition } from "../../sagemaker/engine/parse-definition";
import type { Json, JsonObject } from "../../sagemaker/json";
import { closeWorlds, createWorld, definition, input, newToken, processing, ROLE, XGBOOST } from "./world";

afterEach(closeWorlds);

const training = (args: JsonObject): JsonObject => ({
  Name: "T",
  Type: "Training",
  Arguments: {
    AlgorithmSpecification: { TrainingImage: XGBOOST, TrainingInputMode: "File" },
    OutputDataConfig: { S3OutputPath: "s3://data/models/" },
    ResourceConfig: { InstanceType: "ml.m5.large", InstanceCount: 1, VolumeSizeInGB: 10 },
    StoppingCondition: { MaxRuntimeInSeconds: 3600 },
    RoleArn: ROLE,
    ...args,
  },
});
const channel = (more: JsonObject, source: JsonObject = {}): JsonObject => ({
  InputDataConfig: [
    {
      ChannelName: "train",
      DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: "s3://data/in", ...source } },
      ...more,
    },
  ],
});
const transform = (more: JsonObject, input: JsonObject = {}): JsonObject => ({
  Name: "T",
  Type: "Transform",
  Arguments: {
    ModelName: "m",
    TransformInput: {
      DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: "s3://data/in" } },
      ...input,
    },
    TransformOutput: { S3OutputPath: "s3://data/out" },
    TransformResources: { InstanceType: "ml.m5.large", InstanceCount: 1 },
    ...more,
  },
});
const model = (args: JsonObject): JsonObject => ({
  Name: "T",
  Type: "Model",
  Arguments: { ExecutionRoleArn: ROLE, ...args },
});
const container = { Image: XGBOOST, ModelDataUrl: "s3://data/model.tar.gz" };
const packaged = (...Containers: readonly Json[]): JsonObject => ({
  ModelPackageGroupName: "g",
  InferenceSpecification: { Containers, SupportedContentTypes: ["text/csv"] },
});
const register = (args: JsonObject): JsonObject => ({ Name: "T", Type: "RegisterModel", Arguments: args });
const folder = { CompressionType: "None", S3DataType: "S3Prefix", S3Uri: "s3://data/model/" };
const outputs = (...Outputs: readonly Json[]): JsonObject => ({ ProcessingOutputConfig: { Outputs } });

/** What AWS would take, and the jobs here would leave out. */
test.each<[string, JsonObject]>([
  [
    "ProcessingOutputConfig.Outputs.*.FeatureStoreOutput",
    processing(
      "T",
      {},
      outputs({ OutputName: "o", AppManaged: true, FeatureStoreOutput: { FeatureGroupName: "g" } }),
    ),
  ],
  [
    "ProcessingInputs.*.S3Input.S3CompressionType=Gzip",
    processing(
      "T",
      {},
      {
        ProcessingInputs: [
          {
            InputName: "i",
            S3Input: {
              S3Uri: "s3://data/in",
              S3DataType: "S3Prefix",
              S3InputMode: "Pipe",
              S3CompressionType: "Gzip",
              LocalPath: "/opt/ml/processing/input/i",
            },
          },
        ],
      },
    ),
  ],
  ["CheckpointConfig", training({ CheckpointConfig: { S3Uri: "s3://data/checkpoints" } })],
  [
    "InputDataConfig.*.CompressionType=Gzip",
    training(channel({ CompressionType: "Gzip", InputMode: "Pipe" })),
  ],
  ["InputDataConfig.*.ShuffleConfig", training(channel({ ShuffleConfig: { Seed: 1 } }))],
  ["InputDataConfig.*.RecordWrapperType=RecordIO", training(channel({ RecordWrapperType: "RecordIO" }))],
  [
    "InputDataConfig.*.DataSource.S3DataSource.S3DataType=Converse",
    training(channel({}, { S3DataType: "Converse" })),
  ],
  [
    "ResourceConfig.InstanceGroups",
    training({
      ResourceConfig: {
        VolumeSizeInGB: 10,
        InstanceGroups: [{ InstanceType: "ml.m5.large", InstanceCount: 1, InstanceGroupName: "g" }],
      },
    }),
  ],
  ["TransformInput.SplitType=TFRecord", transform({}, { SplitType: "TFRecord" })],
  ["DataCaptureConfig", transform({ DataCaptureConfig: { DestinationS3Uri: "s3://data/captured" } })],
  ["Containers.1", model({ Containers: [container, container] })],
  ["PrimaryContainer.Mode=MultiModel", model({ PrimaryContainer: { ...container, Mode: "MultiModel" } })],
  [
    "ProcessingInputs.*.AppManaged=true",
    processing("T", {}, { ProcessingInputs: [{ ...input("s3://data/in"), AppManaged: true }] }),
  ],
  [
    "ProcessingOutputConfig.Outputs.*.AppManaged=true",
    processing("T", {}, outputs({ OutputName: "o", AppManaged: true })),
  ],
  [
    "ResourceConfig.InstancePreferences",
    training({
      ResourceConfig: {
        VolumeSizeInGB: 10,
        InstancePreferences: [{ InstanceType: "ml.m5.large", InstanceCount: 1 }],
      },
    }),
  ],
  [
    "AlgorithmSpecification.AlgorithmName",
    training({ AlgorithmSpecification: { AlgorithmName: "mine", TrainingInputMode: "File" } }),
  ],
  [
    "InputDataConfig.*.DataSource.S3DataSource.HubAccessConfig",
    training(
      channel(
        {},
        {
          HubAccessConfig: { HubContentArn: "arn:aws:sagemaker:us-east-1:aws:hub-content/h/Model/m/1.0.0" },
        },
      ),
    ),
  ],
  [
    "PrimaryContainer.ModelDataSource",
    model({
      PrimaryContainer: {
        Image: XGBOOST,
        ModelDataSource: { S3DataSource: folder },
      },
    }),
  ],
  [
    "SessionChainingConfig.EnableSessionTagChaining=true",
    training({ SessionChainingConfig: { EnableSessionTagChaining: true } }),
  ],
  ["InferenceSpecification.Containers.1", register(packaged(container, container))],
  [
    "InferenceSpecification.Containers.*.AdditionalModelDataSources",
    register(
      packaged({ ...container, AdditionalModelDataSources: [{ ChannelName: "c", S3DataSource: folder }] }),
    ),
  ],
  [
    "InferenceSpecification.Containers.*.AdditionalS3DataSource",
    register(
      packaged({
        ...container,
        AdditionalS3DataSource: { S3DataType: "S3Prefix", S3Uri: "s3://data/more/" },
      }),
    ),
  ],
  [
    "InferenceSpecification.Containers.*.ModelDataSource",
    register(packaged({ Image: XGBOOST, ModelDataSource: { S3DataSource: folder } })),
  ],
  [
    "SourceAlgorithmSpecification",
    register({
      ModelPackageGroupName: "g",
      SourceAlgorithmSpecification: { SourceAlgorithms: [{ AlgorithmName: "mine" }] },
    }),
  ],
])("%s is refused by its name", (argument, step) => {
  expect(() => parseDefinition(definition([step]))).toThrow(
    `Unable to parse pipeline definition. Step 'T' has ${argument}, which the rehearsal does not support.`,
  );
});

/** The same, where no pipeline asks for it. */
test.each<[operation: string, member: string, request: JsonObject]>([
  [
    "CreateModelPackage",
    "InferenceSpecification.Containers.*.ModelDataSource",
    packaged({ Image: XGBOOST, ModelDataSource: { S3DataSource: folder } }),
  ],
  [
    "UpdateModelPackage",
    "InferenceSpecification.Containers.1",
    {
      ModelPackageArn: "arn:aws:sagemaker:us-east-1:111111111111:model-package/g/1",
      InferenceSpecification: { Containers: [container, container] },
    },
  ],
  [
    "CreateModelPackageGroup",
    "ManagedConfiguration",
    { ModelPackageGroupName: "g", ManagedConfiguration: { ManagedStorageType: "Restricted" } },
  ],
  [
    "CreateModel",
    "PrimaryContainer.ModelDataSource",
    {
      ModelName: "m",
      ExecutionRoleArn: ROLE,
      PrimaryContainer: { Image: XGBOOST, ModelDataSource: { S3DataSource: folder } },
    },
  ],
  [
    "CreateTransformJob",
    "DataCaptureConfig",
    {
      ...(transform({})["Arguments"] as JsonObject),
      TransformJobName: "t",
      DataCaptureConfig: { DestinationS3Uri: "s3://data/captured" },
    },
  ],
  [
    "CreatePipeline",
    "PipelineDefinitionS3Location.VersionId",
    {
      PipelineName: "p",
      PipelineDefinitionS3Location: { Bucket: "data", ObjectKey: "p.json", VersionId: "1" },
      RoleArn: ROLE,
      ClientRequestToken: newToken(),
    },
  ],
])("%s refuses %s", async (operation, member, request) => {
  const { status, body } = await createWorld().call(operation, request);
  expect({ status, body }).toMatchObject({
    status: 400,
    body: {
      __type: "ValidationException",
      message: expect.stringContaining(
        `The request has ${member}, which the rehearsal does not support`,
      ) as string,
    },
  });
});

test("an argument that a parameter turns into one of these fails the step", async () => {
  const world = createWorld();
  world.store.put("s3://data/in/a.csv", "1");
  const step = training(channel({ CompressionType: { Get: "Parameters.Compression" }, InputMode: "Pipe" }));
  const parameters = [{ Name: "Compression", Type: "String", DefaultValue: "None" }];
  await world.ok("CreatePipeline", {
    PipelineName: "p",
    PipelineDefinition: definition([step], parameters),
    RoleArn: ROLE,
    ClientRequestToken: newToken(),
  });
  expect((await world.start("p")).step("T")).toMatchObject({ StepStatus: "Succeeded" });
  expect((await world.start("p", { Compression: "Gzip" })).step("T")).toMatchObject({
    FailureReason:
      "ClientError: Failed to invoke sagemaker:CreateTrainingJob. Error Details: The request has InputDataConfig.*.CompressionType=Gzip, which the rehearsal does not support",
    StepStatus: "Failed",
  });
});

test.each<[string, JsonObject]>([
  ["CacheConfig.Enabled", processing("T", { CacheConfig: { Enabled: { Get: "Parameters.P" } } })],
  [
    "CacheConfig.ExpireAfter",
    processing("T", { CacheConfig: { Enabled: true, ExpireAfter: { Get: "Parameters.P" } } }),
  ],
  [
    "PropertyFiles.*.FilePath",
    processing(
      "T",
      { PropertyFiles: [{ PropertyFileName: "F", OutputName: "o", FilePath: { Get: "Parameters.P" } }] },
      outputs({
        OutputName: "o",
        S3Output: { LocalPath: "/opt/ml/processing/o", S3UploadMode: "EndOfJob", S3Uri: "s3://data/o" },
      }),
    ),
  ],
])("a reference in %s is refused", (path, step) => {
  const parameters = [{ Name: "P", Type: path === "CacheConfig.Enabled" ? "Boolean" : "String" }];
  expect(() => parseDefinition(definition([step], parameters))).toThrow(
    `Unable to parse pipeline definition. Step 'T' has a reference in ${path}, which the rehearsal does not resolve.`,
  );
});

test.each<[string, Json]>([
  ["a JsonGet's Path", { "Std:JsonGet": { S3Uri: "s3://data/a.json", Path: { Get: "Parameters.P" } } }],
  ["a Join's On", { "Std:Join": { On: { Get: "Parameters.P" }, Values: ["a"] } }],
])("a reference in %s is refused, too", (_what, ErrorMessage) => {
  const step = { Name: "T", Type: "Fail", Arguments: { ErrorMessage } };
  expect(() => parseDefinition(definition([step], [{ Name: "P", Type: "String" }]))).toThrow(
    "The rehearsal resolves no reference in a JsonGet's Path and in a Join's On.",
  );
});

test("the same arguments are taken where they ask for nothing", () => {
  const steps = [
    processing(
      "P",
      {},
      { ProcessingInputs: [{ ...input("s3://data/in"), DatasetDefinition: null, AppManaged: false }] },
    ),
    training({ ...channel({ CompressionType: "None", RecordWrapperType: "None" }), CheckpointConfig: null }),
  ];
  // A null is the library's to judge.
  const without = JSON.parse(
    definition(steps).replaceAll(/,"(DatasetDefinition|CheckpointConfig)":null/gu, ""),
  ) as JsonObject;
  expect(parseDefinition(JSON.stringify(without)).steps.size).toBe(2);
});

test.each(["Failed", "Stopped", "Any"])("a dependency with the Trigger %s is refused", (Trigger) => {
  const steps = [processing("A"), processing("B", { DependsOn: [{ Step: "A", Trigger }] })];
  expect(() => parseDefinition(definition(steps))).toThrow(
    `Step 'B' depends on 'A' with the Trigger '${Trigger}', and the rehearsal knows 'Completed' alone.`,
  );
});

test("a dependency with the Trigger Completed is one like any other", () => {
  const steps = [
    processing("B", { DependsOn: [{ Step: "A", Trigger: "Completed" }] }),
    processing("C", { DependsOn: [{ Step: "B" }] }),
    processing("A"),
  ];
  const parsed = parseDefinition(definition(steps));
  expect(parsed.steps.get("B")?.needs).toEqual(new Set(["A"]));
  expect(parsed.steps.get("C")?.needs).toEqual(new Set(["B"]));
});

test.each(["$.folds.length()", "folds[?(@.auc > 0.5)].auc"])("the path %s is refused", (Path) => {
  const step = {
    Name: "T",
    Type: "Fail",
    Arguments: { ErrorMessage: { "Std:JsonGet": { S3Uri: "s3://data/a.json", Path } } },
  };
  expect(() => parseDefinition(definition([step]))).toThrow(
    `The rehearsal carries out no filter and no function, as in the JsonGet path ${Path}.`,
  );
});

test("an MLflow server is refused, which nothing here would write to", () => {
  const source = JSON.parse(definition([processing("A")])) as JsonObject;
  const MlflowConfig = {
    MlflowResourceArn: "arn:aws:sagemaker:us-east-1:111111111111:mlflow-tracking-server/m",
  };
  expect(() => parseDefinition(JSON.stringify({ ...source, MlflowConfig }))).toThrow(
    "MlflowConfig: the rehearsal has no MLflow.",
  );
});

test("every step type that the README does not list is refused", () => {
  const readme = readFileSync(packageFile("README.md"), "utf8");
  const listed: readonly string[] =
    /made of ([^]*?) steps; other/u.exec(readme)?.[1]?.match(/[A-Z]\w+/gu) ?? [];
  expect(listed).toContain("Processing");
  const types = ["Tuning", "Callback", "ClarifyCheck", "EMR", "AutoML", "Endpoint", "ForEach", ...listed];
  const refused = types.filter((Type) => {
    try {
      parseDefinition(definition([{ Name: "T", Type, Arguments: {} }]));
      return false;
    } catch (error) {
      return String(error).includes(`Step 'T' is of type '${Type}', which the rehearsal does not run`);
    }
  });
  expect(refused).toEqual(types.filter((type) => !listed.includes(type)));
});
