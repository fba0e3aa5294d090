import type { Environment } from "../../environments/environment";
import { dataPrefix, versionPrefix } from "../../pipeline-defs/layout";
import { bucketArn, modelPackagesArn, pipelineArns, regionalArn } from "../arns";
import { keyScope } from "../iam/key-scope";
import { accountPrincipal, type Statement } from "../iam/policy-document";

/** People of the environment's account, as far as their own policies let them. */
export function scientistTrust({ partition, account }: Environment): Statement[] {
  return [
    {
      Sid: "AssumedByPeople",
      Effect: "Allow",
      Principal: accountPrincipal(partition, account),
      Action: "sts:AssumeRole",
    },
  ];
}

/**
 * Starts and follows the two pipelines, brings data, and reads what came of it. It changes no pipeline, passes no role
 * and registers no version: what runs is what was deployed.
 */
export function scientistPolicy(environment: Environment): Statement[] {
  return [
    ...pipelines(environment),
    ...jobs(environment),
    ...versions(environment),
    ...objects(environment),
    {
      // S3 asks for the key of whoever writes and reads what is encrypted with it (KMS developer guide, "How Amazon S3
      // uses AWS KMS").
      Sid: "UseOwnKey",
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      ...keyScope(environment.kmsKey),
    },
  ];
}

function pipelines(environment: Environment): Statement[] {
  const arns = pipelineArns(environment);
  return [
    {
      Sid: "RunPipelines",
      Effect: "Allow",
      // To start a pipeline takes no PassRole: that is asked of who creates it (Service Authorization Reference).
      Action: [
        "sagemaker:DescribePipeline",
        "sagemaker:ListPipelineExecutions",
        "sagemaker:StartPipelineExecution",
      ],
      Resource: arns,
    },
    {
      Sid: "FollowExecutions",
      Effect: "Allow",
      // The console and Studio show an execution's definition and parameters beside its steps.
      Action: [
        "sagemaker:DescribePipelineDefinitionForExecution",
        "sagemaker:DescribePipelineExecution",
        "sagemaker:ListPipelineExecutionSteps",
        "sagemaker:ListPipelineParametersForExecution",
        // As an alert suggests for what failed for a passing cause.
        "sagemaker:RetryPipelineExecution",
        "sagemaker:StopPipelineExecution",
      ],
      Resource: arns.map((arn) => `${arn}/execution/*`),
    },
    {
      // ListPipelines knows no resource (Service Authorization Reference).
      Sid: "ListPipelines",
      Effect: "Allow",
      Action: "sagemaker:ListPipelines",
      Resource: "*",
    },
  ];
}

/** Why a job failed: its own message, and its log. */
function jobs(environment: Environment): Statement[] {
  return [
    {
      // Pipelines name what their steps create `pipelines-…`.
      Sid: "SeeJobs",
      Effect: "Allow",
      Action: [
        "sagemaker:DescribeProcessingJob",
        "sagemaker:DescribeTrainingJob",
        "sagemaker:DescribeTransformJob",
      ],
      Resource: ["processing-job", "training-job", "transform-job"].map((type) =>
        regionalArn(environment, "sagemaker", `${type}/pipelines-*`),
      ),
    },
    {
      // One log group for all jobs of a kind in an account, with a stream for each.
      Sid: "ReadJobLogs",
      Effect: "Allow",
      Action: ["logs:DescribeLogStreams", "logs:FilterLogEvents", "logs:GetLogEvents"],
      Resource: regionalArn(environment, "logs", "log-group:/aws/sagemaker/*"),
    },
  ];
}

/** Neither CreateModelPackage nor UpdateModelPackage: versions come from pipelines, and approvals from approvers. */
function versions(environment: Environment): Statement[] {
  return [
    {
      Sid: "SeeVersions",
      Effect: "Allow",
      Action: ["sagemaker:DescribeModelPackage", "sagemaker:ListModelPackages"],
      Resource: modelPackagesArn(environment),
    },
    {
      // The console and Studio open a version by its group.
      Sid: "OpenGroup",
      Effect: "Allow",
      Action: "sagemaker:DescribeModelPackageGroup",
      Resource: environment.modelPackageGroup.arn,
    },
  ];
}

function objects(environment: Environment): Statement[] {
  const { modelName, partition } = environment;
  const data = bucketArn(partition, environment.dataBucket);
  const artifacts = bucketArn(partition, environment.artifactsBucket);
  return [
    {
      Sid: "ListOwnFolders",
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: [data, artifacts],
      Condition: { StringLike: { "s3:prefix": [modelName, `${modelName}/*`] } },
    },
    {
      Sid: "ReadDataAndResults",
      Effect: "Allow",
      Action: "s3:GetObject",
      Resource: [`${data}/${modelName}/*`, `${artifacts}/${versionPrefix(environment)}*`],
    },
    {
      // Data alone: what jobs write is theirs, and code comes by a deployment.
      Sid: "UploadData",
      Effect: "Allow",
      Action: ["s3:AbortMultipartUpload", "s3:PutObject"],
      Resource: `${data}/${dataPrefix(environment, "data")}*`,
    },
  ];
}
