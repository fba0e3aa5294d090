import {
  DeleteObjectsCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import type { BucketName } from "../../environments/environment";
import { Problem } from "sagemaker-promotion-core/problem";
import type { CodeObject } from "../desired";
import type { CodeStore, ObjectVersion, StoredObject } from "../ports";
import { required } from "./aws-handler";
import { asProblem, statusOf, unlessMissing } from "./problems";

function versionOf({ VersionId, ETag }: { readonly VersionId?: string; readonly ETag?: string }): string {
  return VersionId ?? required(ETag, "an ETag").replaceAll('"', "");
}

/** Scripts in S3. */
export class S3CodeStore implements CodeStore {
  constructor(
    private readonly client: S3Client,
    private readonly principal: string,
  ) {}

  find(bucket: BucketName, key: string): Promise<StoredObject | undefined> {
    // HEAD needs s3:GetObject, and s3:ListBucket to tell a missing object (404) from a forbidden one (403): S3 HeadObject.
    return this.call("s3:GetObject (and s3:ListBucket)", `s3://${bucket}/${key}`, async () => {
      const command = new HeadObjectCommand({ Bucket: bucket, Key: key });
      const found = await unlessMissing(this.client.send(command));
      return found && { bytes: required(found.ContentLength, "a length"), version: versionOf(found) };
    });
  }

  upload(object: CodeObject, { replace }: { readonly replace: boolean }): Promise<string> {
    return this.call("s3:PutObject", `s3://${object.bucket}/${object.key}`, async () => {
      try {
        const stored = await this.client.send(
          new PutObjectCommand({
            Bucket: object.bucket,
            Key: object.key,
            Body: object.content,
            ContentType: "text/x-python; charset=utf-8",
            ChecksumSHA256: Buffer.from(object.sha256, "hex").toString("base64"),
            ServerSideEncryption: "aws:kms",
            SSEKMSKeyId: object.kmsKey,
            ...(replace ? {} : { IfNoneMatch: "*" }),
          }),
        );
        return versionOf(stored);
      } catch (error) {
        // 412: another run has stored the same content under this key since we looked, or our first answer was lost.
        if (statusOf(error) !== 412) throw error;
        return required(await this.find(object.bucket, object.key), "the object that it has").version;
      }
    });
  }

  versions(bucket: BucketName, prefix: string): Promise<readonly ObjectVersion[]> {
    return this.call("s3:ListBucketVersions", `s3://${bucket}/${prefix}`, async () => {
      return (await unlessMissing(this.listVersions(bucket, prefix))) ?? [];
    });
  }

  delete(bucket: BucketName, versions: readonly ObjectVersion[]): Promise<void> {
    const resource = `s3://${bucket}/${versions[0]?.key ?? ""}`;
    return this.call("s3:DeleteObjectVersion", resource, async () => {
      const Objects = versions.map(({ key, versionId }) => ({ Key: key, VersionId: versionId }));
      const { Errors = [] } = await this.client.send(
        new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }),
      );
      const [first] = Errors;
      if (first === undefined) return;
      throw new Problem({
        code: "ObjectsNotDeleted",
        blame: "environment",
        message: `S3 kept ${Errors.length} of ${versions.length} object versions, the first with ${first.Code ?? "an error"}: ${first.Message ?? ""}`,
        where: `s3://${bucket}/${first.Key ?? ""}`,
        next: `Allow s3:DeleteObjectVersion to ${this.principal}, then run the same command again.`,
      });
    });
  }

  private async listVersions(bucket: BucketName, prefix: string): Promise<ObjectVersion[]> {
    const found: ObjectVersion[] = [];
    let from: { readonly KeyMarker?: string; readonly VersionIdMarker?: string } = {};
    for (;;) {
      const page = await this.client.send(
        new ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix, ...from }),
      );
      for (const { Key, VersionId } of [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])]) {
        if (Key !== undefined) found.push({ key: Key, versionId: VersionId ?? "null" });
      }
      if (page.IsTruncated !== true) return found;
      from = {
        ...(page.NextKeyMarker === undefined ? {} : { KeyMarker: page.NextKeyMarker }),
        ...(page.NextVersionIdMarker === undefined ? {} : { VersionIdMarker: page.NextVersionIdMarker }),
      };
    }
  }

  private call<T>(action: string, resource: string, run: () => Promise<T>): Promise<T> {
    return asProblem({ action, resource, principal: this.principal }, run);
  }
}
