import { messageOf } from "../errors";
import { JobFailure, internalFailure } from "../failure";
import { at, isObject, listAt, parseJson, text, textAt } from "../json";
import type { Json } from "../json";
import { within } from "../arns";
import { StorageError } from "../storage";
import type { Storage } from "../storage";
import type { Workspace } from "./workspace";

/** Runs a transfer; its failure is the client's (no permission, nothing there) unless S3 itself fails. */
export async function transfer<T>(what: string, uri: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof StorageError && error.transient)
      throw internalFailure(`We encountered an internal error. Please try again. (${error.message})`);
    const code = error instanceof StorageError ? error.code : "Error";
    const denied = code === "AccessDenied" ? "AccessDenied (403)" : code;
    throw new JobFailure(`ClientError: ${what} failed:${denied}: ${uri}: ${messageOf(error)}`);
  }
}

/** An object to download, and its path within the folder that it goes to. */
interface Source {
  readonly uri: string;
  readonly name: string;
}

/** An `S3Input` or `S3DataSource`: every object below a prefix, or those that a manifest lists. */
export async function sources(storage: Storage, dataSource: Json): Promise<Source[]> {
  const uri = text(dataSource, "S3Uri");
  const type = textAt(dataSource, "S3DataType") ?? "S3Prefix";
  if (type === "ManifestFile") return manifestSources(storage, uri);
  if (type !== "S3Prefix")
    throw new JobFailure(`ClientError: the rehearsal reads no data of S3DataType ${type}`);
  const found = await transfer("Data download", uri, () => storage.list(uri));
  const objects = found.filter((object) => !object.endsWith("/"));
  if (objects.length === 0) {
    throw new JobFailure(
      `ClientError: No S3 objects found under S3 URL "${uri}" given in input data source. Please ensure that the bucket exists in the selected region, that objects exist under that S3 prefix, and that the role has "s3:ListBucket" permissions on the bucket.`,
    );
  }
  return objects.map((object) => ({ uri: object, name: nameBelow(uri, object) }));
}

/** An object's path below the prefix: what follows its last slash where the prefix ends within a name. */
function nameBelow(prefix: string, uri: string): string {
  if (uri.startsWith(`${prefix}/`)) return uri.slice(prefix.length + 1);
  return uri.slice(prefix.lastIndexOf("/") + 1);
}

/** `[{ "prefix": "s3://bucket/folder/" }, "a.csv", …]`: API reference, S3DataSource. */
async function manifestSources(storage: Storage, uri: string): Promise<Source[]> {
  const manifest = parseJson((await transfer("Data download", uri, () => storage.read(uri))).toString());
  const [first, ...names] = listAt(manifest);
  const prefix = textAt(first, "prefix");
  if (prefix === undefined)
    throw new JobFailure(`ClientError: ${uri} is no manifest: it begins with no prefix`);
  return names.flatMap((name) => (typeof name === "string" ? [{ uri: `${prefix}${name}`, name }] : []));
}

/** One instance's share: all of it, or every n-th object (ShardedByS3Key). */
export function share(
  all: readonly Source[],
  distribution: string | undefined,
  index: number,
  count: number,
): Source[] {
  if (distribution !== "ShardedByS3Key") return [...all];
  return all.filter((_source, position) => position % count === index);
}

export async function download(
  storage: Storage,
  from: readonly Source[],
  to: Workspace,
  folder: string,
): Promise<void> {
  await to.makeFolder(folder);
  await Promise.all(
    from.map(async ({ uri, name }) => {
      const body = await transfer("Data download", uri, () => storage.read(uri));
      await to.writeFile(within(folder, name), body);
    }),
  );
}

/** Where script mode finds code that was named by an S3 URI: `DOWNLOADED` in `containers/user_code.py`. */
const CODE = "/opt/ml/rehearsal/sourcedir.tar.gz";

/**
 * Downloads the code of script mode where it is named by an S3 URI. On AWS the container does that, with the job role's
 * credentials; here it has none.
 */
export async function downloadCode(
  { storage }: { readonly storage: Storage },
  to: readonly Workspace[],
  submitDirectory: string | undefined,
): Promise<void> {
  if (submitDirectory?.startsWith("s3://") !== true) return;
  const code = await transfer("Data download", submitDirectory, () => storage.read(submitDirectory));
  await Promise.all(to.map((workspace) => workspace.writeFile(CODE, code)));
}

/** Uploads every file below a folder of the container's. */
export async function upload(
  storage: Storage,
  from: Workspace,
  folder: string,
  uri: string,
  kmsKey: string | undefined,
): Promise<void> {
  await Promise.all(
    (await from.files(folder)).map(async (name) => {
      const target = within(uri, name);
      const body = (await from.readFile(within(folder, name))) ?? Buffer.alloc(0);
      await transfer("Artifact upload", target, () => storage.write(target, body, kmsKey));
    }),
  );
}

/** The S3 input of a processing job's input; others (Athena, Redshift) are refused. */
export function s3Input(input: Json): Json {
  const found = at(input, "S3Input");
  if (!isObject(found)) {
    throw new JobFailure(
      `ClientError: input ${textAt(input, "InputName") ?? ""} has no S3Input; the rehearsal reads nothing else`,
    );
  }
  return found;
}
