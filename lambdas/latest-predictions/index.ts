import { GetObjectCommand, paginateListObjectsV2, S3Client } from "@aws-sdk/client-s3";
import {
  latestPredictions,
  type LatestPredictions,
  type ListedObject,
  type PredictionsReader,
} from "./predictions";

const client = new S3Client({});

const s3: PredictionsReader = {
  async list({ Bucket, Key: Prefix }) {
    const objects: ListedObject[] = [];
    for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix })) {
      for (const { Key, LastModified } of Contents) {
        if (Key !== undefined && LastModified !== undefined)
          objects.push({ key: Key, modified: LastModified });
      }
    }
    return objects;
  },
  async read(location) {
    return (await client.send(new GetObjectCommand(location))).Body?.transformToString() ?? "";
  },
};

/** Behind the pipeline step LatestPredictions. */
export function handler(event: Readonly<Record<string, unknown>>): Promise<LatestPredictions> {
  return latestPredictions(s3, event);
}
