import type { Environment } from "../../environments/environment";
import { dataPrefix, versionPrefix } from "../../pipeline-defs/layout";
import { bucketArn, modelPackagesArn } from "../arns";
import { inBucket, keyRequirement, type AccessRequirement } from "./requirement";

/** What a data scientist reaches that has a policy of its own: versions, artifacts, data and their key. */
export function scientistAccess(environment: Environment): AccessRequirement[] {
  const { name, modelName, partition, scientistRole: principal, modelPackageGroup, kmsKey } = environment;
  if (principal === undefined) return [];
  const [data, artifacts] = [environment.dataBucket, environment.artifactsBucket].map((bucket) =>
    bucketArn(partition, bucket),
  ) as [string, string];
  const group = { kind: "group", subject: modelPackageGroup.arn } as const;
  const sees = { purpose: `people of ${name} see its versions`, principal, context: {} };
  const reads = { purpose: `people of ${name} read what came of a run`, principal };
  const uploads = { purpose: `people of ${name} upload data`, principal };
  const ownBucket = { kind: "bucket", subject: data, implicitDenyIsFine: true } as const;
  const versions = modelPackagesArn(environment);
  return [
    {
      ...sees,
      actions: ["sagemaker:DescribeModelPackage", "sagemaker:ListModelPackages"],
      resource: versions,
      scope: { Resource: versions },
      resourcePolicy: group,
    },
    {
      ...sees,
      actions: ["sagemaker:DescribeModelPackageGroup"],
      resource: modelPackageGroup.arn,
      scope: { Resource: modelPackageGroup.arn },
      resourcePolicy: group,
    },
    {
      ...inBucket(artifacts, `${artifacts}/${versionPrefix(environment)}*`),
      ...reads,
      actions: ["s3:GetObject"],
    },
    {
      ...inBucket(data, `${data}/${modelName}/*`),
      ...reads,
      actions: ["s3:GetObject"],
      resourcePolicy: ownBucket,
    },
    {
      ...inBucket(data, `${data}/${dataPrefix(environment, "data")}*`),
      ...uploads,
      actions: ["s3:AbortMultipartUpload", "s3:PutObject"],
      resourcePolicy: ownBucket,
    },
    ...[modelName, `${modelName}/*`].flatMap((prefix) =>
      [inBucket(artifacts, artifacts), { ...inBucket(data, data), resourcePolicy: ownBucket }].map(
        (bucket) => ({
          ...bucket,
          ...reads,
          actions: ["s3:ListBucket"],
          scope: { ...bucket.scope, Condition: { StringLike: { "s3:prefix": prefix } } },
          context: { "s3:prefix": prefix },
        }),
      ),
    ),
    keyRequirement({ ...reads, actions: ["kms:Decrypt"], kmsKey }),
    keyRequirement({ ...uploads, actions: ["kms:GenerateDataKey"], kmsKey }),
  ];
}
