import type { Environment } from "../environments/environment";
import type { FunctionArns } from "./code-assets";
import { imageUri, XGBOOST } from "./images";
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
import { MEDIANS_URI, recordName, VERSION_FILES, type VersionFile } from "./version-files";

/** What a version of the model is made of. */
export interface ModelVersion {
  /** Address of each file. */
  readonly files: Readonly<Record<VersionFile, Input<string>>>;
  readonly approvalStatus: StringVariable;
  readonly auc: Input<number>;
  readonly gitCommit: Input<string>;
  readonly dataUri: Input<string>;
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
  const { files } = version;
  const record = lambdaStep({
    name: RECORD_VERSION_STEP,
    description: "S3 version and digest of each file of the version",
    functionArn: functions.recordVersion,
    inputs: files,
    outputs: {
      artifact: "String",
      statistics: "String",
      constraints: "String",
      evaluation: "String",
      medians: "String",
    } satisfies Record<VersionFile, "String">,
  });
  const dataQuality = { Statistics: json(files.statistics), Constraints: json(files.constraints) };
  const register = registerModelStep({
    name: REGISTER_MODEL_STEP,
    description: "Registers the version for approval",
    arguments: {
      ModelPackageGroupName: environment.modelPackageGroup.arn,
      ModelApprovalStatus: version.approvalStatus,
      InferenceSpecification: {
        Containers: [{ Image: imageUri(XGBOOST, environment), ModelDataUrl: files.artifact }],
        SupportedContentTypes: ["text/csv"],
        SupportedResponseMIMETypes: ["text/csv"],
        SupportedTransformInstanceTypes: ["ml.m5.large", "ml.m5.xlarge", "ml.m5.2xlarge", "ml.m5.4xlarge"],
      },
      ModelMetrics: {
        ModelQuality: { Statistics: json(files.evaluation) },
        ModelDataQuality: dataQuality,
      },
      DriftCheckBaselines: { ModelDataQuality: dataQuality },
      // At most 256 characters each (API: CustomerMetadataValue).
      CustomerMetadataProperties: {
        git_commit: version.gitCommit,
        environment: environment.group,
        execution_id: execution.PipelineExecutionId,
        data: version.dataUri,
        auc: join("", [version.auc]),
        [MEDIANS_URI]: files.medians,
        ...Object.fromEntries(VERSION_FILES.map((file) => [recordName(file), record.outputs[file]])),
      },
    },
    retry: [SERVICE_RETRY],
  });
  return [record, register];
}

function json(uri: Input<string>) {
  return { ContentType: "application/json", S3Uri: uri };
}
