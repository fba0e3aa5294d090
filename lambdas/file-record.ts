import { describeError, FunctionError } from "./function-error";

/** What is recorded of a file when its version is registered. */
export interface FileRecord {
  /** Of the object in S3, which never has other bytes under it. */
  readonly versionId: string;
  /** Hex digest of the bytes. */
  readonly sha256: string;
}

/** As a version's metadata hold it: at most 256 characters (API: CustomerMetadataValue), of letters, digits and few signs. */
export function formatRecord({ versionId, sha256 }: FileRecord): string {
  return `${versionId} sha256:${sha256}`;
}

/** Undefined for a text that is no record. */
export function parseRecord(text: string | undefined): FileRecord | undefined {
  const [, versionId, sha256] = /^(\S+) sha256:([0-9a-f]{64})$/.exec(text ?? "") ?? [];
  return versionId && sha256 ? { versionId, sha256 } : undefined;
}

/** A file of a version that S3 does not hand out. Without s3:ListBucket it denies what is not there (GetObject's reference). */
export function unreadable(uri: string, error: unknown): FunctionError {
  return new FunctionError(
    "UnreadableFile",
    `${uri} cannot be read: ${describeError(error)}. It was deleted, or the role of this function is not granted ` +
      "s3:GetObject on it and kms:Decrypt on its key: look for it in its bucket, and apply the foundations again.",
    error,
  );
}
