import type { Environment, Model } from "../../environments/environment";
import { dataPrefix, versionPrefix, WRITABLE_FOLDERS } from "../../pipeline-defs/layout";
import { bucketArn, eventsRole, executionRoles, modelPackagesArn, regionalArn } from "../arns";
import type { Statement } from "../iam/policy-document";
import { imagesOf } from "../../pipeline-defs/frameworks";
import { versionTrainers } from "../version-readers";
import { eventsRolePolicy, eventsTrust } from "./events-role";
import { stepFunctionArns } from "./function-scope";
import { keyScope } from "../iam/key-scope";
import { UNAPPROVED } from "./model-package-group";
import { inNetwork, interfacesOfJobs } from "./network";

/** Pipelines name what their steps create `pipelines-<execution>-<step>-<random>`. */
const CREATED_BY_PIPELINES = ["processing-job", "training-job", "transform-job", "model"] as const;

/** What is created with a network of its own. */
const CREATED_IN_NETWORK = [
  "sagemaker:CreateModel",
  "sagemaker:CreateProcessingJob",
  "sagemaker:CreateTrainingJob",
] as const;

export function executionTrust(environment: Environment, role: string): Statement[] {
  const trust: Statement[] = [
    {
      Sid: "RunsJobsAndPipelines",
      Effect: "Allow",
      Principal: { Service: "sagemaker.amazonaws.com" },
      Action: "sts:AssumeRole",
      // Another account's jobs cannot be given this role.
      Condition: { StringEquals: { "aws:SourceAccount": environment.account } },
    },
  ];
  return role === eventsRole(environment) ? [...trust, ...eventsTrust(environment)] : trust;
}

/** What the two pipelines and their jobs call, and what a data scientist does in Studio, which runs as this role too. */
export function executionRolePolicy(environment: Environment, model: Model, role: string): Statement[] {
  return [
    ...steps(environment),
    ...studio(environment),
    ...objects(environment, model),
    ...acls(environment),
    ...keys(environment, model),
    ...jobEnvironment(environment),
    ...interfacesOfJobs(environment),
    ...(role === eventsRole(environment) ? eventsRolePolicy(environment) : []),
  ];
}

function steps(environment: Environment): Statement[] {
  const created = CREATED_BY_PIPELINES.map((type) =>
    regionalArn(environment, "sagemaker", `${type}/pipelines-*`),
  );
  const network = inNetwork(environment);
  return [
    ...(network === undefined
      ? []
      : [
          {
            // A transform job is in its model's network.
            Sid: "RunStepsInNetwork",
            Effect: "Allow",
            Action: CREATED_IN_NETWORK,
            Resource: created,
            Condition: network,
          } satisfies Statement,
        ]),
    {
      Sid: "RunSteps",
      Effect: "Allow",
      Action: [
        "sagemaker:AddTags",
        ...(network === undefined ? CREATED_IN_NETWORK : []),
        "sagemaker:CreateTransformJob",
        "sagemaker:DescribeModel",
        "sagemaker:DescribeProcessingJob",
        "sagemaker:DescribeTrainingJob",
        "sagemaker:DescribeTransformJob",
        "sagemaker:StopProcessingJob",
        "sagemaker:StopTrainingJob",
        "sagemaker:StopTransformJob",
      ],
      Resource: created,
    },
    {
      Sid: "UseVersions",
      Effect: "Allow",
      Action: ["sagemaker:CreateModel", "sagemaker:DescribeModelPackage"],
      Resource: modelPackagesArn(environment),
    },
    {
      // Never UpdateModelPackage, nor a version that is approved from its first day: who trains it does not approve it.
      Sid: "RegisterVersions",
      Effect: "Allow",
      Action: "sagemaker:CreateModelPackage",
      Resource: modelPackagesArn(environment),
      Condition: UNAPPROVED,
    },
    {
      // Pipelines may make sure of the group before each version, and tags what it creates; the registry's side refuses
      // it, which Pipelines takes for an answer, where a denial of the role's own fails the step. The blog's role has it.
      Sid: "MakeSureOfGroup",
      Effect: "Allow",
      Action: ["sagemaker:AddTags", "sagemaker:CreateModelPackageGroup"],
      Resource: environment.modelPackageGroup.arn,
    },
    {
      Sid: "CallStepFunctions",
      Effect: "Allow",
      Action: "lambda:InvokeFunction",
      Resource: stepFunctionArns(environment),
    },
    {
      Sid: "PassOwnRoleToJobs",
      Effect: "Allow",
      Action: "iam:PassRole",
      Resource: executionRoles(environment),
      Condition: { StringEquals: { "iam:PassedToService": "sagemaker.amazonaws.com" } },
    },
  ];
}

function studio(environment: Environment): Statement[] {
  const pipelines = [environment.trainPipeline.arn, environment.inferencePipeline.arn];
  return [
    {
      Sid: "StartPipelines",
      Effect: "Allow",
      Action: ["sagemaker:ListPipelineExecutions", "sagemaker:StartPipelineExecution"],
      Resource: pipelines,
    },
    {
      Sid: "FollowExecutions",
      Effect: "Allow",
      Action: [
        "sagemaker:DescribePipelineExecution",
        "sagemaker:ListPipelineExecutionSteps",
        "sagemaker:StopPipelineExecution",
      ],
      Resource: pipelines.map((arn) => `${arn}/execution/*`),
    },
  ];
}

