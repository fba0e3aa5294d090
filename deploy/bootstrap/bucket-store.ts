import { DeleteObjectsCommand, ListObjectVersionsCommand } from "@aws-sdk/client-s3";
import type { ListObjectVersionsCommandOutput, S3Client } from "@aws-sdk/client-s3";
import { asProblem, isMissing } from "../aws/problems";
import { count } from "../text";
import { holdsResources } from "./state-object";
import type { Store } from "./store";

/** A bucket as a store. Delete markers count as object versions: they too keep it from being deleted. */
export function bucketStore(s3: S3Client, bucket: string): Store {
  const call = <T>(action: string, run: () => Promise<T>): Promise<T> =>
    asProblem({ action, resource: `s3://${bucket}`, principal: "the credentials at hand" }, run);

  return {
    name: `s3://${bucket}`,
    async look() {
      let amount = 0;
      const states: string[] = [];
      await call("s3:ListBucketVersions", async () => {
        let page = await versions(s3, bucket);
        while (page !== undefined) {
          const { Versions = [], DeleteMarkers = [] } = page;
          amount += Versions.length + DeleteMarkers.length;
          const latest = Versions.filter(({ IsLatest }) => IsLatest).map(({ Key = "" }) => Key);
          states.push(...latest.filter((key) => key.endsWith(".tfstate")));
          page = page.IsTruncated ? await versions(s3, bucket, page) : undefined;
        }
      });
      const inUse = await Promise.all(states.map((key) => holdsResources(s3, bucket, key)));
      return {
        amount: amount === 0 ? undefined : count(amount, "object version"),
        statesInUse: states.filter((_, index) => inUse[index]),
      };
    },
    empty: () => call("s3:DeleteObjectVersion", () => emptyBucket(s3, bucket)),
  };
}

/** A page of the versions of all objects, the first or the one after; undefined where there is no such bucket. */
async function versions(
  s3: S3Client,
  Bucket: string,
  after?: ListObjectVersionsCommandOutput,
): Promise<ListObjectVersionsCommandOutput | undefined> {
  const KeyMarker = after?.NextKeyMarker;
  const VersionIdMarker = after?.NextVersionIdMarker;
  try {
    return await s3.send(new ListObjectVersionsCommand({ Bucket, KeyMarker, VersionIdMarker }));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Deletes every version of every object, so that the bucket itself can be deleted. Fine where there is no bucket. */
export async function emptyBucket(s3: S3Client, bucket: string): Promise<void> {
  for (;;) {
    const { Versions = [], DeleteMarkers = [] } = (await versions(s3, bucket)) ?? {};
    const Objects = [...Versions, ...DeleteMarkers].map(({ Key = "", VersionId }) => ({ Key, VersionId }));
    if (Objects.length === 0) return;
    // A page has no more versions than one DeleteObjects may name: 1,000 (S3 API reference).
    const { Errors: [first] = [] } = await s3.send(
      new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }),
    );
    if (first !== undefined) throw new Error(`${bucket}/${first.Key ?? ""} stays: ${first.Message ?? ""}`);
  }
}
