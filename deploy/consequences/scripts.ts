import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { basename } from "node:path/posix";
import { promisify } from "node:util";
import { projectRoot } from "../../environments/project-root";
import { scriptsIn } from "../../pipeline-defs/layout";
import type { Plan } from "../plan";

/** A script of which another content is deployed than should be. */
export interface ScriptChange {
  readonly file: string;
  /** What is deployed: SHA-256, hex. */
  readonly from: string;
  readonly to: string;
  /** What should be there. */
  readonly bytes: number;
  /**
   * The lines that differ, as `diff -u` has them from the first `@@`; absent where no commit of this checkout holds what is
   * deployed. It comes from git, since neither the role that plans nor the one that deploys may decrypt data.
   */
  readonly diff?: string;
}

/** The scripts that another version is deployed of, by the definitions that are there. */
export function changedScripts({ code, pipelines }: Plan): ScriptChange[] {
  return code.flatMap(({ object: { key, sha256, content } }) => {
    const file = basename(key);
    const deployed = pipelines.flatMap(({ observed }) => scriptsIn(observed?.definition ?? ""));
    const hashes = new Set(deployed.flatMap((one) => (one.filename === file ? [one.sha256] : [])));
    return [...hashes]
      .filter((hash) => hash !== sha256)
      .map((from) => ({ file, from, to: sha256, bytes: content.byteLength }));
  });
}

/** The same with the lines that differ, where git knows them. */
export async function withLines(
  changes: readonly ScriptChange[],
  folder = projectRoot(),
): Promise<ScriptChange[]> {
  const found: ScriptChange[] = [];
  for (const change of changes) {
    const diff = await linesOf(change, folder).catch(() => undefined);
    found.push(diff === undefined ? change : { ...change, diff });
  }
  return found;
}

/** Versions of a script that are looked through, the newest first. */
const MOST_VERSIONS = 200;
/** Of a script, and of its comparison. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Rejects where there is no git, or no checkout. */
async function linesOf({ file, from }: ScriptChange, folder: string): Promise<string | undefined> {
  const path = `ml/${file}`;
  const log = await git(
    folder,
    "log",
    "--all",
    `-${MOST_VERSIONS}`,
    "--format=",
    "--raw",
    "--no-abbrev",
    "--",
    path,
  );
  const blobs = log.toString().matchAll(/^:\d+ \d+ [0-9a-f]+ ([0-9a-f]*[1-9a-f][0-9a-f]*) /gm);
  for (const blob of new Set([...blobs].map(([, id = ""]) => id))) {
    const content = await git(folder, "cat-file", "blob", blob);
    if (createHash("sha256").update(content).digest("hex") !== from) continue;
    // Whatever a user has set for comparisons is left out.
    const diff = await git(
      folder,
      "diff",
      "--no-color",
      "--no-ext-diff",
      "--no-textconv",
      "--unified=3",
      blob,
      path,
    );
    return diff.toString().replace(/^[^]*?(?=^@@)/m, "");
  }
  return undefined;
}

async function git(cwd: string, ...args: readonly string[]): Promise<Buffer> {
  const options = { cwd, encoding: "buffer", maxBuffer: MOST_BYTES } as const;
  return (await promisify(execFile)("git", ["--no-optional-locks", ...args], options)).stdout;
}
