import { execution, join, processingStep } from "../..";
import { BUCKET, cluster, input, KMS, output, proc, python, ROLE, SCIKIT_LEARN, TAGS } from "./common";

const bare = { AppSpecification: { ImageUri: SCIKIT_LEARN }, ProcessingResources: cluster(), RoleArn: ROLE };

export const processing = {
  cache_config: () => python([proc("P", { cache: { expireAfter: "P30D" } })]),
  parallelism_config: () => python([proc()]),
  retry_policies: () =>
    python([
      proc("P", {
        retry: [
          {
            on: ["Step.SERVICE_FAULT", "Step.THROTTLING"],
            backoffRate: 2,
            intervalSeconds: 10,
            expireAfterMinutes: 5,
          },
          {
            on: ["SageMaker.JOB_INTERNAL_ERROR", "SageMaker.CAPACITY_ERROR", "SageMaker.RESOURCE_LIMIT"],
            backoffRate: 2,
            intervalSeconds: 1,
            maxAttempts: 3,
          },
        ],
      }),
    ]),
  execution_variables: () =>
    python([
      processingStep({
        name: "P",
        arguments: {
          ...bare,
          Environment: {
            START_DATETIME: execution.StartDateTime,
            CURRENT_DATETIME: execution.CurrentDateTime,
            PIPELINE_NAME: execution.PipelineName,
            PIPELINE_ARN: execution.PipelineArn,
            PIPELINE_EXECUTION_ID: execution.PipelineExecutionId,
            PIPELINE_EXECUTION_ARN: execution.PipelineExecutionArn,
            TRAINING_JOB_NAME: execution.TrainingJobName,
            PROCESSING_JOB_NAME: execution.ProcessingJobName,
          },
        },
      }),
    ]),
  processing_dataset_definition: () =>
    python([
      processingStep({
        name: "P",
        arguments: {
          ...bare,
          ProcessingInputs: [
            {
              AppManaged: true,
              InputName: "ath",
              DatasetDefinition: {
                LocalPath: "/opt/ml/processing/a",
                InputMode: "File",
                DataDistributionType: "FullyReplicated",
                AthenaDatasetDefinition: {
                  Catalog: "c",
                  Database: "d",
                  QueryString: "select 1",
                  OutputS3Uri: `s3://${BUCKET}/a`,
                  WorkGroup: "w",
                  OutputFormat: "PARQUET",
                  OutputCompression: "SNAPPY",
                  KmsKeyId: KMS,
                },
              },
            },
          ],
        },
      }),
    ]),
  processing_full: () =>
    python([
      processingStep({
        name: "P",
        displayName: "Disp",
        description: "Desc",
        arguments: {
          AppSpecification: {
            ImageUri: SCIKIT_LEARN,
            ContainerEntrypoint: ["python3", "/x.py"],
            ContainerArguments: ["--a", "1"],
          },
          Environment: { K: "V" },
          ExperimentConfig: { TrialComponentDisplayName: "d" },
          NetworkConfig: {
            EnableInterContainerTrafficEncryption: true,
            EnableNetworkIsolation: true,
            VpcConfig: { SecurityGroupIds: ["sg-1"], Subnets: ["subnet-1"] },
          },
          ProcessingInputs: [
            {
              AppManaged: false,
              InputName: "in",
              S3Input: {
                LocalPath: "/opt/ml/processing/input",
                S3CompressionType: "Gzip",
                S3DataDistributionType: "ShardedByS3Key",
                S3DataType: "ManifestFile",
                S3InputMode: "Pipe",
                S3Uri: `s3://${BUCKET}/in`,
              },
            },
          ],
          ProcessingOutputConfig: {
            KmsKeyId: KMS,
            Outputs: [
              {
                AppManaged: false,
                OutputName: "o",
                S3Output: {
                  LocalPath: "/opt/ml/processing/o",
                  S3UploadMode: "Continuous",
                  S3Uri: `s3://${BUCKET}/o`,
                },
              },
              { AppManaged: true, OutputName: "f", FeatureStoreOutput: { FeatureGroupName: "fg" } },
            ],
          },
          ProcessingResources: {
            ClusterConfig: {
              InstanceCount: 2,
              InstanceType: "ml.m5.large",
              VolumeSizeInGB: 50,
              VolumeKmsKeyId: KMS,
            },
          },
          RoleArn: ROLE,
          StoppingCondition: { MaxRuntimeInSeconds: 3600 },
          Tags: TAGS,
        },
      }),
    ]),
  processing_local_code: () =>
    python([
      processingStep({
        name: "P",
        arguments: {
          AppSpecification: {
            ImageUri: SCIKIT_LEARN,
            ContainerEntrypoint: ["python3", "/opt/ml/processing/input/code/code.py"],
          },
          ProcessingInputs: [
            input(
              "code",
              "/opt/ml/processing/input/code",
              `s3://${BUCKET}/p/code/94e65a4942617c8a834f06860e7edb2e799aec6e6406d5dadbe9bcdf4596a968/code.py`,
            ),
          ],
          ProcessingOutputConfig: {
            Outputs: [
              {
                AppManaged: false,
                OutputName: "train",
                S3Output: {
                  LocalPath: "/opt/ml/processing/train",
                  S3UploadMode: "EndOfJob",
                  S3Uri: join("/", [
                    "s3:/",
                    BUCKET,
                    "p",
                    execution.PipelineExecutionId,
                    "P",
                    "output",
                    "train",
                  ]),
                },
              },
            ],
          },
          ProcessingResources: cluster("ml.m5.xlarge"),
          RoleArn: ROLE,
        },
      }),
    ]),
  processing_s3_code: () =>
    python([
      processingStep({
        name: "P",
        arguments: {
          AppSpecification: {
            ImageUri: SCIKIT_LEARN,
            ContainerArguments: ["--x", "1"],
            ContainerEntrypoint: ["python3", "/opt/ml/processing/input/code/code.py"],
          },
          ProcessingInputs: [
            input("input-1", "/opt/ml/processing/input", `s3://${BUCKET}/in`),
            input("code", "/opt/ml/processing/input/code", `s3://${BUCKET}/code.py`),
          ],
          ProcessingOutputConfig: {
            Outputs: [output("train", "/opt/ml/processing/train", `s3://${BUCKET}/out`)],
          },
          ProcessingResources: cluster("ml.m5.xlarge"),
          RoleArn: ROLE,
        },
      }),
    ]),
};
