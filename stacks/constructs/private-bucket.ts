import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import type { Construct } from "constructs";
import { bucketArn } from "../arns";
import { providerHas } from "./terraform-settings";
import { ResourceWithPolicy } from "./resource-with-policy";
import { policyDocument, type Statement } from "../iam/policy-document";

const NONCURRENT_DAYS = 90;
const UNFINISHED_UPLOAD_DAYS = 7;

interface Expiring {
  /** Names the rule. */
  readonly id: string;
  readonly prefix: string;
  readonly days: number;
}

export interface PrivateBucketProps {
  readonly name: string;
  readonly partition: string;
  /** ARN of the KMS key for objects that name none; S3's own keys where undefined. */
  readonly kmsKeyArn?: string;
  /** Whom the bucket lets in beside its own account. */
  readonly statements?: readonly Statement[];
  /** Key prefixes whose objects are deleted so many days after they were written, their old versions a day later. */
  readonly expiring?: readonly Expiring[];
  /** It is there already, and is left as it is. */
  readonly existing: boolean;
}

/**
 * A bucket that nobody outside reads: versioned, encrypted, owned in all it holds, TLS only. Terraform never empties it:
 * a bucket that holds objects is not destroyed.
 */
export class PrivateBucket extends ResourceWithPolicy {
  constructor(scope: Construct, id: string, props: PrivateBucketProps) {
    const subject = bucketArn(props.partition, props.name);
    const { existing, statements: grants = [] } = props;
    const statements = existing ? grants : [tlsOnly(subject), ...grants];
    super(scope, id, { subject, policies: { bucket: statements }, existing });
    if (existing) return;
    const bucket = new S3Bucket(this, "bucket", { bucket: props.name, forceDestroy: false }).bucket;
    const versioning = new S3BucketVersioningA(this, "versioning", {
      bucket,
      versioningConfiguration: { status: "Enabled" },
    });
    new S3BucketServerSideEncryptionConfigurationA(this, "encryption", {
      bucket,
      rule: [
        {
          applyServerSideEncryptionByDefault: {
            sseAlgorithm: props.kmsKeyArn === undefined ? "AES256" : "aws:kms",
            kmsMasterKeyId: props.kmsKeyArn,
          },
          bucketKeyEnabled: props.kmsKeyArn !== undefined,
          // As S3 makes every new bucket since 2026. Left out, the providers 6.22 to 6.39 would take it away in each plan
          // (https://github.com/cloudposse/terraform-aws-cloudfront-s3-cdn/pull/379); older ones do not know it.
          ...(providerHas(this, [6, 22]) && { blockedEncryptionTypes: ["SSE-C"] }),
        },
      ],
    });
    const publicAccessBlock = new S3BucketPublicAccessBlock(this, "public-access-block", {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    const ownership = new S3BucketOwnershipControls(this, "ownership", {
      bucket,
      rule: { objectOwnership: "BucketOwnerEnforced" },
    });
    new S3BucketPolicy(this, "policy", {
      bucket,
      policy: policyDocument(statements),
      // S3 answers 409 to changes of one bucket's access that come at once.
      dependsOn: [publicAccessBlock, ownership],
    });
    new S3BucketLifecycleConfiguration(this, "lifecycle", {
      bucket,
      rule: [
        {
          id: "tidy",
          status: "Enabled",
          filter: [{ prefix: "" }],
          noncurrentVersionExpiration: [{ noncurrentDays: NONCURRENT_DAYS }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: UNFINISHED_UPLOAD_DAYS }],
        },
        ...(props.expiring ?? []).map(({ id, prefix, days }) => ({
          id,
          status: "Enabled",
          filter: [{ prefix }],
          expiration: [{ days }],
          noncurrentVersionExpiration: [{ noncurrentDays: 1 }],
        })),
      ],
      dependsOn: [versioning],
    });
  }
}

function tlsOnly(bucket: string): Statement {
  return {
    Sid: "TlsOnly",
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [bucket, `${bucket}/*`],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
}
