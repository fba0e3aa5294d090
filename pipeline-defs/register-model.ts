import type { Environment } from "../environments/environment";
import { imageUri, XGBOOST } from "./images";
import type { Baseline } from "./monitoring";
import {
  execution,
  join,
  registerModelStep,
  type StringVariable,
  type Input,
} from "sagemaker-pipeline-definitions";
import { SERVICE_RETRY } from "./script-job";
import { REGISTER_MODEL_STEP } from "./step-names";

/** What a version of the model is made of. */
export interface ModelVersion {
  readonly artifactUri: Input<string>;
  readonly evaluationUri: Input<string>;
  readonly baseline: Baseline;
  readonly approvalStatus: StringVariable;
  readonly auc: Input<number>;
  readonly gitCommit: Input<string>;
  readonly dataUri: Input<string>;
}

/** Registers the version in the group of the registry account, with all that its approver and its monitor need. */
export function registerModel(environment: Environment, version: ModelVersion) {
  const dataQuality = {
    Statistics: json(version.baseline.statisticsUri),
    Constraints: json(version.baseline.constraintsUri),
  };
  return registerModelStep({
    name: REGISTER_MODEL_STEP,
    description: "Registers the version for approval",
    arguments: {
      ModelPackageGroupName: environment.modelPackageGroup.arn,
      ModelApprovalStatus: version.approvalStatus,
      InferenceSpecification: {
        Containers: [{ Image: imageUri(XGBOOST, environment), ModelDataUrl: version.artifactUri }],
        SupportedContentTypes: ["text/csv"],
        SupportedResponseMIMETypes: ["text/csv"],
        SupportedTransformInstanceTypes: ["ml.m5.large", "ml.m5.xlarge", "ml.m5.2xlarge", "ml.m5.4xlarge"],
      },
      ModelMetrics: {
        ModelQuality: { Statistics: json(version.evaluationUri) },
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
      },
    },
    retry: [SERVICE_RETRY],
  });
}

function json(uri: Input<string>) {
  return { ContentType: "application/json", S3Uri: uri };
}
