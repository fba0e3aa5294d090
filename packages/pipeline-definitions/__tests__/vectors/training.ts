import { autoMLStep, execution, join, processingStep, trainingStep, tuningStep } from "../..";
import { BUCKET, cluster, KMS, python, ROLE, SCIKIT_LEARN, TAGS, XGBOOST } from "./common";

const MODELS = `s3://${BUCKET}/m`;
const RESOURCES = { InstanceCount: 1, InstanceType: "ml.m5.large", VolumeSizeInGB: 30 } as const;
const A_DAY = { MaxRuntimeInSeconds: 86400 };
const channel = (ChannelName: string, S3Uri = `s3://${BUCKET}/t`) =>
  ({
    ChannelName,
    DataSource: {
      S3DataSource: { S3DataDistributionType: "FullyReplicated", S3DataType: "S3Prefix", S3Uri },
    },
  }) as const;
const bare = {
  AlgorithmSpecification: { TrainingImage: XGBOOST, TrainingInputMode: "File" },
  InputDataConfig: [channel("train")],
  OutputDataConfig: { S3OutputPath: MODELS },
  ResourceConfig: RESOURCES,
  RoleArn: ROLE,
  StoppingCondition: A_DAY,
} as const;
/** What the SDK adds where nobody asks. */
const DEBUGGER = {
  DebugHookConfig: { CollectionConfigurations: [], S3OutputPath: MODELS },
  ProfilerConfig: { DisableProfiler: false, S3OutputPath: MODELS },
};

const tuned = {
  AlgorithmSpecification: { TrainingImage: XGBOOST, TrainingInputMode: "File" },
  HyperParameterTuningResourceConfig: RESOURCES,
  InputDataConfig: [channel("train")],
  OutputDataConfig: { S3OutputPath: MODELS },
  RoleArn: ROLE,
  StoppingCondition: A_DAY,
} as const;
const searched = (DefinitionName: string) =>
  ({
    ...tuned,
    DefinitionName,
    HyperParameterRanges: {
      CategoricalParameterRanges: [],
      ContinuousParameterRanges: [{ Name: "eta", MinValue: "0.1", MaxValue: "0.5", ScalingType: "Auto" }],
      IntegerParameterRanges: [],
    },
    StaticHyperParameters: { num_round: "5" },
    TuningObjective: { MetricName: "validation:auc", Type: "Maximize" },
  }) as const;

