import {
  endpointConfigStep,
  endpointStep,
  inferenceComponentStep,
  modelStep,
  registerModelStep,
  transformStep,
} from "../..";
import { BUCKET, GROUP, KMS, python, ROLE, SCIKIT_LEARN, TAGS, XGBOOST } from "./common";

const artifact = `s3://${BUCKET}/m/model.tar.gz`;
const container = { Environment: {}, Image: XGBOOST, ModelDataUrl: artifact };
const throttled = [{ on: ["Step.THROTTLING"], backoffRate: 2, intervalSeconds: 1, maxAttempts: 2 }] as const;
const json = (name: string) => ({ ContentType: "application/json", S3Uri: `s3://${BUCKET}/${name}.json` });

export const models = {
  create_model_legacy: () =>
    python([modelStep({ name: "M", arguments: { ExecutionRoleArn: ROLE, PrimaryContainer: container } })]),
  create_model_repack: () =>
    python([
      modelStep({
        name: "M-CreateModel",
        arguments: {
          ExecutionRoleArn: ROLE,
          PrimaryContainer: {
            Environment: {
              SAGEMAKER_CONTAINER_LOG_LEVEL: "20",
              SAGEMAKER_PROGRAM: "code.py",
              SAGEMAKER_REGION: "us-east-1",
              SAGEMAKER_SUBMIT_DIRECTORY: `s3://${BUCKET}/sagemaker-scikit-learn-2023-11-14-22-13-20-0/sourcedir.tar.gz`,
            },
            Image: SCIKIT_LEARN,
            ModelDataUrl: artifact,
          },
        },
      }),
    ]),
  register_model_minimal: () =>
    python([
      registerModelStep({
        name: "M-RegisterModel",
        arguments: {
          InferenceSpecification: { Containers: [container] },
          ModelApprovalStatus: "PendingManualApproval",
          ModelPackageGroupName: "g",
          SkipModelValidation: "None",
        },
      }),
    ]),
  register_model: () =>
    python([
      registerModelStep({
        name: "M-RegisterModel",
        arguments: {
          InferenceSpecification: {
            Containers: [container],
            SupportedContentTypes: ["text/csv"],
            SupportedRealtimeInferenceInstanceTypes: ["ml.m5.large"],
            SupportedResponseMIMETypes: ["text/csv"],
            SupportedTransformInstanceTypes: ["ml.m5.large"],
          },
          ModelApprovalStatus: "Approved",
          ModelPackageGroupName: GROUP,
          SkipModelValidation: "None",
        },
      }),
    ]),
  register_model_full: () =>
    python([
      registerModelStep({
        name: "M-RegisterModel",
        arguments: {
          CustomerMetadataProperties: { k: "v" },
          Domain: "MACHINE_LEARNING",
          DriftCheckBaselines: {
            Bias: {
              ConfigFile: json("b"),
              PreTrainingConstraints: json("5"),
              PostTrainingConstraints: json("6"),
            },
            Explainability: { ConfigFile: { S3Uri: `s3://${BUCKET}/e.json` }, Constraints: json("7") },
            ModelDataQuality: { Statistics: json("3"), Constraints: json("4") },
            ModelQuality: { Statistics: json("1"), Constraints: json("2") },
          },
          InferenceSpecification: {
            Containers: [
              {
                Environment: { K: "V" },
                Framework: "XGBOOST",
                FrameworkVersion: "1.0",
                Image: XGBOOST,
                ModelDataUrl: artifact,
                ModelInput: { DataInputConfig: '{"x":[1]}' },
                NearestModelName: "nm",
              },
            ],
            SupportedContentTypes: ["text/csv"],
            SupportedRealtimeInferenceInstanceTypes: ["ml.m5.large"],
            SupportedResponseMIMETypes: ["text/csv"],
            SupportedTransformInstanceTypes: ["ml.m5.large"],
          },
          MetadataProperties: { CommitId: "c", GeneratedBy: "g", ProjectId: "p", Repository: "r" },
          ModelApprovalStatus: "PendingManualApproval",
          ModelMetrics: {
            Bias: { Report: json("5"), PreTrainingReport: json("7"), PostTrainingReport: json("8") },
            Explainability: { Report: json("6") },
            ModelDataQuality: { Statistics: json("3"), Constraints: json("4") },
            ModelQuality: { Statistics: json("1"), Constraints: json("2") },
          },
          ModelPackageDescription: "d",
          ModelPackageGroupName: "g",
          SamplePayloadUrl: `s3://${BUCKET}/p.tar.gz`,
          SkipModelValidation: "All",
          SourceUri: "s3://x/y",
          Task: "CLASSIFICATION",
        },
      }),
    ]),
  transform_full: () =>
    python([
      transformStep({
        name: "T",
        retry: throttled,
        arguments: {
          BatchStrategy: "MultiRecord",
          DataCaptureConfig: {
            DestinationS3Uri: `s3://${BUCKET}/cap`,
            GenerateInferenceId: true,
            KmsKeyId: KMS,
          },
          DataProcessing: { InputFilter: "$[1:]", JoinSource: "Input", OutputFilter: "$[0]" },
          Environment: { K: "V" },
          ExperimentConfig: { TrialComponentDisplayName: "d" },
          MaxConcurrentTransforms: 2,
          MaxPayloadInMB: 6,
          ModelClientConfig: { InvocationsMaxRetries: 2, InvocationsTimeoutInSeconds: 10 },
          ModelName: "m",
          Tags: TAGS,
          TransformInput: {
            CompressionType: "Gzip",
            ContentType: "text/csv",
            DataSource: { S3DataSource: { S3DataType: "ManifestFile", S3Uri: `s3://${BUCKET}/i` } },
            SplitType: "Line",
          },
          TransformOutput: {
            Accept: "text/csv",
            AssembleWith: "Line",
            KmsKeyId: KMS,
            S3OutputPath: `s3://${BUCKET}/o`,
          },
          TransformResources: { InstanceCount: 1, InstanceType: "ml.m5.large", VolumeKmsKeyId: KMS },
        },
      }),
    ]),
  endpoint_cache: () =>
    python([
      endpointStep({
        name: "E",
        cache: { expireAfter: "P1D" },
        arguments: { EndpointConfigName: "ec", EndpointName: "e", Tags: TAGS },
      }),
    ]),
  endpoint_config_cache_retry: () =>
    python([
      endpointConfigStep({
        name: "EC",
        cache: { expireAfter: "P1D" },
        retry: throttled,
        arguments: {
          DataCaptureConfig: {
            CaptureOptions: [{ CaptureMode: "Input" }],
            DestinationS3Uri: `s3://${BUCKET}/c`,
            EnableCapture: true,
            InitialSamplingPercentage: 10,
          },
          EndpointConfigName: "ec",
          KmsKeyId: KMS,
          ProductionVariants: [
            {
              InitialInstanceCount: 1,
              InitialVariantWeight: 1,
              InstanceType: "ml.m5.large",
              ModelName: "m",
              VariantName: "AllTraffic",
            },
          ],
          Tags: TAGS,
        },
      }),
    ]),
  inference_component: () =>
    python([
      inferenceComponentStep({
        name: "IC",
        arguments: {
          EndpointName: "e",
          InferenceComponentName: "ic",
          RuntimeConfig: { CopyCount: 1 },
          Specification: {
            ComputeResourceRequirements: { MinMemoryRequiredInMb: 1024, NumberOfCpuCoresRequired: 1 },
            ModelName: "m",
          },
          VariantName: "v",
        },
      }),
    ]),
};
