import { createHash } from "node:crypto";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import type { DescribeModelPackageCommandOutput } from "@aws-sdk/client-sagemaker";
import { objectOf } from "../../deploy/aws/s3-uri";
import { DATA_MANIFEST_URI } from "../../pipeline-defs/version-files";
import type { Actor } from "./actors";
import { assert, assertDefined } from "./assert";

/** An S3 URI's two parts. */
export function bucketAndKey(uri: string): { Bucket: string; Key: string } {
  const { Bucket, Key } = objectOf(uri);
  return { Bucket: assertDefined(Bucket, `a bucket in ${uri}`), Key: assertDefined(Key, `a key in ${uri}`) };
}

interface Manifest {
  readonly rows: number;
  readonly files: readonly { readonly uri: string; readonly versionId: string; readonly sha256: string }[];
}

/** What a version says that it was trained on is what lies there, version by version and byte by byte. */
export async function holdDataManifest(
  scientist: Actor,
  { CustomerMetadataProperties: metadata = {} }: DescribeModelPackageCommandOutput,
  rows: number,
): Promise<void> {
  const uri = assertDefined(metadata[DATA_MANIFEST_URI], "the address of a data manifest");
  const { text, record } = await read(scientist, uri);
  assert(metadata["recorded_data_manifest"] === record, `a manifest that is recorded as ${record}`, metadata);
  const manifest = JSON.parse(text) as Manifest;
  assert(manifest.rows === rows && metadata["data_rows"] === String(rows), `${rows} rows`, manifest);
  for (const { uri: file, versionId, sha256 } of manifest.files) {
    const there = (await read(scientist, file)).record;
    assert(there === `${versionId} sha256:${sha256}`, `${file} as it was read`, there);
  }
}

async function read(actor: Actor, uri: string): Promise<{ text: string; record: string }> {
  const { Body, VersionId } = await actor.clients.s3.send(new GetObjectCommand(bucketAndKey(uri)));
  const text = assertDefined(await Body?.transformToString(), uri);
  const sha256 = createHash("sha256").update(text).digest("hex");
  return { text, record: `${VersionId} sha256:${sha256}` };
}
