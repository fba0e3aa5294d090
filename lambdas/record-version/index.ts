import type { Readable } from "node:stream";
import { GetObjectCommand, ListObjectVersionsCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { DescribeProcessingJobCommand, SageMakerClient } from "@aws-sdk/client-sagemaker";
import type { ObjectLocation } from "../s3-uri";
import { recordData, type DataRecorder } from "./data-manifest";
import { recordPredictions } from "./predictions";
import { recordVersion } from "./record";
import type { ObjectVersion } from "./versions-read";

const s3 = new S3Client({});
const sagemaker = new SageMakerClient({});

const aws: DataRecorder = {
  async get(location) {
    const object = await s3.send(new GetObjectCommand(location));
    return {
      versionId: object.VersionId,
      size: object.ContentLength,
      // What the SDK gives in Node.
      body: object.Body as Readable,
    };
  },
  async put(location, Body, SSEKMSKeyId) {
    const encryption = { ServerSideEncryption: "aws:kms", SSEKMSKeyId } as const;
    const request = { ...location, Body, ContentType: "application/json", ...encryption };
    return (await s3.send(new PutObjectCommand(request))).VersionId;
  },
  versions,
  job: (name) => sagemaker.send(new DescribeProcessingJobCommand({ ProcessingJobName: name })),
};

async function versions({ Bucket, Key: Prefix }: ObjectLocation): Promise<readonly ObjectVersion[]> {
  const found: ObjectVersion[] = [];
  let from: { readonly KeyMarker?: string; readonly VersionIdMarker?: string } | undefined = {};
  while (from !== undefined) {
    const page: Awaited<ReturnType<typeof pageOf>> = await pageOf({ Bucket, Prefix, ...from });
    for (const { Key, VersionId, Size, LastModified } of page.Versions ?? []) {
      if (Key === undefined || VersionId === undefined || LastModified === undefined) continue;
      found.push({ key: Key, versionId: VersionId, bytes: Size ?? 0, modified: LastModified });
    }
    const { IsTruncated, NextKeyMarker, NextVersionIdMarker } = page;
    from = IsTruncated ? { KeyMarker: NextKeyMarker, VersionIdMarker: NextVersionIdMarker } : undefined;
  }
  return found;
}

function pageOf(request: ConstructorParameters<typeof ListObjectVersionsCommand>[0]) {
  return s3.send(new ListObjectVersionsCommand(request));
}

/** Behind the pipelines' steps RecordVersion, and RecordPredictions, whose event says where predictions are told of. */
export async function handler(
  event: Readonly<Record<string, unknown>>,
): Promise<Readonly<Record<string, string>>> {
  if ("provenance" in event) return recordPredictions(aws, event);
  const [files, data] = await Promise.all([recordVersion(aws, event), recordData(aws, event)]);
  return { ...files, ...data };
}
