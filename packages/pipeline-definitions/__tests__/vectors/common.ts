import {
  execution,
  pipeline,
  processingStep,
  type MlflowConfig,
  type Parameter,
  type PipelineDefinition,
  type Step,
  type StepOptions,
} from "../..";
import type { CacheOptions, RetryOptions } from "../..";

/** What the Python snippets share (`_common.py` beside the vectors). */
export const BUCKET = "mammo-severity-prod-222222222222";
export const ROLE = "arn:aws:iam::222222222222:role/SageMakerExecutionRole";
export const KMS = "arn:aws:kms:us-east-1:222222222222:key/11111111-2222-3333-4444-555555555555";
export const GROUP =
  "arn:aws:sagemaker:us-east-1:333333333333:model-package-group/mammo-severity-model-package";
export const SCIKIT_LEARN =
  "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.0-1-cpu-py3";
export const XGBOOST = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.0-1-cpu-py3";
export const FUNCTION = "arn:aws:lambda:us-east-1:222222222222:function:f";
export const QUEUE = "https://sqs.us-east-1.amazonaws.com/222222222222/q";
export const TAGS = [{ Key: "a", Value: "b" }];

/** A pipeline with the Python SDK's default experiment. */
export function python(steps: readonly Step[], parameters: readonly Parameter[] = []): PipelineDefinition {
  return pipeline({
    parameters,
    steps,
    experiment: { ExperimentName: execution.PipelineName, TrialName: execution.PipelineExecutionId },
  });
}

/** The same with the third SDK's word on MLflow. */
export function python3(
  steps: readonly Step[],
  parameters: readonly Parameter[] = [],
  mlflow: MlflowConfig | null = null,
): PipelineDefinition {
  const experiment = { ExperimentName: execution.PipelineName, TrialName: execution.PipelineExecutionId };
  return pipeline({ parameters, steps, experiment, mlflow });
}

export function cluster(
  InstanceType: "ml.m5.large" | "ml.m5.xlarge" | "ml.c5.xlarge" = "ml.m5.large",
  VolumeSizeInGB = 30,
) {
  return { ClusterConfig: { InstanceCount: 1, InstanceType, VolumeSizeInGB } };
}

export function input(name: string, LocalPath: string, S3Uri: string) {
  return {
    AppManaged: false,
    InputName: name,
    S3Input: {
      LocalPath,
      S3CompressionType: "None",
      S3DataDistributionType: "FullyReplicated",
      S3DataType: "S3Prefix",
      S3InputMode: "File",
      S3Uri,
    },
  } as const;
}

export function output(OutputName: string, LocalPath: string, S3Uri: string) {
  return { AppManaged: false, OutputName, S3Output: { LocalPath, S3UploadMode: "EndOfJob", S3Uri } } as const;
}

/** The minimal processing step of the snippets that need some step. */
export function proc(name = "P", options: Omit<StepOptions & CacheOptions & RetryOptions, "name"> = {}) {
  return processingStep({
    ...options,
    name,
    arguments: {
      AppSpecification: { ImageUri: SCIKIT_LEARN },
      ProcessingOutputConfig: { Outputs: [output("o", "/opt/ml/processing/o", `s3://${BUCKET}/o`)] },
      ProcessingResources: cluster(),
      RoleArn: ROLE,
    },
  });
}
