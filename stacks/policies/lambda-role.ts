import type { Environment, Model } from "../../environments/environment";
import {
  dataManifestKeys,
  dataPrefix,
  labelsKeys,
  predictionsProvenanceKeys,
  versionPrefix,
} from "../../pipeline-defs/layout";
import { bucketArn, deadLetterQueueArn, modelPackagesArn, regionalArn, topicArn } from "../arns";
import { oneOrMany, type Statement } from "../iam/policy-document";
import { trainingMakesModels } from "../../pipeline-defs/frameworks";
import { alertKeyAlias } from "../names";
import { functionLogArns } from "./function-scope";
import { interfacesOfFunctions } from "./network";
import { keyScope } from "../iam/key-scope";
import { versionTrainers } from "../version-readers";

export const lambdaTrust: readonly Statement[] = [
  {
    Sid: "RunsFunctions",
    Effect: "Allow",
    Principal: { Service: "lambda.amazonaws.com" },
    Action: "sts:AssumeRole",
  },
];

/** What the functions call. */
export function lambdaRolePolicy(environment: Environment, model: Model): Statement[] {
  const trainers = [environment, ...versionTrainers(environment, model)];
  const { partition, dataBucket, artifactsBucket } = environment;
  return [
    {
      Sid: "FindApprovedVersion",
      Effect: "Allow",
      Action: ["sagemaker:DescribeModelPackage", "sagemaker:ListModelPackages"],
      Resource: modelPackagesArn(environment),
    },
    {
      // To record the files of a version, and to look at each run whether they are still those that were recorded (S3 API
      // reference, GetObject and HeadObject: both take s3:GetObject).
      Sid: "CompareVersions",
      Effect: "Allow",
      Action: "s3:GetObject",
      Resource: oneOrMany(
        trainers.map(
          (trainer) => `${bucketArn(trainer.partition, trainer.artifactsBucket)}/${versionPrefix(trainer)}*`,
        ),
      ),
    },
    {
      // Own files are read; of other trainers' files only the head, which is not encrypted (S3 API reference, HeadObject).
      Sid: "DecryptFiles",
      Effect: "Allow",
      Action: "kms:Decrypt",
      ...keyScope(environment.kmsKey),
    },
    {
      // Which versions of the training data there are, and not what stands in them: what a training may read.
      Sid: "ListVersionsOfData",
      Effect: "Allow",
      Action: "s3:ListBucketVersions",
      Resource: bucketArn(partition, dataBucket),
      Condition: { StringLike: { "s3:prefix": `${environment.modelName}/*` } },
    },
    {
      Sid: "ReadProvenance",
      Effect: "Allow",
      Action: "s3:GetObject",
      Resource: `${bucketArn(partition, dataBucket)}/${predictionsProvenanceKeys(environment)}`,
    },
    {
      // Two files that tell where a version and predictions come from, and nothing that either is made of.
      Sid: "WriteProvenance",
      Effect: "Allow",
      Action: "s3:PutObject",
      Resource: [
        `${bucketArn(partition, artifactsBucket)}/${dataManifestKeys(environment)}`,
        `${bucketArn(partition, dataBucket)}/${predictionsProvenanceKeys(environment)}`,
      ],
    },
    {
      // To put an object under a key (S3 user guide, "Using server-side encryption with AWS KMS keys").
      Sid: "EncryptProvenance",
      Effect: "Allow",
      Action: "kms:GenerateDataKey",
      ...keyScope(environment.kmsKey),
    },
    {
      Sid: "StartTraining",
      Effect: "Allow",
      Action: ["sagemaker:ListPipelineExecutions", "sagemaker:StartPipelineExecution"],
      Resource: environment.trainPipeline.arn,
    },
    {
      // A drifted execution's description keeps that its alert was sent: of an event that comes again, no second one is.
      // (Both actions are asked for with the execution's ARN: Service Authorization Reference, Amazon SageMaker.)
      Sid: "MarkAlerts",
      Effect: "Allow",
      Action: ["sagemaker:DescribePipelineExecution", "sagemaker:UpdatePipelineExecution"],
      Resource: `${environment.inferencePipeline.arn}/execution/*`,
    },
    {
      // Why a job failed it says itself, and what one read and when.
      Sid: "AskJobs",
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
      // ListModels knows no resource.
      Sid: "FindModels",
      Effect: "Allow",
      Action: "sagemaker:ListModels",
      Resource: "*",
    },
    {
      // Named by their execution, as for who deploys (deploy/pipelines.ts); the function asks which pipeline that was of.
      Sid: "DeleteOldModels",
      Effect: "Allow",
      Action: "sagemaker:DeleteModel",
      Resource: regionalArn(environment, "sagemaker", "model/pipelines-*"),
    },
    { Sid: "SendAlert", Effect: "Allow", Action: "sns:Publish", Resource: topicArn(environment) },
    {
      Sid: "EncryptAlert",
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      ...keyScope(regionalArn(environment, "kms", alertKeyAlias(environment))),
    },
    {
      // Lambda keeps an event that a function could not handle, and does so as the function's role; without this it
      // refuses the function (Lambda developer guide, "Dead-letter queues").
      Sid: "KeepFailedEvents",
      Effect: "Allow",
      Action: "sqs:SendMessage",
      Resource: deadLetterQueueArn(environment),
    },
    {
      Sid: "WriteLogs",
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: functionLogArns(environment),
    },
    ...(trainingMakesModels(environment) ? [askTrainings(environment)] : []),
    ...(environment.monitoring === "model-monitor" ? readReport(environment) : [findLabels(environment)]),
    ...interfacesOfFunctions(environment),
  ];
}

/** Whether the training that made a model has ended, before the model is deleted. */
function askTrainings(environment: Environment): Statement {
  return {
    Sid: "AskTrainings",
    Effect: "Allow",
    Action: "sagemaker:DescribePipelineExecution",
    Resource: `${environment.trainPipeline.arn}/execution/*`,
  };
}

/** Which batches have labels, and which version predicted them. */
function findLabels(environment: Environment): Statement {
  return {
    Sid: "FindLabels",
    Effect: "Allow",
    Action: "s3:ListBucket",
    Resource: bucketArn(environment.partition, environment.dataBucket),
    Condition: {
      StringLike: { "s3:prefix": [labelsKeys(environment), `${dataPrefix(environment, "predictions")}*`] },
    },
  };
}

/**
 * The function assess-drift reads Model Monitor's report, which is absent when nothing is violated. Who may list the whole
 * bucket finds labels too.
 */
function readReport(environment: Environment): Statement[] {
  const bucket = bucketArn(environment.partition, environment.dataBucket);
  return [
    {
      Sid: "ReadMonitorReport",
      Effect: "Allow",
      Action: "s3:GetObject",
      Resource: `${bucket}/${dataPrefix(environment, "monitoring")}*`,
    },
    {
      // Without it S3 answers 403 instead of 404 for an object that is absent (S3 API reference, GetObject), and no
      // condition on s3:prefix is met there.
      Sid: "TellAbsentFromForbidden",
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: bucket,
    },
  ];
}
