import type { Environment } from "../../environments/environment";
import { dataManifestKeys, versionPrefix } from "../../pipeline-defs/layout";
import { bucketArn, executionRoles } from "../arns";
import { accountPrincipal, oneOrMany, onlyRoles, type Statement } from "../iam/policy-document";
import type { RegistryAccount } from "../accounts";
import { versionTrainers } from "../version-readers";

/** Lets every environment read the versions that it runs, and write those that it trains. */
export function artifactsBucketPolicy(registry: RegistryAccount, bucket: string): Statement[] {
  const arn = bucketArn(registry.partition, bucket);
  return [
    ...registration(registry, arn),
    ...registry.environments.flatMap((environment) => [
      ...reading(environment, registry, bucket),
      ...(environment.artifactsBucket === bucket ? writing(environment, arn) : []),
    ]),
  ];
}

/**
 * What SageMaker reads in the registry's own name while a version is registered (SageMaker developer guide, "Register a
 * Model Version from a Different Account").
 */
function registration({ partition, account, modelName }: RegistryAccount, arn: string): Statement[] {
  const grant = { Effect: "Allow", Principal: accountPrincipal(partition, account) } as const;
  return [
    {
      Sid: "RegistrationReadsArtifacts",
      ...grant,
      Action: ["s3:GetObject", "s3:GetObjectAcl"],
      Resource: `${arn}/${modelName}/*`,
    },
    { Sid: "RegistrationReadsBucket", ...grant, Action: "s3:GetBucketAcl", Resource: arn },
  ];
}

function reading(environment: Environment, { environments }: RegistryAccount, bucket: string): Statement[] {
  const { partition, account, modelName } = environment;
  const arn = bucketArn(partition, bucket);
  const trainers = [environment, ...versionTrainers(environment, { name: modelName, environments })];
  const versions = trainers
    .filter(({ artifactsBucket }) => artifactsBucket === bucket)
    .map((trainer) => `${arn}/${versionPrefix(trainer)}*`);
  if (versions.length === 0) return [];
  const grant = { Effect: "Allow", Principal: accountPrincipal(partition, account) } as const;
  const { scientistRole } = environment;
  const roles = onlyRoles([
    ...executionRoles(environment),
    ...(scientistRole === undefined ? [] : [scientistRole]),
  ]);
  return [
    {
      Sid: sid("List", environment),
      ...grant,
      Action: "s3:ListBucket",
      Resource: arn,
      Condition: { ...roles, StringLike: { "s3:prefix": [modelName, `${modelName}/*`] } },
    },
    {
      Sid: sid("Read", environment),
      ...grant,
      Action: ["s3:GetObject", "s3:GetObjectVersion"],
      Resource: oneOrMany(versions),
      Condition: roles,
    },
    {
      // Functions record what a version is registered with, and look whether it is still there (S3 API reference,
      // GetObject and HeadObject: both take s3:GetObject).
      Sid: sid("Compare", environment),
      ...grant,
      Action: "s3:GetObject",
      Resource: oneOrMany(versions),
      Condition: onlyRoles([environment.lambdaRole]),
    },
  ];
}

function writing(environment: Environment, arn: string): Statement[] {
  const { partition, account } = environment;
  const grant = { Effect: "Allow", Principal: accountPrincipal(partition, account) } as const;
  return [
    {
      Sid: sid("Write", environment),
      ...grant,
      // PutObjectAcl for clients that still ask for bucket-owner-full-control: the bucket's owner owns all it holds.
      Action: ["s3:AbortMultipartUpload", "s3:PutObject", "s3:PutObjectAcl"],
      Resource: `${arn}/${versionPrefix(environment)}*`,
      Condition: onlyRoles(executionRoles(environment)),
    },
    {
      // Functions tell what a version was trained on, and write nothing else of it.
      Sid: sid("Tell", environment),
      ...grant,
      Action: "s3:PutObject",
      Resource: `${arn}/${dataManifestKeys(environment)}`,
      Condition: onlyRoles([environment.lambdaRole]),
    },
  ];
}

/** Sids are letters and digits, and no two of a policy are the same: `a-b` must not become `ab`. */
function sid(verb: string, { name }: Environment): string {
  return `${verb}${name.replace(/[^A-Za-z0-9]/g, (sign) => sign.charCodeAt(0).toString(16))}`;
}
