/** Where the object of an S3 URI lies, as S3's API takes it; nothing of a text that is none. */
export function objectOf(uri: string): {
  readonly Bucket: string | undefined;
  readonly Key: string | undefined;
} {
  const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri) ?? [];
  return { Bucket, Key };
}