function objects(environment: Environment, model: Model): Statement[] {
  const { modelName, partition } = environment;
  const data = bucketArn(partition, environment.dataBucket);
  const trainers = [environment, ...versionTrainers(environment, model)];
  const registries = new Set(trainers.map(({ artifactsBucket }) => bucketArn(partition, artifactsBucket)));
  return [
    {
      Sid: "ListOwnFolders",
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: [data, ...registries],
      Condition: { StringLike: { "s3:prefix": [modelName, `${modelName}/*`] } },
    },
    {
      Sid: "ReadData",
      Effect: "Allow",
      Action: "s3:GetObject",
      Resource: [
        `${data}/${modelName}/*`,
        ...trainers.map(
          (trainer) => `${bucketArn(partition, trainer.artifactsBucket)}/${versionPrefix(trainer)}*`,
        ),
      ],
    },
    {
      // All but the code: an execution runs what was deployed.
      Sid: "WriteResults",
      Effect: "Allow",
      Action: ["s3:AbortMultipartUpload", "s3:PutObject"],
      Resource: [
        ...WRITABLE_FOLDERS.map((folder) => `${data}/${dataPrefix(environment, folder)}*`),
        `${bucketArn(partition, environment.artifactsBucket)}/${versionPrefix(environment)}*`,
      ],
    },
  ];
}

/**
 * Clients that send bucket-owner-full-control with what they write to another account's bucket are asked for these too
 * (SageMaker developer guide, "How to use SageMaker execution roles", grants both); the bucket's owner owns all it holds.
 */
function acls(environment: Environment): Statement[] {
  const bucket = bucketArn(environment.partition, environment.artifactsBucket);
  return [
    {
      Sid: "WriteResultsWithAcl",
      Effect: "Allow",
      Action: "s3:PutObjectAcl",
      Resource: `${bucket}/${versionPrefix(environment)}*`,
    },
    { Sid: "ReadBucketAcl", Effect: "Allow", Action: "s3:GetBucketAcl", Resource: bucket },
  ];
}

function keys(environment: Environment, model: Model): Statement[] {
  const { kmsKey, volumeKmsKey } = environment;
  return [
    {
      // Encrypt for a job's output key, Decrypt for its input (SageMaker developer guide, "How to use SageMaker
      // execution roles").
      Sid: "UseOwnKey",
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"],
      ...keyScope(kmsKey),
    },
    {
      Sid: "EncryptVolumes",
      Effect: "Allow",
      Action: "kms:CreateGrant",
      ...keyScope(kmsKey, { Bool: { "kms:GrantIsForAWSResource": "true" } }),
    },
    ...(volumeKmsKey === undefined || volumeKmsKey === kmsKey
      ? []
      : [
          {
            Sid: "EncryptVolumesByKey",
            Effect: "Allow",
            Action: "kms:CreateGrant",
            ...keyScope(volumeKmsKey, { Bool: { "kms:GrantIsForAWSResource": "true" } }),
          } satisfies Statement,
        ]),
    ...trainersKeys(environment, model).map(([account, key], index, keys): Statement => {
      const before = keys.slice(0, index).filter(([other]) => other === account).length;
      return {
        Sid: `ReadVersionsOf${account}${before === 0 ? "" : `Key${before + 1}`}`,
        Effect: "Allow",
        Action: "kms:Decrypt",
        ...keyScope(key),
      };
    }),
  ];
}

/** The keys of the versions that other environments trained, and their accounts: several environments may share either. */
function trainersKeys(environment: Environment, model: Model): [account: string, kmsKey: string][] {
  const trainers = versionTrainers(environment, model)
    .filter(({ kmsKey }) => kmsKey !== environment.kmsKey)
    .map(({ account, kmsKey }) => [kmsKey, account] as const);
  return [...new Map(trainers)].map(([kmsKey, account]) => [account, kmsKey]);
}

/** Images, logs and metrics of jobs. */
function jobEnvironment(environment: Environment): Statement[] {
  const { partition, region } = environment;
  return [
    {
      // GetAuthorizationToken knows no resource.
      Sid: "SignInToImageRegistries",
      Effect: "Allow",
      Action: "ecr:GetAuthorizationToken",
      Resource: "*",
    },
    {
      Sid: "PullImages",
      Effect: "Allow",
      Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
      // The accounts of Amazon's repositories differ from Region to Region.
      Resource: [...new Set(imagesOf(environment).map(({ repository }) => repository))].map(
        (repository) => `arn:${partition}:ecr:${region}:*:repository/${repository}`,
      ),
    },
    {
      Sid: "WriteLogs",
      Effect: "Allow",
      Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
      Resource: regionalArn(environment, "logs", "log-group:/aws/sagemaker/*"),
    },
    {
      // PutMetricData takes one kind of resource, a dataset, which we do not use: the namespace is the limit.
      Sid: "PublishMetrics",
      Effect: "Allow",
      Action: "cloudwatch:PutMetricData",
      Resource: "*",
      Condition: { StringLike: { "cloudwatch:namespace": ["/aws/sagemaker/*", "aws/sagemaker/*"] } },
    },
  ];
}
