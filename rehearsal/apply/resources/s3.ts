import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketEncryptionCommand,
  DeleteBucketLifecycleCommand,
  DeleteBucketOwnershipControlsCommand,
  DeleteBucketPolicyCommand,
  DeletePublicAccessBlockCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
} from "@aws-sdk/client-s3";
import type {
  BucketLocationConstraint,
  EncryptionType,
  LifecycleRule,
  ObjectOwnership,
  S3Client,
  ServerSideEncryption,
} from "@aws-sdk/client-s3";
import { emptyBucket } from "../../../deploy/bootstrap/bucket-store";
import type { Arguments } from "../arguments";
import { tagList } from "../resource-type";
import type { ResourceType } from "../resource-type";

const bucket: ResourceType = {
  arguments: ["bucket", "force_destroy", "tags"],
  replacedBy: ["bucket"],
  async create(args, { clients, tags }) {
    const name = args.string("bucket");
    await clients.s3.send(
      new CreateBucketCommand({
        Bucket: name,
        // us-east-1 is the one region that must not be named.
        CreateBucketConfiguration:
          clients.region === "us-east-1"
            ? undefined
            : { LocationConstraint: clients.region as BucketLocationConstraint },
      }),
    );
    await clients.s3.send(new PutBucketTaggingCommand({ Bucket: name, Tagging: { TagSet: tagList(tags) } }));
    return { id: name, arn: `arn:${clients.partition}:s3:::${name}`, region: clients.region };
  },
  async update(args, prior, { clients, tags }) {
    const name = args.string("bucket");
    await clients.s3.send(new PutBucketTaggingCommand({ Bucket: name, Tagging: { TagSet: tagList(tags) } }));
    return { id: name, arn: prior.string("arn"), region: clients.region };
  },
  async delete(attributes, { clients }) {
    const name = attributes.string("id");
    if (attributes.boolean("force_destroy") === true) await emptyBucket(clients.s3, name);
    await clients.s3.send(new DeleteBucketCommand({ Bucket: name }));
    return undefined;
  },
};

/** A setting of a bucket: one Put, and a Delete that puts the default back. */
function bucketSetting(
  argumentsKnown: readonly string[],
  put: (s3: S3Client, bucket: string, args: Arguments) => Promise<unknown>,
  remove: ((s3: S3Client, bucket: string) => Promise<unknown>) | undefined,
): ResourceType {
  return {
    arguments: ["bucket", ...argumentsKnown],
    replacedBy: ["bucket"],
    async create(args, { clients }) {
      const name = args.string("bucket");
      await put(clients.s3, name, args);
      return { id: name };
    },
    async delete(attributes, { clients }) {
      await remove?.(clients.s3, attributes.string("id"));
      return undefined;
    },
  };
}

function lifecycleRule(rule: Arguments): LifecycleRule {
  const expiration = rule.block("expiration");
  const noncurrent = rule.block("noncurrent_version_expiration");
  const multipart = rule.block("abort_incomplete_multipart_upload");
  return {
    ID: rule.string("id"),
    Status: rule.string("status") === "Enabled" ? "Enabled" : "Disabled",
    Filter: { Prefix: rule.block("filter")?.optionalString("prefix") ?? "" },
    Expiration: expiration && {
      Days: expiration.number("days"),
      ExpiredObjectDeleteMarker: expiration.boolean("expired_object_delete_marker"),
    },
    NoncurrentVersionExpiration: noncurrent && {
      NoncurrentDays: noncurrent.number("noncurrent_days"),
      NewerNoncurrentVersions: noncurrent.number("newer_noncurrent_versions"),
    },
    AbortIncompleteMultipartUpload: multipart && {
      DaysAfterInitiation: multipart.number("days_after_initiation"),
    },
  };
}

export const s3Resources: Readonly<Record<string, ResourceType>> = {
  aws_s3_bucket: bucket,
  // A bucket's versioning can be suspended but never taken back: its end is the bucket's.
  aws_s3_bucket_versioning: bucketSetting(
    ["versioning_configuration"],
    (s3, name, args) =>
      s3.send(
        new PutBucketVersioningCommand({
          Bucket: name,
          VersioningConfiguration: {
            Status:
              args.block("versioning_configuration")?.string("status") === "Enabled"
                ? "Enabled"
                : "Suspended",
          },
        }),
      ),
    undefined,
  ),
  aws_s3_bucket_server_side_encryption_configuration: bucketSetting(
    ["rule"],
    (s3, name, args) =>
      s3.send(
        new PutBucketEncryptionCommand({
          Bucket: name,
          ServerSideEncryptionConfiguration: {
            Rules: args.blocks("rule").map((rule) => {
              const byDefault = rule.block("apply_server_side_encryption_by_default");
              const blocked = rule.strings("blocked_encryption_types");
              return {
                ApplyServerSideEncryptionByDefault: byDefault && {
                  SSEAlgorithm: byDefault.string("sse_algorithm") as ServerSideEncryption,
                  KMSMasterKeyID: byDefault.optionalString("kms_master_key_id"),
                },
                BucketKeyEnabled: rule.boolean("bucket_key_enabled"),
                BlockedEncryptionTypes: blocked && { EncryptionType: blocked as EncryptionType[] },
              };
            }),
          },
        }),
      ),
    (s3, name) => s3.send(new DeleteBucketEncryptionCommand({ Bucket: name })),
  ),
  aws_s3_bucket_public_access_block: bucketSetting(
    ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"],
    (s3, name, args) =>
      s3.send(
        new PutPublicAccessBlockCommand({
          Bucket: name,
          PublicAccessBlockConfiguration: {
            BlockPublicAcls: args.boolean("block_public_acls"),
            BlockPublicPolicy: args.boolean("block_public_policy"),
            IgnorePublicAcls: args.boolean("ignore_public_acls"),
            RestrictPublicBuckets: args.boolean("restrict_public_buckets"),
          },
        }),
      ),
    (s3, name) => s3.send(new DeletePublicAccessBlockCommand({ Bucket: name })),
  ),
  aws_s3_bucket_policy: bucketSetting(
    ["policy"],
    (s3, name, args) => s3.send(new PutBucketPolicyCommand({ Bucket: name, Policy: args.string("policy") })),
    (s3, name) => s3.send(new DeleteBucketPolicyCommand({ Bucket: name })),
  ),
  aws_s3_bucket_lifecycle_configuration: bucketSetting(
    ["rule"],
    (s3, name, args) =>
      s3.send(
        new PutBucketLifecycleConfigurationCommand({
          Bucket: name,
          LifecycleConfiguration: { Rules: args.blocks("rule").map(lifecycleRule) },
        }),
      ),
    (s3, name) => s3.send(new DeleteBucketLifecycleCommand({ Bucket: name })),
  ),
  aws_s3_bucket_ownership_controls: bucketSetting(
    ["rule"],
    (s3, name, args) =>
      s3.send(
        new PutBucketOwnershipControlsCommand({
          Bucket: name,
          OwnershipControls: {
            Rules: args
              .blocks("rule")
              .map((rule) => ({ ObjectOwnership: rule.string("object_ownership") as ObjectOwnership })),
          },
        }),
      ),
    (s3, name) => s3.send(new DeleteBucketOwnershipControlsCommand({ Bucket: name })),
  ),
};
