import { GetObjectCommand, paginateListObjectsV2, S3Client } from "@aws-sdk/client-s3";
import { latestLabels, type LabelsFile, type LabelsReader, type LatestLabels } from "./labels";
import type { ObjectLocation } from "../s3-uri";

const client = new S3Client({});

async function list({ Bucket, Key: Prefix }: ObjectLocation): Promise<readonly LabelsFile[]> {
  const files: LabelsFile[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix })) {
    for (const { Key, LastModified } of Contents) {
      if (Key !== undefined && LastModified !== undefined) files.push({ key: Key, modified: LastModified });
    }
  }
  return files;
}

const s3: LabelsReader = {
  list,
  async read(location) {
    // What is absent is told from what is forbidden by listing (S3 API reference, GetObject).
    if ((await list(location)).length === 0) return undefined;
    return (await client.send(new GetObjectCommand(location))).Body?.transformToString();
  },
};

/** Behind the pipeline step LatestLabels. */
export function handler(event: Readonly<Record<string, unknown>>): Promise<LatestLabels> {
  return latestLabels(s3, event);
}
