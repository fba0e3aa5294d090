import type { Environment } from "../../../environments/environment";
import { anyCopy } from "../../../environments/personal-copy";
import { dataPrefix, WORK_FOLDERS } from "../../../pipeline-defs/layout";
import { bucketArn, pipelineArns, regionalArn } from "../../arns";
import type { Statement } from "../../iam/policy-document";
import { keyScope } from "../../iam/key-scope";

/** What the deploy script calls: it stores scripts, and defines and destroys the two pipelines. */
export function deployPipelines(environment: Environment): Statement[] {
  return [...codeObjects(environment), ...filesOfCopies(environment), ...pipelines(environment)];
}

function codeObjects(environment: Environment): Statement[] {
  const bucket = bucketArn(environment.partition, environment.dataBucket);
  return [
    {
      // Not limited to a prefix: S3 says 404 for a script that is not there yet only to those who may list.
      Sid: "ListCode",
      Effect: "Allow",
      Action: ["s3:ListBucket", "s3:ListBucketVersions"],
      Resource: bucket,
    },
    {
      Sid: "StoreCode",
      Effect: "Allow",
      // DeleteObjects asks for DeleteObject always, and for DeleteObjectVersion where a version is named (S3 API
      // reference).
      Action: ["s3:DeleteObject", "s3:DeleteObjectVersion", "s3:GetObject", "s3:PutObject"],
      Resource: `${bucket}/${dataPrefix(environment, "code")}*`,
    },
    {
      // Without Decrypt: scripts are stored and looked for, and nobody reads them back to deploy.
      Sid: "EncryptCode",
      Effect: "Allow",
      Action: "kms:GenerateDataKey",
      ...keyScope(environment.kmsKey),
    },
  ];
}

/** What executions of somebody's copy have written ends with it; the environment's own stays. */
function filesOfCopies(environment: Environment): Statement[] {
  const copies = anyCopy(environment);
  if (copies === undefined) return [];
  const bucket = bucketArn(environment.partition, environment.dataBucket);
  return [
    {
      Sid: "DeleteFilesOfCopies",
      Effect: "Allow",
      Action: ["s3:DeleteObject", "s3:DeleteObjectVersion"],
      Resource: WORK_FOLDERS.map((folder) => `${bucket}/${dataPrefix(copies, folder)}*`),
    },
  ];
}

function pipelines(environment: Environment): Statement[] {
  const arns = pipelineArns(environment);
  return [
    {
      Sid: "DefinePipelines",
      Effect: "Allow",
      Action: [
        "sagemaker:AddTags",
        "sagemaker:CreatePipeline",
        "sagemaker:DeletePipeline",
        "sagemaker:DescribePipeline",
        "sagemaker:ListPipelineExecutions",
        "sagemaker:ListPipelineVersions",
        "sagemaker:ListTags",
        "sagemaker:UpdatePipeline",
        "sagemaker:UpdatePipelineVersion",
      ],
      Resource: arns,
    },
    {
      // Before a pipeline is destroyed.
      Sid: "EndExecutions",
      Effect: "Allow",
      Action: [
        "sagemaker:DescribePipelineExecution",
        "sagemaker:ListPipelineExecutionSteps",
        "sagemaker:StopPipelineExecution",
      ],
      Resource: arns.map((arn) => `${arn}/execution/*`),
    },
    {
      // SageMaker names models by their execution, and no condition tells whose pipeline that was of: tags of SageMaker's
      // own are not documented, and those of a step's request would be missing on the models that are there. Other
      // pipelines' models in the account are within reach; a model is no more than the name of an image and an artifact.
      Sid: "DeleteModelsOfExecutions",
      Effect: "Allow",
      Action: "sagemaker:DeleteModel",
      Resource: regionalArn(environment, "sagemaker", "model/pipelines-*"),
    },
  ];
}
