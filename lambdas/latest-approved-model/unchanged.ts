import { parseRecord, unreadable, type FileRecord } from "../file-record";
import { FunctionError } from "../function-error";
import { parseS3Uri, type ObjectLocation } from "../s3-uri";

/** The part of S3 that this function calls. */
export interface ObjectHeads {
  /** The version that whoever reads the object now gets; undefined, or `null` as a text, in a bucket without versions. */
  currentVersion(location: ObjectLocation): Promise<string | undefined>;
}

/** A file of an approved version. */
export interface RegisteredFile {
  readonly name: string;
  readonly uri: string;
  /** As the version's metadata hold it. */
  readonly record: string;
}

/**
 * What was approved is what runs: who trains a version may still write where its files lie. S3 never changes the bytes of
 * an object's version, so that the version tells without reading them.
 * @param arn of the version
 * @throws FunctionError `VersionChangedSinceRegistration`, `IncompleteModelPackage`, `UnreadableFile`, `InvalidS3Uri`
 */
export async function requireUnchanged(
  s3: ObjectHeads,
  arn: string,
  files: readonly RegisteredFile[],
): Promise<void> {
  for (const { name, uri, record } of files) {
    const registered = parseRecord(record);
    if (registered === undefined) {
      throw new FunctionError(
        "IncompleteModelPackage",
        `${arn} is approved, but its record of the ${name} is ${JSON.stringify(record)}, which the train pipeline ` +
          "does not write. Reject this version and approve one that it registered.",
      );
    }
    const location = parseS3Uri(name, uri);
    const current = await s3.currentVersion(location).catch((error: unknown) => {
      throw unreadable(uri, error);
    });
    if (current !== registered.versionId) throw changed(arn, { name, uri }, location, registered, current);
  }
}

function changed(
  arn: string,
  { name, uri }: Pick<RegisteredFile, "name" | "uri">,
  { Bucket, Key }: ObjectLocation,
  registered: FileRecord,
  current: string | undefined,
): FunctionError {
  return new FunctionError(
    "VersionChangedSinceRegistration",
    `${arn} is approved, but its ${name} was overwritten since: ${uri} was registered as S3 version ` +
      `${registered.versionId} and is now ${current ?? "without one"}. Reject this version, or let an administrator ` +
      "of the registry delete what is newer than the registered one: " +
      `aws s3api delete-object --bucket ${Bucket} --key ${Key} --version-id ${current ?? "null"}`,
  );
}
