import type { Environment } from "../environments/environment";
import { importsOf, type CodeAsset, type CodeAssets, type ScriptName } from "./code-assets";
import { frameworkOf } from "./frameworks";
import { imageUri, type Image } from "./images";
import { codeUri } from "./layout";
import { processingNetwork } from "./network";
import type { ProcessingArguments, RetryPolicy, StringVariable, Input } from "sagemaker-pipeline-definitions";

/** Where a processing container finds and leaves its files. */
export const PROCESSING = "/opt/ml/processing";

/** The service retries these on its own too; said here so that its defaults cannot change under us. */
export const SERVICE_RETRY: RetryPolicy = {
  on: ["Step.SERVICE_FAULT", "Step.THROTTLING"],
  intervalSeconds: 10,
  backoffRate: 2,
  maxAttempts: 5,
};

/** A job is tried again where Amazon lacked machines; a script that fails is not. */
export const JOB_RETRY: readonly RetryPolicy[] = [
  SERVICE_RETRY,
  {
    on: ["SageMaker.JOB_INTERNAL_ERROR", "SageMaker.CAPACITY_ERROR", "SageMaker.RESOURCE_LIMIT"],
    intervalSeconds: 60,
    backoffRate: 2,
    maxAttempts: 3,
  },
];

export interface Machines {
  readonly instanceType: StringVariable;
  readonly instanceCount: Input<number>;
}

/** Of each instance's volume. */
const VOLUME_GIB = 30;
const MAX_RUNTIME_SECONDS = 3600;

/** A processing job that runs one of our scripts. */
export interface ScriptJob<Output extends string> {
  readonly environment: Environment;
  readonly roleArn: string;
  readonly image: Image;
  /** What runs the script: the entrypoint without the script's path. Default: `python3`. */
  readonly command?: readonly string[];
  readonly code: CodeAssets;
  readonly script: ScriptName;
  readonly arguments?: readonly Input<string>[];
  readonly machines: Machines;
  /** S3 address by the folder below /opt/ml/processing/input, which is the input's name too. */
  readonly inputs: Readonly<Record<string, Input<string>>>;
  /** S3 address by the folder below /opt/ml/processing/output, which is the output's name too. */
  readonly outputs: Readonly<Record<Output, Input<string>>>;
}

/** The job's arguments for CreateProcessingJob. */
export function scriptJob<const Output extends string>(job: ScriptJob<Output>): ProcessingArguments<Output> {
  const { environment, code, script } = job;
  const inputs = Object.entries({ ...job.inputs, ...codeInputs(environment, code, script) });
  const outputs = Object.keys(job.outputs) as Output[];
  return {
    AppSpecification: {
      ImageUri: imageUri(job.image, environment),
      ContainerEntrypoint: [
        ...(job.command ?? ["python3"]),
        `${PROCESSING}/input/code/${code[script].filename}`,
      ],
      ...(job.arguments === undefined ? {} : { ContainerArguments: job.arguments }),
    },
    ProcessingInputs: inputs.map(([name, uri]) => s3Input(name, `${PROCESSING}/input/${name}`, uri)),
    ProcessingOutputConfig: {
      KmsKeyId: environment.kmsKey,
      Outputs: outputs.map((name) => s3Output(name, `${PROCESSING}/output/${name}`, job.outputs[name])),
    },
    RoleArn: job.roleArn,
    ...onMachines(environment, job.machines),
  };
}

/** A script, what it imports and what it knows of the model, each in a folder of its own: an input is a file by its content. */
function codeInputs(
  environment: Environment,
  code: CodeAssets,
  script: ScriptName,
): Readonly<Record<string, string>> {
  const uri = (asset: CodeAsset): string => codeUri(environment, asset);
  return {
    code: uri(code[script]),
    ...Object.fromEntries(
      importsOf(script, frameworkOf(environment.description).contract).map((module) => [
        module,
        uri(code[module]),
      ]),
    ),
    description: uri(code.description),
  };
}

export function s3Input(name: string, path: string, uri: Input<string>) {
  return {
    InputName: name,
    S3Input: {
      S3Uri: uri,
      LocalPath: path,
      S3DataType: "S3Prefix",
      S3InputMode: "File",
      S3DataDistributionType: "FullyReplicated",
      S3CompressionType: "None",
    },
  } as const;
}

export function s3Output<Output extends string>(name: Output, path: string, uri: Input<string>) {
  return { OutputName: name, S3Output: { S3Uri: uri, LocalPath: path, S3UploadMode: "EndOfJob" } } as const;
}

/** Machines with encrypted volumes, in the environment's network, and an end to their time. */
export function onMachines(environment: Environment, machines: Machines) {
  return {
    ProcessingResources: {
      ClusterConfig: {
        InstanceType: machines.instanceType,
        InstanceCount: machines.instanceCount,
        VolumeSizeInGB: VOLUME_GIB,
        ...(environment.volumeKmsKey && { VolumeKmsKeyId: environment.volumeKmsKey }),
      },
    },
    StoppingCondition: { MaxRuntimeInSeconds: MAX_RUNTIME_SECONDS },
    ...processingNetwork(environment),
  };
}
