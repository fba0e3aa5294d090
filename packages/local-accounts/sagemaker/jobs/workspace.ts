import { readFile, readdir, stat, writeFile } from "node:fs/promises";
import { dirname, join, normalize, relative } from "node:path";
import { gzipSync } from "node:zlib";
import { makeFolder } from "sagemaker-promotion-core/files";
import type { Json } from "../json";
import { JobFailure } from "../failure";
import { packTar } from "sagemaker-promotion-core/tar";

const CONTAINER_ROOT = "/opt/ml";

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

  async writeFile(containerPath: string, body: Buffer): Promise<void> {
    const path = this.path(containerPath);
    makeFolder(dirname(path));
    await writeFile(path, body);
  }

  async writeJson(containerPath: string, value: Json): Promise<void> {
    await this.writeFile(containerPath, Buffer.from(JSON.stringify(value)));
  }

  makeFolder(containerPath: string): void {
    makeFolder(this.path(containerPath));
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
