import type { Environment, Model } from "../../environments/environment";
import { versionPrefix } from "../../pipeline-defs/layout";
import { bucketArn, executionRoles } from "../arns";
import { accountPrincipal } from "../constructs/policy-document";
import { versionTrainers } from "../version-readers";
import { keyNeed } from "./key-needs";
import { inBucket, type Need } from "./need";

/** Artifacts, baselines and medians of the versions, in the registry's bucket. */
export function artifactNeeds(environment: Environment, model: Model): Need[] {
  const trainers = [environment, ...versionTrainers(environment, model)];
  return [
    ...executionRoles(environment).flatMap((role) => [
      ...storedArtifacts(environment, role),
      ...trainers.flatMap((trainer) => readArtifacts(environment, trainer, role)),
    ]),
    ...registrations(environment),
  ];
}

function storedArtifacts(environment: Environment, role: string): Need[] {
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
      guardOnly: true,
    },
  ];
}

function readArtifacts(reader: Environment, trainer: Environment, role: string): Need[] {
  const { name, modelName } = reader;
  const objects = { ...artifactsOf(reader, trainer), principal: role };
  const bucket = objects.guard.subject;
  const purpose = `${name} reads the versions that ${trainer.name} trained`;
  return [
    { ...objects, purpose, actions: ["s3:GetObject"] },
    {
      ...objects,
      purpose: `${name} reads artifacts of ${trainer.name} that were overwritten`,
      actions: ["s3:GetObjectVersion"],
      guardOnly: true,
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
      : [keyNeed({ purpose, principal: role, actions: ["kms:Decrypt"], kmsKey: trainer.kmsKey })]),
  ];
}

/** What SageMaker asks for in the registry's name while a version is registered. */
function registrations(environment: Environment): Need[] {
  const { name, modelName, partition, modelPackageGroup, kmsKey } = environment;
  const bucket = artifactsOf(environment, environment).guard.subject;
  const registered = {
    purpose: `versions of ${name} are registered`,
    principal: accountPrincipal(partition, modelPackageGroup.account).AWS,
  };
  const objects = inBucket(bucket, `${bucket}/${modelName}/*`);
  return [
    { ...registered, ...objects, actions: ["s3:GetObject", "s3:GetObjectAcl"] },
    { ...registered, ...inBucket(bucket, bucket), actions: ["s3:GetBucketAcl"] },
    keyNeed({ ...registered, actions: ["kms:Decrypt", "kms:GenerateDataKey"], kmsKey }),
  ];
}

/** What a trainer keeps of its versions. */
function artifactsOf({ partition }: Environment, trainer: Environment) {
  const bucket = bucketArn(partition, trainer.artifactsBucket);
  return inBucket(bucket, `${bucket}/${versionPrefix(trainer)}*`);
}
