import type { Environment, Model } from "../../environments/environment";
import { anyCopy } from "../../environments/personal-copy";
import { accountPrincipal } from "../iam/policy-document";
import { bucketArn, executionRoles } from "../arns";
import {
  type DataFolder,
  dataManifestKeys,
  dataPrefix,
  labelsKeys,
  predictionsProvenanceKeys,
  versionPrefix,
  WORK_FOLDERS,
  WRITABLE_FOLDERS,
} from "../../pipeline-defs/layout";
import { versionTrainers } from "../version-readers";
import { inBucket, keyRequirement, type AccessRequirement } from "./requirement";

/** Data, code and results, in the environment's own bucket: whoever uses them is of its account. */
export function dataAccess(environment: Environment): AccessRequirement[] {
  const { name, deployRole, planRole } = environment;
  return [
    ...executionRoles(environment).flatMap((role) => jobAccess(environment, role)),
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
    ...copiesAccess(environment),
    ...reportAccess(environment),
    ...provenanceAccess(environment),
    ...labelsAccess(environment),
  ];
}

/** What a function lists and reads to find labels of batches that the version in use has predicted. */
function labelsAccess(environment: Environment): AccessRequirement[] {
  const { name, lambdaRole } = environment;
  const bucket = wholeBucket(environment);
  const told = predictionsProvenanceKeys(environment);
  const found = { ...bucket, purpose: `${name} finds labels of what it predicted`, principal: lambdaRole };
  const resource = `${bucket.resource}/${told}`;
  return [
    ...[labelsKeys(environment), `${dataPrefix(environment, "predictions")}*`].map((prefix) => ({
      ...found,
      actions: ["s3:ListBucket"],
      scope: { ...bucket.scope, Condition: { StringLike: { "s3:prefix": prefix } } },
      context: { "s3:prefix": prefix },
    })),
    { ...found, actions: ["s3:GetObject"], resource, scope: { Resource: resource } },
  ];
}

/** What a function asks and writes to tell where versions and predictions come from. */
function provenanceAccess(environment: Environment): AccessRequirement[] {
  const { name, modelName, lambdaRole } = environment;
  const bucket = wholeBucket(environment);
  const prefix = `${modelName}/*`;
  const told = `${bucket.resource}/${predictionsProvenanceKeys(environment)}`;
  return [
    {
      ...bucket,
      purpose: `${name} tells which versions of its data it trained on`,
      principal: lambdaRole,
      actions: ["s3:ListBucketVersions"],
      scope: { ...bucket.scope, Condition: { StringLike: { "s3:prefix": prefix } } },
      context: { "s3:prefix": prefix },
    },
    {
      ...bucket,
      purpose: `${name} tells what its predictions come from`,
      principal: lambdaRole,
      actions: ["s3:PutObject"],
      resource: told,
      scope: { Resource: told },
    },
  ];
}

/** What executions of people's copies have written, and who deletes it. */
function copiesAccess(environment: Environment): AccessRequirement[] {
  const copies = anyCopy(environment);
  if (copies === undefined) return [];
  return WORK_FOLDERS.map((work) => ({
    ...folder(copies, work),
    purpose: `a copy of ${environment.name} is destroyed`,
    principal: environment.deployRole,
    actions: ["s3:DeleteObject", "s3:DeleteObjectVersion"],
  }));
}

function jobAccess(environment: Environment, principal: string): AccessRequirement[] {
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
function reportAccess(environment: Environment): AccessRequirement[] {
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
    resourcePolicy: { kind: "bucket", subject: resource, implicitDenyIsFine: true },
  } as const;
}

/** Artifacts, baselines and medians of the versions, in the registry's bucket. */
export function artifactAccess(environment: Environment, model: Model): AccessRequirement[] {
  const trainers = [environment, ...versionTrainers(environment, model)];
  return [
    ...executionRoles(environment).flatMap((role) => [
      ...storedArtifacts(environment, role),
      ...trainers.flatMap((trainer) => readArtifacts(environment, trainer, role)),
    ]),
    ...trainers.map((trainer) => ({
      ...artifactsOf(environment, trainer),
      purpose: `${environment.name} compares the versions that ${trainer.name} trained with what was approved`,
      principal: environment.lambdaRole,
      actions: ["s3:GetObject"],
    })),
    {
      ...inBucket(
        bucketArn(environment.partition, environment.artifactsBucket),
        `${bucketArn(environment.partition, environment.artifactsBucket)}/${dataManifestKeys(environment)}`,
      ),
      purpose: `${environment.name} tells what its versions were trained on`,
      principal: environment.lambdaRole,
      actions: ["s3:PutObject"],
    },
    ...registrations(environment),
  ];
}

