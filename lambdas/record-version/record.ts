import { createHash } from "node:crypto";
import { VERSION_FILES, type VersionFile } from "../../pipeline-defs/version-files";
import { formatRecord, unreadable } from "../file-record";
import { FunctionError } from "../function-error";
import { parseS3Uri, type ObjectLocation } from "../s3-uri";

/** An object's bytes in pieces, and the version of it that they are. */
export interface StoredObject {
  /** Undefined, or `null` as a text, in a bucket without versions. */
  readonly versionId: string | undefined;
  /** In bytes. */
  readonly size: number | undefined;
  readonly body: AsyncIterable<Uint8Array>;
}

/** The part of S3 that this function calls. */
export interface ObjectReader {
  get(location: ObjectLocation): Promise<StoredObject>;
}

/** Of one file. A step waits ten minutes for its function, which reads some 20 MB a second. */
export const LARGEST_FILE = 5 * 1024 ** 3;

/**
 * What is recorded of each file of a version, by its name: flat texts, as a step's outputs are to be. A file is read in
 * pieces, so that its size does not matter to the function's memory.
 * @param event S3 URI of each file that the version has
 * @throws FunctionError `InvalidS3Uri`, `UnreadableFile`, `BucketWithoutVersions`, `FileTooLarge`
 */
export async function recordVersion(
  s3: ObjectReader,
  event: Readonly<Record<string, unknown>>,
): Promise<Readonly<Partial<Record<VersionFile, string>>>> {
  // Whatever a version is made of, it has these; a model that prepares its rows itself has no preparation.
  const files = VERSION_FILES.filter((file) => file !== "preparation" || file in event);
  const records = await Promise.all(
    files.map(async (file) => [file, await recordOf(s3, file, event[file])] as const),
  );
  return Object.fromEntries(records);
}

async function recordOf(s3: ObjectReader, file: VersionFile, uri: unknown): Promise<string> {
  const location = parseS3Uri(file, uri);
  const name = `s3://${location.Bucket}/${location.Key}`;
  const { versionId, size, body } = await s3.get(location).catch((error: unknown) => {
    throw unreadable(name, error);
  });
  if (versionId === undefined || versionId === "null") {
    throw new FunctionError(
      "BucketWithoutVersions",
      `${name} has no version in S3: its bucket keeps none, and what is overwritten there is lost. Turn it on and train ` +
        `again: aws s3api put-bucket-versioning --bucket ${location.Bucket} --versioning-configuration Status=Enabled`,
    );
  }
  if (size !== undefined && size > LARGEST_FILE) {
    throw new FunctionError(
      "FileTooLarge",
      `${name} has ${size} bytes; its digest is taken of at most ${LARGEST_FILE}. Train a smaller model.`,
    );
  }
  const hash = createHash("sha256");
  for await (const piece of body) hash.update(piece);
  return formatRecord({ versionId, sha256: hash.digest("hex") });
}
