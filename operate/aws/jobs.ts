import {
  DescribeProcessingJobCommand,
  DescribeTrainingJobCommand,
  DescribeTransformJobCommand,
  type SageMakerClient,
} from "@aws-sdk/client-sagemaker";
import type { Channel } from "../../report/data";
import type { Job, JobReport } from "../ports";

/** The permission that describing a job of a kind needs. */
export const JOB_ACTIONS: Readonly<Record<Job["kind"], string>> = {
  processing: "sagemaker:DescribeProcessingJob",
  training: "sagemaker:DescribeTrainingJob",
  transform: "sagemaker:DescribeTransformJob",
};

/** What a job was given, and what it said at its end. */
export function describeJob(client: SageMakerClient, { kind, name }: Job): Promise<JobReport> {
  switch (kind) {
    case "processing":
      return processing(client, name);
    case "training":
      return training(client, name);
    case "transform":
      return transform(client, name);
  }
}

async function processing(client: SageMakerClient, name: string): Promise<JobReport> {
  const found = await client.send(new DescribeProcessingJobCommand({ ProcessingJobName: name }));
  const { ContainerEntrypoint: entrypoint = [], ContainerArguments: given = [] } =
    found.AppSpecification ?? {};
  const cluster = found.ProcessingResources?.ClusterConfig;
  return {
    kind: "processing",
    name,
    image: found.AppSpecification?.ImageUri,
    machines: machines(cluster?.InstanceCount, cluster?.InstanceType),
    arguments: [...entrypoint, ...given],
    settings: found.Environment ?? {},
    inputs: (found.ProcessingInputs ?? []).flatMap((one) => channel(one.InputName, one.S3Input?.S3Uri)),
    outputs: (found.ProcessingOutputConfig?.Outputs ?? []).flatMap((one) =>
      channel(one.OutputName, one.S3Output?.S3Uri),
    ),
    message: found.ExitMessage ?? found.FailureReason ?? null,
  };
}

async function training(client: SageMakerClient, name: string): Promise<JobReport> {
  const found = await client.send(new DescribeTrainingJobCommand({ TrainingJobName: name }));
  return {
    kind: "training",
    name,
    image: found.AlgorithmSpecification?.TrainingImage,
    machines: machines(found.ResourceConfig?.InstanceCount, found.ResourceConfig?.InstanceType),
    arguments: [],
    settings: found.HyperParameters ?? {},
    inputs: (found.InputDataConfig ?? []).flatMap((one) =>
      channel(one.ChannelName, one.DataSource?.S3DataSource?.S3Uri),
    ),
    outputs: channel("artifact", found.ModelArtifacts?.S3ModelArtifacts),
    message: found.FailureReason ?? null,
  };
}

async function transform(client: SageMakerClient, name: string): Promise<JobReport> {
  const found = await client.send(new DescribeTransformJobCommand({ TransformJobName: name }));
  return {
    kind: "transform",
    name,
    machines: machines(found.TransformResources?.InstanceCount, found.TransformResources?.InstanceType),
    arguments: [],
    settings: found.Environment ?? {},
    inputs: channel("batch", found.TransformInput?.DataSource?.S3DataSource?.S3Uri),
    outputs: channel("predictions", found.TransformOutput?.S3OutputPath),
    message: found.FailureReason ?? null,
  };
}

function machines(count: number | undefined, type: string | undefined): string | undefined {
  return type === undefined ? undefined : `${count ?? 1} × ${type}`;
}

function channel(name: string | undefined, uri: string | undefined): Channel[] {
  return uri === undefined ? [] : [{ name: name ?? "", uri }];
}
