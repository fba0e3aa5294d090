import { FunctionError } from "../function-error";
import type { ObjectLocation } from "../s3-uri";
import type { Source } from "./sources";

/** A version of an object of the training data. */
export interface ObjectVersion {
  readonly key: string;
  /** `null` as a text in a bucket without versions. */
  readonly versionId: string;
  readonly bytes: number;
  readonly modified: Date;
}

/** When a job may have read. */
export interface Reading {
  readonly from: Date;
  readonly until: Date;
}

/**
 * The version of each file that a job read: the one that was current then and has as many bytes. The data itself is not
 * read: no function has to do with it.
 *
 * S3 dates a version by its upload, and one in parts by the beginning of it (S3 user guide, "Working with object
 * metadata"). So of two versions of the same size the wrong one is taken where an upload in parts had begun before the job
 * and ended after it had read.
 * @param folder what the job was to read, a key prefix
 * @param versions of each object newest first, as S3 lists them (S3 user guide, "Listing objects in a versioning-enabled bucket")
 * @throws FunctionError `DataChanged`, `AmbiguousData`
 */
export function versionsRead(
  folder: ObjectLocation,
  sources: readonly Source[],
  versions: readonly ObjectVersion[],
  reading: Reading,
): readonly ObjectVersion[] {
  const byKey = new Map<string, ObjectVersion[]>();
  for (const version of versions) byKey.set(version.key, [...(byKey.get(version.key) ?? []), version]);
  return sources.map((source) => {
    const found = keysOf(folder.Key, source.name).flatMap((key) => byKey.get(key) ?? []);
    const possible = currentIn(reading, found).filter(({ bytes }) => bytes === source.bytes);
    const [version, other] = possible;
    const name = `s3://${folder.Bucket}/${version?.key ?? keysOf(folder.Key, source.name)[0] ?? ""}`;
    if (version === undefined) {
      throw new FunctionError(
        "DataChanged",
        `${name} was read with ${source.bytes} bytes, and S3 has no such version of it any more: it was overwritten or ` +
          "deleted for good since. Turn on the bucket's versioning if it is off, and train again.",
      );
    }
    if (other === undefined) return version;
    throw new FunctionError(
      "AmbiguousData",
      `${name} was overwritten with as many bytes while the training read it: whether it was ${version.versionId} or ` +
        `${other.versionId} cannot be told. Train again while nobody uploads.`,
    );
  });
}

/** Keys that a file may have had: below the prefix, or below its last folder where the prefix ends within a name. */
function keysOf(prefix: string, name: string): string[] {
  const folder = prefix.slice(0, prefix.lastIndexOf("/") + 1);
  return [...new Set([`${folder}${name}`, ...(prefix.endsWith("/") ? [] : [`${prefix}/${name}`])])];
}

/** Those that were current at some moment of the reading. S3 dates by the second. */
function currentIn({ from, until }: Reading, newestFirst: readonly ObjectVersion[]): ObjectVersion[] {
  const begun = Math.floor(from.getTime() / 1000) * 1000;
  const stored = newestFirst.filter(({ modified }) => modified <= until);
  const before = stored.findIndex(({ modified }) => modified.getTime() < begun);
  return before === -1 ? stored : stored.slice(0, before + 1);
}
