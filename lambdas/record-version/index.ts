import type { Readable } from "node:stream";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import type { VersionFile } from "../../pipeline-defs/version-files";
import { recordVersion } from "./record";

const s3 = new S3Client({});

/** Behind the pipeline step RecordVersion. */
export async function handler(
  event: Readonly<Record<string, unknown>>,
): Promise<Readonly<Record<VersionFile, string>>> {
  return recordVersion(
    {
      async get(location) {
        const object = await s3.send(new GetObjectCommand(location));
        return {
          versionId: object.VersionId,
          size: object.ContentLength,
          // What the SDK gives in Node.
          body: object.Body as Readable,
        };
      },
    },
    event,
  );
}
