import { GetObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import {
  DescribeModelPackageCommand,
  DescribeModelPackageGroupCommand,
  DescribePipelineCommand,
  DescribePipelineDefinitionForExecutionCommand,
  DescribeProcessingJobCommand,
  DescribeTrainingJobCommand,
  ListModelPackagesCommand,
  ListPipelineParametersForExecutionCommand,
  ListPipelinesCommand,
} from "@aws-sdk/client-sagemaker";
import type { Environment } from "../../environments/environment";
import { dataPrefix } from "../../pipeline-defs/layout";
import type { Actor } from "./actors";
import { assert, assertDefined } from "./assert";
import { stepOf, type EndedExecution } from "./executions";

/** What Studio and the console ask for when a data scientist looks at a training: its pipeline, jobs, data and version. */
export async function lookAround(
  scientist: Actor,
  environment: Environment,
  execution: EndedExecution,
): Promise<void> {
  const { sagemaker, s3 } = scientist.clients;
  const { trainPipeline, modelPackageGroup, dataBucket } = environment;
  const { PipelineSummaries: pipelines = [] } = await sagemaker.send(new ListPipelinesCommand({}));
  assert(
    pipelines.some(({ PipelineName }) => PipelineName === trainPipeline.name),
    `${trainPipeline.name} among the pipelines`,
    pipelines,
  );
  await sagemaker.send(new DescribePipelineCommand({ PipelineName: trainPipeline.name }));
  const ofExecution = { PipelineExecutionArn: execution.arn };
  await sagemaker.send(new DescribePipelineDefinitionForExecutionCommand(ofExecution));
  await sagemaker.send(new ListPipelineParametersForExecutionCommand(ofExecution));

  const jobName = (arn: string | undefined): string => arn?.split("/").at(-1) ?? "";
  const ProcessingJobName = jobName(stepOf(execution, "Preprocess").Metadata?.ProcessingJob?.Arn);
  await sagemaker.send(new DescribeProcessingJobCommand({ ProcessingJobName }));
  const TrainingJobName = jobName(stepOf(execution, "Train").Metadata?.TrainingJob?.Arn);
  await sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName }));

  const group = { ModelPackageGroupName: modelPackageGroup.arn };
  await sagemaker.send(new DescribeModelPackageGroupCommand(group));
  const { ModelPackageSummaryList: versions = [] } = await sagemaker.send(
    new ListModelPackagesCommand(group),
  );
  const newest = assertDefined(versions[0]?.ModelPackageArn, "a version in the group");
  await sagemaker.send(new DescribeModelPackageCommand({ ModelPackageName: newest }));

  const folder = { Bucket: dataBucket, Prefix: dataPrefix(environment, "data") };
  const { Contents: objects = [] } = await s3.send(new ListObjectsV2Command(folder));
  const Key = assertDefined(objects[0]?.Key, "data in the bucket");
  await s3.send(new GetObjectCommand({ Bucket: dataBucket, Key }));
}
