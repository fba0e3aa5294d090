import { FunctionError } from "./function-error";

/** Where an object lies, as S3's API takes it. */
export interface ObjectLocation {
  readonly Bucket: string;
  readonly Key: string;
}

/** @throws FunctionError `InvalidS3Uri`, which names the field that holds it */
export function parseS3Uri(field: string, uri: unknown): ObjectLocation {
  const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(typeof uri === "string" ? uri : "") ?? [];
  if (!Bucket || !Key) {
    throw new FunctionError(
      "InvalidS3Uri",
      `${field} must be s3://bucket/key, not ${JSON.stringify(uri)}. Correct the caller.`,
    );
  }
  return { Bucket, Key };
}
