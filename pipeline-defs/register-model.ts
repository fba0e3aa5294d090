import type { Environment } from "../environments/environment";
import type { CodeAsset, FunctionArns } from "./code-assets";
import { frameworkOf } from "./frameworks";
import { imageUri } from "./images";
import { modelCard, type MetricValues } from "./model-card";
import { DATA_MANIFEST_FILE, SOURCES_FILE } from "./layout";
import type { TransformInstanceType } from "@aws-sdk/client-sagemaker";
import {
  execution,
  join,
  lambdaStep,
  registerModelStep,
  type Step,
  type StringVariable,
  type Input,
} from "sagemaker-pipeline-definitions";
import { SERVICE_RETRY } from "./script-job";
import { RECORD_VERSION_STEP, REGISTER_MODEL_STEP } from "./step-names";
import {
  codeEntry,
  DATA_ENTRIES,
  DATA_MANIFEST_URI,
  METRIC,
  metricEntries,
  PREPARATION_URI,
  recordName,
  VERSION_FILES,
  type DataEntry,
  type VersionFile,
} from "./version-files";

/** What a version of the model is made of. */
export interface ModelVersion {
  /** Address of each file; no preparation where the model prepares its rows itself. */
  readonly files: Readonly<Record<Exclude<VersionFile, "preparation">, Input<string>>> & {
    readonly preparation?: Input<string>;
  };
  /** Script mode: the program in the artifact that serves it. */
  readonly program: string | undefined;
  readonly approvalStatus: StringVariable;
  readonly metric: MetricValues;
  /** S3 address of the rows that it was measured on. */
  readonly test: Input<string>;
  /** What its evaluation says for a model card; undefined with an evaluate.py of the model's own. */
  readonly metricGroups: Input<string> | undefined;
  readonly gitCommit: Input<string>;
  readonly dataUri: Input<string>;
  /** Name of the job that read the data. */
  readonly readBy: Input<string>;
  /** Folder of what is known of the data. */
  readonly provenance: Input<string>;
  /** The scripts that made the version. */
  readonly scripts: readonly CodeAsset[];
}

/**
 * Registers the version in the group of the registry account, with all that its approver and its monitor need, and with
 * a record of its files: who approves the version approves these bytes.
 */
export function registerModel(
  environment: Environment,
  functions: FunctionArns,
  version: ModelVersion,
): readonly Step[] {
  const { files, metric } = version;
  const { description } = environment;
  const entries = metricEntries(description.metric.name);
  const recorded = VERSION_FILES.filter((file) => files[file] !== undefined);
  const manifest = join("/", [version.provenance, DATA_MANIFEST_FILE]);
  const record = lambdaStep({
    name: RECORD_VERSION_STEP,
    description: "S3 version and digest of each file of the version, and of the data it was trained on",
    functionArn: functions.recordVersion,
    inputs: {
      ...files,
      preprocess_job: version.readBy,
      sources: join("/", [version.provenance, SOURCES_FILE]),
      [DATA_MANIFEST_URI]: manifest,
      kms_key: environment.kmsKey,
    },
    outputs: {
      ...(Object.fromEntries(recorded.map((file) => [file, "String"])) as Record<VersionFile, "String">),
      recorded_data_manifest: "String",
      data_objects: "String",
      data_rows: "String",
      data_bytes: "String",
      data_files: "String",
    } satisfies Record<VersionFile | DataEntry, "String">,
  });
  const dataQuality = { Statistics: json(files.statistics), Constraints: json(files.constraints) };
  const register = registerModelStep({
    name: REGISTER_MODEL_STEP,
    description: "Registers the version for approval",
    arguments: {
      ModelPackageGroupName: environment.modelPackageGroup.arn,
      ModelApprovalStatus: version.approvalStatus,
      InferenceSpecification: {
        Containers: [
          {
            Image: imageUri(frameworkOf(description).serves, environment),
            ModelDataUrl: files.artifact,
            ...(version.program !== undefined && { Environment: scriptMode(environment, version.program) }),
          },
        ],
        SupportedContentTypes: ["text/csv"],
        SupportedResponseMIMETypes: ["text/csv"],
        // The parser holds them to their form; which there are, SageMaker knows.
        SupportedTransformInstanceTypes: description.serving
          .instanceTypes as readonly TransformInstanceType[],
      },
      ModelMetrics: {
        ModelQuality: { Statistics: json(files.evaluation) },
        ModelDataQuality: dataQuality,
      },
      DriftCheckBaselines: { ModelDataQuality: dataQuality },
      ModelCard: modelCard(environment, {
        artifact: files.artifact,
        data: version.dataUri,
        test: version.test,
        metric,
        groups: version.metricGroups,
        told: {
          git_commit: version.gitCommit,
          data_rows: record.outputs.data_rows,
          data_files: record.outputs.data_files,
        },
      }),
      // At most 50, of 256 characters each (API: CustomerMetadataMap, CustomerMetadataValue).
      CustomerMetadataProperties: {
        git_commit: version.gitCommit,
        environment: environment.group,
        execution_id: execution.PipelineExecutionId,
        data: version.dataUri,
        [METRIC]: description.metric.name,
        [entries.value]: join("", [metric.value]),
        [entries.lower]: join("", [metric.lower]),
        [entries.upper]: join("", [metric.upper]),
        [entries.level]: join("", [metric.level]),
        ...(files.preparation && { [PREPARATION_URI]: files.preparation }),
        ...Object.fromEntries(recorded.map((file) => [recordName(file), record.outputs[file]])),
        [DATA_MANIFEST_URI]: manifest,
        ...Object.fromEntries(DATA_ENTRIES.map((entry) => [entry, record.outputs[entry]])),
        ...Object.fromEntries(version.scripts.map(({ filename, sha256 }) => [codeEntry(filename), sha256])),
      },
    },
    retry: [SERVICE_RETRY],
  });
  return [record, register];
}

function json(uri: Input<string>) {
  return { ContentType: "application/json", S3Uri: uri };
}

/**
 * Where the serving toolkit finds the program: in the artifact, as the Python SDK leaves it (SDK 2.257.7, model.py,
 * `_script_mode_env_vars` and `repack_model`).
 */
function scriptMode({ region }: Environment, program: string) {
  return {
    SAGEMAKER_PROGRAM: program,
    SAGEMAKER_SUBMIT_DIRECTORY: "/opt/ml/model/code",
    SAGEMAKER_CONTAINER_LOG_LEVEL: "20",
    SAGEMAKER_REGION: region,
  };
}
