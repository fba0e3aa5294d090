import { parseJsonPath } from "sagemaker-pipeline-definitions";
import { isList, isObject, listAt, textAt } from "../json";
import type { Json, JsonObject } from "../json";
import type { Step } from "../pipeline/definition";
import { STEP_TYPES } from "../steps/runners";

const PROCESSING = [
  "ProcessingInputs.*.DatasetDefinition",
  "ProcessingInputs.*.S3Input.S3CompressionType=Gzip",
  "ProcessingOutputConfig.Outputs.*.FeatureStoreOutput",
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
      `${container}.InferenceSpecificationName`,
      `${container}.Mode=MultiModel`,
    ]),
  ],
  Processing: PROCESSING,
  QualityCheck: PROCESSING,
  RegisterModel: ["ValidationSpecification"],
  Training: [
    "CheckpointConfig",
    "InputDataConfig.*.CompressionType=Gzip",
    "InputDataConfig.*.DataSource.DatasetSource",
    "InputDataConfig.*.DataSource.FileSystemDataSource",
    "InputDataConfig.*.DataSource.S3DataSource.S3DataType=AugmentedManifestFile",
    "InputDataConfig.*.DataSource.S3DataSource.S3DataType=Converse",
    "InputDataConfig.*.RecordWrapperType=RecordIO",
    "InputDataConfig.*.ShuffleConfig",
    "MlflowConfig",
    "ModelPackageConfig",
    "ResourceConfig.InstanceGroups",
    "ServerlessJobConfig",
  ],
  Transform: [
    "DataCaptureConfig",
    "TransformInput.DataSource.S3DataSource.S3DataType=AugmentedManifestFile",
    "TransformInput.SplitType=RecordIO",
    "TransformInput.SplitType=TFRecord",
  ],
};

/**
 * What AWS takes in a definition and the local SageMaker cannot honour: it is refused by its name when the pipeline is
 * created, so that nothing is left out in silence.
 */
export function unsupported(definition: JsonObject, steps: readonly Step[]): string[] {
  const mlflow = definition["MlflowConfig"] ?? null;
  return [
    ...(mlflow === null ? [] : ["MlflowConfig: the rehearsal has no MLflow"]),
    ...computedPaths(definition),
    ...steps.flatMap((step) => [...unknownType(step), ...triggers(step), ...unheeded(step)]),
  ];
}

function unknownType({ name, type }: Step): string[] {
  if (STEP_TYPES.includes(type)) return [];
  const known = STEP_TYPES.join(", ");
  return [`Step '${name}' is of type '${type}', which the rehearsal does not run (it runs ${known})`];
}

/** What an execution becomes when a step that others wait for has failed is not documented. */
function triggers({ name, source }: Step): string[] {
  return listAt(source, "DependsOn").flatMap((dependency) => {
    const trigger = textAt(dependency, "Trigger") ?? "Completed";
    if (trigger === "Completed") return [];
    const on = textAt(dependency, "Step") ?? "";
    return [
      `Step '${name}' depends on '${on}' with the Trigger '${trigger}', and the rehearsal knows 'Completed' alone`,
    ];
  });
}

function unheeded({ name, type, arguments: args }: Step): string[] {
  return (ARGUMENTS[type] ?? [])
    .filter((argument) => {
      const [path = "", wanted] = argument.split("=");
      return valuesAt(args, path.split(".")).some((value) =>
        wanted === undefined ? value !== null : value === wanted,
      );
    })
    .map((argument) => `Step '${name}' has ${argument}, which the rehearsal does not support`);
}

function valuesAt(value: Json | undefined, [key, ...rest]: readonly string[]): readonly Json[] {
  if (value === undefined) return [];
  if (key === undefined) return [value];
  if (isList(value)) {
    const items = key === "*" ? value : value.slice(Number(key), Number(key) + 1);
    return items.flatMap((item) => valuesAt(item, rest));
  }
  return isObject(value) ? valuesAt(value[key], rest) : [];
}

/** A JsonGet's path may filter or call a function, which the library reads and does not carry out. */
function computedPaths(value: Json | undefined): string[] {
  if (isList(value)) return value.flatMap(computedPaths);
  if (!isObject(value)) return [];
  const path = textAt(value, "Std:JsonGet", "Path");
  if (path === undefined || parseJsonPath(path)?.computed !== true)
    return Object.values(value).flatMap(computedPaths);
  return [`The rehearsal carries out no filter and no function, as in the JsonGet path ${path}`];
}