function storedArtifacts(environment: Environment, role: string): AccessRequirement[] {
  const { name } = environment;
  const objects = { ...artifactsOf(environment, environment), principal: role };
  return [
    {
      ...objects,
      purpose: `${name} stores the versions that it trains`,
      // Large artifacts are uploaded in parts, and a failed upload is given up.
      actions: ["s3:AbortMultipartUpload", "s3:PutObject"],
    },
    {
      ...objects,
      purpose: `${name} stores versions with clients that send an ACL`,
      actions: ["s3:PutObjectAcl"],
      resourcePolicyOnly: true,
    },
  ];
}

function readArtifacts(reader: Environment, trainer: Environment, role: string): AccessRequirement[] {
  const { name, modelName } = reader;
  const objects = { ...artifactsOf(reader, trainer), principal: role };
  const bucket = objects.resourcePolicy.subject;
  const purpose = `${name} reads the versions that ${trainer.name} trained`;
  return [
    { ...objects, purpose, actions: ["s3:GetObject"] },
    {
      ...objects,
      purpose: `${name} reads artifacts of ${trainer.name} that were overwritten`,
      actions: ["s3:GetObjectVersion"],
      resourcePolicyOnly: true,
    },
    ...[modelName, `${modelName}/*`].map((prefix) => ({
      ...objects,
      purpose,
      actions: ["s3:ListBucket"],
      resource: bucket,
      scope: { Resource: bucket, Condition: { StringLike: { "s3:prefix": prefix } } },
      context: { "s3:prefix": prefix },
    })),
    ...(trainer === reader
      ? []
      : [keyRequirement({ purpose, principal: role, actions: ["kms:Decrypt"], kmsKey: trainer.kmsKey })]),
  ];
}

/** What SageMaker asks for in the registry's name while a version is registered. */
function registrations(environment: Environment): AccessRequirement[] {
  const { name, modelName, partition, modelPackageGroup, kmsKey } = environment;
  const bucket = artifactsOf(environment, environment).resourcePolicy.subject;
  const registered = {
    purpose: `versions of ${name} are registered`,
    principal: accountPrincipal(partition, modelPackageGroup.account).AWS,
  };
  const objects = inBucket(bucket, `${bucket}/${modelName}/*`);
  return [
    { ...registered, ...objects, actions: ["s3:GetObject", "s3:GetObjectAcl"] },
    { ...registered, ...inBucket(bucket, bucket), actions: ["s3:GetBucketAcl"] },
    keyRequirement({ ...registered, actions: ["kms:Decrypt", "kms:GenerateDataKey"], kmsKey }),
  ];
}

/** What a trainer keeps of its versions. */
function artifactsOf({ partition }: Environment, trainer: Environment) {
  const bucket = bucketArn(partition, trainer.artifactsBucket);
  return inBucket(bucket, `${bucket}/${versionPrefix(trainer)}*`);
}

/** Who encrypts and reads what an environment writes. */
export function encryptionKeyAccess(environment: Environment): AccessRequirement[] {
  const { name, kmsKey, deployRole, lambdaRole } = environment;
  const dataKeys = ["kms:Decrypt", "kms:GenerateDataKey"];
  return [
    ...executionRoles(environment).flatMap((principal) => [
      keyRequirement({ purpose: `${name} encrypts what it writes`, principal, actions: dataKeys, kmsKey }),
      // Of the role, for the key of a job's output (SageMaker API reference, OutputDataConfig, KmsKeyId).
      keyRequirement({
        purpose: `${name} encrypts its jobs' output`,
        principal,
        actions: ["kms:Encrypt"],
        kmsKey,
      }),
      // EBS user guide, "Requirements for Amazon EBS encryption".
      keyRequirement({
        purpose: `${name} encrypts the volumes of its jobs`,
        principal,
        actions: ["kms:DescribeKey"],
        kmsKey,
      }),
      keyRequirement({
        purpose: `${name} encrypts the volumes of its jobs`,
        principal,
        actions: ["kms:CreateGrant"],
        kmsKey,
        context: { "kms:GrantIsForAWSResource": "true" },
      }),
    ]),
    keyRequirement({
      purpose: `a deployment of ${name} stores scripts`,
      principal: deployRole,
      actions: ["kms:GenerateDataKey"],
      kmsKey,
    }),
    keyRequirement({
      purpose: `functions of ${name} read what it writes`,
      principal: lambdaRole,
      actions: ["kms:Decrypt"],
      kmsKey,
    }),
    keyRequirement({
      purpose: `functions of ${name} tell where versions and predictions come from`,
      principal: lambdaRole,
      actions: ["kms:GenerateDataKey"],
      kmsKey,
    }),
  ];
}
