import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { canonicalJson, type Json } from "sagemaker-pipeline-definitions";
import { makeFolder, writeWhole } from "sagemaker-promotion-core/files";
import { gunzip, unpackTar } from "sagemaker-promotion-core/tar";

/** Of a comparison. */
const MOST_BYTES = 16 * 1024 * 1024;

/**
 * The lines in which two contents of a file differ, as `diff -u` has them from the first `@@`. Of an archive those of each
 * of its files that differs, each below its name.
 * @param file the file's name: it says what is in it
 * @throws Error where there is no git
 */
export async function linesBetween(file: string, before: Uint8Array, after: Uint8Array): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "lines-"));
  try {
    const isArchive = file.endsWith(".tar.gz");
    const [a, b] = [filesIn(file, before), filesIn(file, after)];
    write(join(folder, "a"), a);
    write(join(folder, "b"), b);
    const diff = await compared(folder);
    return isArchive ? withoutGit(diff) : diff.replace(/^[^]*?(?=^@@)/m, "");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What people can read of a file. */
function filesIn(file: string, content: Uint8Array): ReadonlyMap<string, Uint8Array | string> {
  if (file.endsWith(".tar.gz")) {
    const entries = unpackTar(gunzip(Buffer.from(content), MOST_BYTES));
    return new Map(entries.flatMap(({ name, body }) => [...filesIn(basename(name), body)]));
  }
  return new Map([[file, file.endsWith(".json") ? indented(content) : content]]);
}

/** Written for machines, it is one line. */
function indented(json: Uint8Array): string {
  return `${canonicalJson(JSON.parse(Buffer.from(json).toString()) as Json, 2)}\n`;
}

function write(folder: string, files: ReadonlyMap<string, Uint8Array | string>): void {
  makeFolder(folder);
  for (const [name, content] of files) writeWhole(join(folder, name), content);
}

/** Whatever a user has set for comparisons is left out. */
async function compared(cwd: string): Promise<string> {
  const args = ["diff", "--no-index", "--no-color", "--no-ext-diff", "--no-textconv", "--no-renames"];
  try {
    return (
      await promisify(execFile)("git", [...args, "--no-prefix", "--unified=3", "a", "b"], {
        cwd,
        maxBuffer: MOST_BYTES,
      })
    ).stdout;
  } catch (error) {
    // It exits with 1 where something differs.
    const { code, stdout } = error as { readonly code?: unknown; readonly stdout?: unknown };
    if (code !== 1 || typeof stdout !== "string") throw error;
    return stdout;
  }
}

/** Git's own lines before each file's name. */
function withoutGit(diff: string): string {
  return diff.replace(/^(diff --git|index|new file mode|deleted file mode) .*\n/gm, "");
}