export const training = {
  training_no_profiler_no_debugger: () =>
    python([trainingStep({ name: "T", arguments: { ...bare, ProfilerConfig: { DisableProfiler: true } } })]),
  training_cache_retry: () =>
    python([
      trainingStep({
        name: "T",
        arguments: { ...bare, ...DEBUGGER },
        cache: { expireAfter: "PT1H" },
        retry: [{ on: ["SageMaker.CAPACITY_ERROR"], backoffRate: 2, intervalSeconds: 1, maxAttempts: 2 }],
      }),
    ]),
  training_filesystem_input: () =>
    python([
      trainingStep({
        name: "T",
        arguments: {
          ...bare,
          ...DEBUGGER,
          InputDataConfig: [
            {
              ChannelName: "train",
              DataSource: {
                FileSystemDataSource: {
                  DirectoryPath: "/d",
                  FileSystemAccessMode: "ro",
                  FileSystemId: "fs-1",
                  FileSystemType: "EFS",
                },
              },
            },
          ],
          VpcConfig: { SecurityGroupIds: ["sg-1"], Subnets: ["subnet-1"] },
        },
      }),
    ]),
  training_warm_pool: () =>
    python([
      trainingStep({
        name: "T",
        arguments: {
          ...bare,
          ...DEBUGGER,
          AlgorithmSpecification: {
            ...bare.AlgorithmSpecification,
            ContainerEntrypoint: ["python3"],
            ContainerArguments: ["x"],
          },
          InfraCheckConfig: { EnableInfraCheck: true },
          RemoteDebugConfig: { EnableRemoteDebug: true },
          ResourceConfig: { ...RESOURCES, KeepAlivePeriodInSeconds: 600 },
        },
      }),
    ]),
  training_full: () =>
    python([
      trainingStep({
        name: "T",
        arguments: {
          ...DEBUGGER,
          AlgorithmSpecification: {
            MetricDefinitions: [{ Name: "m", Regex: "m=(.*)" }],
            TrainingImage: XGBOOST,
            TrainingInputMode: "File",
          },
          CheckpointConfig: { LocalPath: "/opt/ml/checkpoints", S3Uri: `s3://${BUCKET}/c` },
          EnableInterContainerTrafficEncryption: true,
          EnableManagedSpotTraining: true,
          EnableNetworkIsolation: true,
          Environment: { K: "V" },
          ExperimentConfig: { TrialComponentDisplayName: "d" },
          InputDataConfig: [
            {
              ChannelName: "train",
              CompressionType: "Gzip",
              ContentType: "text/csv",
              DataSource: {
                S3DataSource: {
                  AttributeNames: ["a"],
                  S3DataDistributionType: "ShardedByS3Key",
                  S3DataType: "S3Prefix",
                  S3Uri: `s3://${BUCKET}/t`,
                },
              },
              InputMode: "Pipe",
              RecordWrapperType: "RecordIO",
              ShuffleConfig: { Seed: 7 },
            },
          ],
          OutputDataConfig: { KmsKeyId: KMS, S3OutputPath: MODELS },
          ResourceConfig: {
            InstanceCount: 2,
            InstanceType: "ml.m5.large",
            VolumeKmsKeyId: KMS,
            VolumeSizeInGB: 50,
          },
          RetryStrategy: { MaximumRetryAttempts: 3 },
          RoleArn: ROLE,
          StoppingCondition: { MaxRuntimeInSeconds: 7200, MaxWaitTimeInSeconds: 8000 },
          Tags: TAGS,
          VpcConfig: { SecurityGroupIds: ["sg-1"], Subnets: ["subnet-1"] },
        },
      }),
    ]),
  custom_job_prefix: () =>
    python([
      processingStep({
        name: "P",
        arguments: {
          AppSpecification: { ImageUri: SCIKIT_LEARN },
          ProcessingJobName: "my-proc-2023-11-14-22-13-20-0",
          ProcessingResources: cluster(),
          RoleArn: ROLE,
        },
      }),
      trainingStep({
        name: "T",
        arguments: { ...bare, ...DEBUGGER, TrainingJobName: "my-train-2023-11-14-22-13-20-0" },
      }),
    ]),
  function_step: () =>
    python([
      trainingStep({
        name: "F",
        displayName: "basics.f",
        description: "basics.py",
        arguments: {
          AlgorithmSpecification: {
            ContainerArguments: [
              "--s3_base_uri",
              `s3://${BUCKET}/p`,
              "--region",
              "us-east-1",
              "--client_python_version",
              "3.11",
              "--client_sagemaker_pysdk_version",
              "2.257.7",
              "--dependency_settings",
              '{"dependency_file": "sagemaker_requirements.txt"}',
              "--pipeline_step_name",
              "F",
              "--pipeline_execution_id",
              execution.PipelineExecutionId,
              "--func_step_s3_dir",
              "2023-11-14-22-13-20-0",
              "--property_references",
              "Execution.PipelineExecutionId",
              execution.PipelineExecutionId,
            ],
            ContainerEntrypoint: [
              "/bin/bash",
              "/opt/ml/input/data/sagemaker_remote_function_bootstrap/job_driver.sh",
            ],
            TrainingImage: SCIKIT_LEARN,
            TrainingInputMode: "File",
          },
          EnableInterContainerTrafficEncryption: false,
          EnableManagedSpotTraining: false,
          EnableNetworkIsolation: false,
          Environment: { AWS_DEFAULT_REGION: "us-east-1" },
          InputDataConfig: [
            ["sagemaker_remote_function_bootstrap", "sagemaker_remote_function_bootstrap"] as const,
            [
              "pre_exec_script_and_dependencies",
              "F/2023-11-14-22-13-20-0/pre_exec_script_and_dependencies",
            ] as const,
          ].map(([ChannelName, path]) => ({
            ChannelName,
            DataSource: {
              S3DataSource: { S3DataType: "S3Prefix" as const, S3Uri: `s3://${BUCKET}/p/${path}` },
            },
          })),
          OutputDataConfig: {
            S3OutputPath: join("/", [`s3://${BUCKET}/p`, execution.PipelineExecutionId, "F", "results"]),
          },
          ResourceConfig: { ...RESOURCES, KeepAlivePeriodInSeconds: 0 },
          RetryStrategy: { MaximumRetryAttempts: 1 },
          RoleArn: ROLE,
          StoppingCondition: A_DAY,
        },
      }),
    ]),
  tuning_autotune: () =>
    python([
      tuningStep({
        name: "T",
        arguments: {
          Autotune: { Mode: "Enabled" },
          HyperParameterTuningJobConfig: {
            HyperParameterTuningJobObjective: { MetricName: "validation:auc", Type: "Maximize" },
            ParameterRanges: {
              AutoParameters: [{ Name: "eta", ValueHint: "0.2" }],
              CategoricalParameterRanges: [],
              ContinuousParameterRanges: [],
              IntegerParameterRanges: [],
            },
            ResourceLimits: { MaxNumberOfTrainingJobs: 4, MaxParallelTrainingJobs: 1 },
            Strategy: "Bayesian",
            TrainingJobEarlyStoppingType: "Off",
          },
          TrainingJobDefinition: { ...tuned, StaticHyperParameters: { num_round: "50" } },
        },
      }),
    ]),
  tuning_multi: () =>
    python([
      tuningStep({
        name: "T",
        arguments: {
          HyperParameterTuningJobConfig: {
            ResourceLimits: { MaxNumberOfTrainingJobs: 4, MaxParallelTrainingJobs: 2 },
            Strategy: "Bayesian",
            TrainingJobEarlyStoppingType: "Off",
          },
          TrainingJobDefinitions: [searched("a"), searched("b")],
        },
      }),
    ]),
  automl: () =>
    python([
      autoMLStep({
        name: "A",
        cache: { expireAfter: "P1D" },
        arguments: {
          AutoMLJobConfig: {
            CompletionCriteria: { MaxAutoMLJobRuntimeInSeconds: 3600 },
            Mode: "ENSEMBLING",
            SecurityConfig: { EnableInterContainerTrafficEncryption: false },
          },
          AutoMLJobObjective: { MetricName: "AUC" },
          InputDataConfig: [
            {
              ChannelType: "training",
              DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: `s3://${BUCKET}/t` } },
              TargetAttributeName: "y",
            },
          ],
          OutputDataConfig: { S3OutputPath: `s3://${BUCKET}/o` },
          ProblemType: "BinaryClassification",
          RoleArn: ROLE,
        },
      }),
    ]),
};
