import { isList, isObject } from "./json";
import type { Json, JsonObject } from "./json";

const PACKAGE = [
  "InferenceSpecification.Containers.1",
  ...["AdditionalModelDataSources", "AdditionalS3DataSource", "ModelDataSource"].map(
    (member) => `InferenceSpecification.Containers.*.${member}`,
  ),
];

/**
 * Members that change what a job reads, writes or is, what a model is made of or which definition counts, and that are not
 * heeded here, by the shape of their request: a path, where `*` is every item of a list, or a path and a value.
 */
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  CreateModelInput: [
    "Containers.1",
    ...["PrimaryContainer", "Containers.*"].flatMap((container) => [
      `${container}.AdditionalModelDataSources`,
      `${container}.ModelDataSource`,
      `${container}.InferenceSpecificationName`,
      `${container}.Mode=MultiModel`,
    ]),
  ],
  CreateModelPackageGroupInput: ["ManagedConfiguration"],
  CreateModelPackageInput: [...PACKAGE, "SourceAlgorithmSpecification", "ValidationSpecification"],
  CreatePipelineRequest: ["PipelineDefinitionS3Location.VersionId"],
  CreateProcessingJobRequest: [
    "ProcessingInputs.*.DatasetDefinition",
    "ProcessingInputs.*.S3Input.S3CompressionType=Gzip",
    "ProcessingOutputConfig.Outputs.*.FeatureStoreOutput",
    "ProcessingInputs.*.AppManaged=true",
    "ProcessingOutputConfig.Outputs.*.AppManaged=true",
    "ProcessingResources.ClusterConfig.InstancePreferences",
  ],
  CreateTrainingJobRequest: [
    "AlgorithmSpecification.AlgorithmName",
    "CheckpointConfig",
    "InputDataConfig.*.CompressionType=Gzip",
    "InputDataConfig.*.DataSource.DatasetSource",
    "InputDataConfig.*.DataSource.FileSystemDataSource",
    "InputDataConfig.*.DataSource.S3DataSource.HubAccessConfig",
    "InputDataConfig.*.DataSource.S3DataSource.S3DataType=AugmentedManifestFile",
    "InputDataConfig.*.DataSource.S3DataSource.S3DataType=Converse",
    "InputDataConfig.*.RecordWrapperType=RecordIO",
    "InputDataConfig.*.ShuffleConfig",
    "MlflowConfig",
    "ModelPackageConfig",
    "ResourceConfig.InstanceGroups",
    "ResourceConfig.InstancePreferences",
    "ServerlessJobConfig",
    "SessionChainingConfig.EnableSessionTagChaining=true",
  ],
  CreateTransformJobRequest: [
    "DataCaptureConfig",
    "TransformInput.DataSource.S3DataSource.S3DataType=AugmentedManifestFile",
    "TransformInput.SplitType=RecordIO",
    "TransformInput.SplitType=TFRecord",
  ],
  UpdateModelPackageInput: PACKAGE,
  UpdatePipelineRequest: ["PipelineDefinitionS3Location.VersionId"],
};

/** Those of the list above that a request has, or a step's arguments, each as it stands there. */
export function unheededMembers(shape: string, request: JsonObject): readonly string[] {
  return (MEMBERS[shape] ?? []).filter((member) => {
    const [path = "", wanted] = member.split("=");
    return valuesAt(request, path.split(".")).some((value) =>
      wanted === undefined ? value !== null : typeof value !== "object" && String(value) === wanted,
    );
  });
}

/** How an unheeded member is refused, in a definition or in a request. */
export function notHeeded(member: string): string {
  return `${member}, which the rehearsal does not support`;
}

/** What lies at a path, where `*` is every item of a list and a number is one of them. */
export function valuesAt(value: Json | undefined, [key, ...rest]: readonly string[]): readonly Json[] {
  if (value === undefined) return [];
  if (key === undefined) return [value];
  if (isList(value)) {
    const items = key === "*" ? value : value.slice(Number(key), Number(key) + 1);
    return items.flatMap((item) => valuesAt(item, rest));
  }
  return isObject(value) ? valuesAt(value[key], rest) : [];
}
