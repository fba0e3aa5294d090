import type { DataDistribution, Environment } from "../environments/environment";
import type { Input, StringVariable } from "sagemaker-pipeline-definitions";
import type { CodeAssets } from "./code-assets";
import { frameworkOf } from "./frameworks";
import { imageUri } from "./images";
import { codeUri, versionUri } from "./layout";
import { trainingNetwork } from "./network";

/** What a training reads. */
export interface TrainingData {
  readonly train: Input<string>;
  readonly validation: Input<string>;
}

/** The channel of script mode's source, and where its container finds it. */
const CODE_CHANNEL = "code";
const SOURCE_IN_CONTAINER = `/opt/ml/input/data/${CODE_CHANNEL}`;

/** The arguments of the training job. */
export function trainJob(
  environment: Environment,
  code: CodeAssets,
  data: TrainingData,
  instanceType: StringVariable,
) {
  const { description, trainingInstanceCount, trainingDataDistribution } = environment;
  const { source } = code;
  return {
    AlgorithmSpecification: {
      TrainingImage: imageUri(frameworkOf(description).trains, environment),
      TrainingInputMode: "File",
    },
    HyperParameters:
      source === undefined
        ? description.hyperparameters
        : scriptParameters(description.hyperparameters, source.program, source.filename),
    InputDataConfig: [
      csvChannel("train", data.train, trainingDataDistribution),
      // Whole on every machine: XGBoost takes the mean of the machines' metric, which is right only where they are equal.
      csvChannel("validation", data.validation, "FullyReplicated"),
      ...(source === undefined ? [] : [sourceChannel(codeUri(environment, source))]),
    ],
    OutputDataConfig: { S3OutputPath: versionUri(environment, "artifact"), KmsKeyId: environment.kmsKey },
    ResourceConfig: {
      InstanceType: instanceType,
      InstanceCount: trainingInstanceCount,
      VolumeSizeInGB: 30,
      ...(environment.volumeKmsKey && { VolumeKmsKeyId: environment.volumeKmsKey }),
    },
    StoppingCondition: { MaxRuntimeInSeconds: 3600 },
    // Closed to new customers, and on where nothing is said.
    ProfilerConfig: { DisableProfiler: true },
    RoleArn: environment.trainPipeline.roleArn,
    ...trainingNetwork(environment),
  } as const;
}

/**
 * What the training toolkit reads in script mode: texts of JSON, as the Python SDK writes them. The source comes by a
 * channel, as the SDK gives it to a container without network, so that the program needs no call of AWS.
 * https://github.com/aws/sagemaker-training-toolkit, params.py; SDK 2.257.7, estimator.py, `_stage_user_code_in_s3`
 */
function scriptParameters(
  hyperparameters: Readonly<Record<string, string>>,
  program: string,
  archive: string,
): Readonly<Record<string, string>> {
  return {
    sagemaker_container_log_level: "20",
    sagemaker_program: JSON.stringify(program),
    sagemaker_submit_directory: JSON.stringify(`${SOURCE_IN_CONTAINER}/${archive}`),
    ...Object.fromEntries(
      Object.entries(hyperparameters).map(([name, value]) => [name, JSON.stringify(value)]),
    ),
  };
}

function csvChannel(name: string, uri: Input<string>, distribution: DataDistribution) {
  return { ChannelName: name, ContentType: "text/csv", DataSource: files(uri, distribution) } as const;
}

function sourceChannel(uri: string) {
  return { ChannelName: CODE_CHANNEL, DataSource: files(uri, "FullyReplicated") } as const;
}

function files(uri: Input<string>, distribution: DataDistribution) {
  return {
    S3DataSource: { S3DataType: "S3Prefix", S3Uri: uri, S3DataDistributionType: distribution },
  } as const;
}
