import { mkdir, readFile, readdir, stat, writeFile } from "node:fs/promises";
import { dirname, join, normalize, relative } from "node:path";
import { gzipSync } from "node:zlib";
import type { Json } from "../json";
import { JobFailure } from "../failure";
import { packTar } from "sagemaker-promotion-core/tar";

const CONTAINER_ROOT = "/opt/ml";

/** Errors of the file system that come of a file's name: too long, a folder, below a file, with a NUL. */
const UNFIT_NAMES: ReadonlySet<string> = new Set([
  "ENAMETOOLONG",
  "EISDIR",
  "ENOTDIR",
  "EEXIST",
  "ERR_INVALID_ARG_VALUE",
]);

/** The folder that plays /opt/ml for one instance of a job. */
export class Workspace {
  constructor(
    /** Path of the folder. */
    readonly ml: string,
    /** The instance's name, as resourceconfig.json has it. */
    readonly host: string,
  ) {}

  /** Where a path of the container's lies here. */
  path(containerPath: string): string {
    const inside = normalize(containerPath);
    if (inside !== CONTAINER_ROOT && !inside.startsWith(`${CONTAINER_ROOT}/`)) {
      throw new JobFailure(`ClientError: LocalPath ${containerPath} does not lie below ${CONTAINER_ROOT}`);
    }
    return join(this.ml, relative(CONTAINER_ROOT, inside));
  }

  /** @throws JobFailure where the name is none for a file, or what is there already is in its way */
  async writeFile(containerPath: string, body: Buffer): Promise<void> {
    const path = this.path(containerPath);
    try {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, body);
    } catch (error) {
      const { code = "" } = error as NodeJS.ErrnoException;
      if (!UNFIT_NAMES.has(code)) throw error;
      throw new JobFailure(`ClientError: the container can have no file ${containerPath}: ${code}`);
    }
  }

  async writeJson(containerPath: string, value: Json): Promise<void> {
    await this.writeFile(containerPath, Buffer.from(JSON.stringify(value)));
  }

  async makeFolder(containerPath: string): Promise<void> {
    await mkdir(this.path(containerPath), { recursive: true });
  }

  /** A file's content; undefined where there is none, or something that a script put there in a file's place. */
  async readFile(containerPath: string): Promise<Buffer | undefined> {
    const path = this.path(containerPath);
    const isFile = await stat(path).then(
      (stats) => stats.isFile(),
      () => false,
    );
    return isFile ? readFile(path).catch(() => undefined) : undefined;
  }

  /** Every file below a folder of the container's, as paths within it, in a stable order. */
  async files(containerPath: string): Promise<string[]> {
    const root = this.path(containerPath);
    const found = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
    return found
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)))
      .sort();
  }
}

/**
 * A folder of every instance as SageMaker packs it, into one `model.tar.gz` with names relative to the folder. Where
 * names clash, which SageMaker asks its users to avoid, the last instance's file stays.
 */
export async function packed(workspaces: readonly Workspace[], containerPath: string): Promise<Buffer> {
  const files = new Map<string, Buffer>();
  for (const workspace of workspaces) {
    for (const name of await workspace.files(containerPath)) {
      files.set(name, await readFile(join(workspace.path(containerPath), name)));
    }
  }
  return gzipSync(packTar([...files].map(([name, body]) => ({ name, body }))));
}
