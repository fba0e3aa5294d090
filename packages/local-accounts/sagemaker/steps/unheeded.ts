import { isList, isObject } from "../json";
import type { Json, JsonObject } from "../json";

const PROCESSING = [
  "ProcessingInputs.*.DatasetDefinition",
  "ProcessingInputs.*.S3Input.S3CompressionType=Gzip",
  "ProcessingOutputConfig.Outputs.*.FeatureStoreOutput",
  "ProcessingInputs.*.AppManaged=true",
  "ProcessingOutputConfig.Outputs.*.AppManaged=true",
  "ProcessingResources.ClusterConfig.InstancePreferences",
];

/**
 * Arguments that change what a job reads, writes or is, and that the jobs here do not heed, by step type: a path, where `*`
 * is every item of a list, or a path and a value.
 */
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  Model: [
    "Containers.1",
    ...["PrimaryContainer", "Containers.*"].flatMap((container) => [
      `${container}.AdditionalModelDataSources`,
      `${container}.ModelDataSource`,
      `${container}.InferenceSpecificationName`,
      `${container}.Mode=MultiModel`,
    ]),
  ],
  Processing: PROCESSING,
  QualityCheck: PROCESSING,
  RegisterModel: ["ValidationSpecification"],
  Training: [
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
  ],
  Transform: [
    "DataCaptureConfig",
    "TransformInput.DataSource.S3DataSource.S3DataType=AugmentedManifestFile",
    "TransformInput.SplitType=RecordIO",
    "TransformInput.SplitType=TFRecord",
  ],
};

/** Those of the list above that a step's arguments have, each as it stands there. */
export function unheededArguments(type: string, args: JsonObject): readonly string[] {
  return (ARGUMENTS[type] ?? []).filter((argument) => {
    const [path = "", wanted] = argument.split("=");
    return valuesAt(args, path.split(".")).some((value) =>
      wanted === undefined ? value !== null : typeof value !== "object" && String(value) === wanted,
    );
  });
}

/** How an unheeded argument is refused, in a definition or once its references are known. */
export function notHeeded(argument: string): string {
  return `${argument}, which the rehearsal does not support`;
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
