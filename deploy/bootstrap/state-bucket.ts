import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { asProblem, isMissing } from "../aws/problems";

/** A bucket that keeps Terraform's states, as the account's administrator sees it. Every method rejects with a Problem. */
export interface StateBucket {
  has(key: string): Promise<boolean>;
  /** Keys of the states, other than `own`, that still hold resources. */
  statesInUse(own: string): Promise<string[]>;
  /** Deletes every version of every object. */
  empty(): Promise<void>;
}

const principal = "the credentials at hand";

/** The account of the AWS SDK's usual credentials. */
export function accountAtHand(region: string): Promise<string> {
  return asProblem({ action: "sts:GetCallerIdentity", resource: "*", principal }, async () => {
    const { Account } = await new STSClient({ region }).send(new GetCallerIdentityCommand({}));
    return Account ?? "";
  });
}

/** The bucket behind the AWS SDK's usual credentials. AWS_ENDPOINT_URL is honoured by the SDK. */
export function connectStateBucket(bucket: string, region: string): StateBucket {
  const s3 = new S3Client({
    region,
    // A custom endpoint has no DNS name for every bucket.
    forcePathStyle:
      process.env["AWS_ENDPOINT_URL"] !== undefined || process.env["AWS_ENDPOINT_URL_S3"] !== undefined,
  });
  const call = <T>(action: string, key: string, run: () => Promise<T>): Promise<T> =>
    asProblem({ action, resource: `s3://${bucket}/${key}`, principal }, run);

  const hasResources = (Key: string): Promise<boolean> =>
    call("s3:GetObject", Key, async () => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
      const { resources = [] } = JSON.parse((await Body?.transformToString()) ?? "{}") as {
        resources?: unknown[];
      };
      return resources.length > 0;
    });

  return {
    has: (Key) =>
      call("s3:GetObject", Key, async () => {
        try {
          await s3.send(new HeadObjectCommand({ Bucket: bucket, Key }));
          return true;
        } catch (error) {
          // HEAD has no body that could tell a missing bucket from a missing object: both are "no state here".
          if (isMissing(error)) return false;
          throw error;
        }
      }),
    async statesInUse(own) {
      const keys: string[] = [];
      let from: string | undefined;
      do {
        const page = await call("s3:ListBucket", "", () =>
          s3.send(new ListObjectsV2Command({ Bucket: bucket, ContinuationToken: from })),
        );
        keys.push(...(page.Contents ?? []).flatMap(({ Key }) => Key ?? []));
        from = page.NextContinuationToken;
      } while (from !== undefined);
      const others = keys.filter((key) => key !== own && key.endsWith(".tfstate"));
      const inUse = await Promise.all(others.map(hasResources));
      return others.filter((_, index) => inUse[index]);
    },
    empty: () => call("s3:DeleteObjectVersion", "", () => emptyBucket(s3, bucket)),
  };
}

/** Deletes every version of every object, so that the bucket itself can be deleted. */
export async function emptyBucket(s3: S3Client, bucket: string): Promise<void> {
  for (;;) {
    const page = await s3.send(new ListObjectVersionsCommand({ Bucket: bucket }));
    const objects = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map(({ Key, VersionId }) => ({
      Key: Key ?? "",
      VersionId,
    }));
    if (objects.length === 0) return;
    const { Errors: [first] = [] } = await s3.send(
      new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: objects, Quiet: true } }),
    );
    if (first !== undefined) throw new Error(`${bucket}/${first.Key ?? ""} stays: ${first.Message ?? ""}`);
  }
}
