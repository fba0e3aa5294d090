import { createHash } from "node:crypto";
import { formatRecord } from "../file-record";
import { describeError, FunctionError } from "../function-error";
import { parseS3Uri, type ObjectLocation } from "../s3-uri";

/** The part of S3 that writes. */
export interface ObjectWriter {
  /** Writes JSON under a key of KMS; the object's version, undefined in a bucket without versions. */
  put(location: ObjectLocation, json: string, kmsKey: string): Promise<string | undefined>;
}

/**
 * Writes a file that tells where something came from; its record.
 * @param field the field of the event that says where; `kms_key` says which key encrypts
 * @throws FunctionError `InvalidS3Uri`, `UnwrittenFile`
 */
export async function writeFile(
  s3: ObjectWriter,
  event: Readonly<Record<string, unknown>>,
  field: string,
  content: object,
): Promise<string> {
  const location = parseS3Uri(field, event[field]);
  const json = `${JSON.stringify(content, undefined, 2)}\n`;
  const versionId = await s3.put(location, json, String(event["kms_key"])).catch((error: unknown) => {
    throw new FunctionError(
      "UnwrittenFile",
      `s3://${location.Bucket}/${location.Key} cannot be written: ${describeError(error)}. The role of this function is to ` +
        "have s3:PutObject on it and kms:GenerateDataKey on its key: apply the foundations again.",
      error,
    );
  });
  return formatRecord({
    versionId: versionId ?? "null",
    sha256: createHash("sha256").update(json).digest("hex"),
  });
}
