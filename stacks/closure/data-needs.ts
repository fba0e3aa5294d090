import type { Environment } from "../../environments/environment";
import { dataPrefix, WRITABLE_FOLDERS, type DataFolder } from "../../pipeline-defs/layout";
import { bucketArn, executionRoles } from "../arns";
import type { Need } from "./need";

/** Data, code and results, in the environment's own bucket: whoever uses them is of its account. */
export function dataNeeds(environment: Environment): Need[] {
  const { name, deployRole, planRole } = environment;
  return [
    ...executionRoles(environment).flatMap((role) => jobNeeds(environment, role)),
    {
      ...folder(environment, "code"),
      purpose: `a deployment of ${name} stores scripts`,
      principal: deployRole,
      actions: ["s3:DeleteObject", "s3:DeleteObjectVersion", "s3:GetObject", "s3:PutObject"],
    },
    {
      ...wholeBucket(environment),
      purpose: `a deployment of ${name} finds the scripts that are there`,
      principal: deployRole,
      actions: ["s3:ListBucket", "s3:ListBucketVersions"],
    },
    {
      ...folder(environment, "code"),
      purpose: `a plan of ${name} looks for scripts`,
      principal: planRole,
      actions: ["s3:GetObject"],
    },
    {
      ...wholeBucket(environment),
      purpose: `a plan of ${name} finds the scripts that are there`,
      principal: planRole,
      actions: ["s3:ListBucket"],
    },
    ...reportNeeds(environment),
  ];
}

function jobNeeds(environment: Environment, principal: string): Need[] {
  const { name, modelName } = environment;
  const bucket = wholeBucket(environment);
  return [
    {
      ...folder(environment, "code"),
      purpose: `${name} runs the deployed scripts`,
      principal,
      actions: ["s3:GetObject"],
    },
    ...WRITABLE_FOLDERS.map((written) => ({
      ...folder(environment, written),
      purpose: `${name} reads and writes ${written}`,
      principal,
      actions: ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"],
    })),
    ...[modelName, `${modelName}/*`].map((prefix) => ({
      ...bucket,
      purpose: `${name} finds its data`,
      principal,
      actions: ["s3:ListBucket"],
      scope: { ...bucket.scope, Condition: { StringLike: { "s3:prefix": prefix } } },
      context: { "s3:prefix": prefix },
    })),
  ];
}

/** Model Monitor's report, which a function reads; S3 says that it is absent only to those who may list. */
function reportNeeds(environment: Environment): Need[] {
  const { name, monitoring, lambdaRole } = environment;
  if (monitoring !== "model-monitor") return [];
  const read = { purpose: `${name} reads Model Monitor's reports`, principal: lambdaRole };
  return [
    { ...folder(environment, "monitoring"), ...read, actions: ["s3:GetObject"] },
    { ...wholeBucket(environment), ...read, actions: ["s3:ListBucket"] },
  ];
}

function folder(environment: Environment, name: DataFolder) {
  const bucket = wholeBucket(environment);
  const resource = `${bucket.resource}/${dataPrefix(environment, name)}*`;
  return { ...bucket, resource, scope: { Resource: resource } };
}

function wholeBucket({ partition, dataBucket }: Environment) {
  const resource = bucketArn(partition, dataBucket);
  return {
    resource,
    scope: { Resource: resource },
    context: {},
    guard: { kind: "bucket", subject: resource, mayBeSilent: true },
  } as const;
}
