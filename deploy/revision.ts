import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { Problem } from "sagemaker-promotion-core/problem";
import type { Environment } from "../environments/environment";
import { isProtected } from "../environments/protected";
import { projectRoot } from "../environments/project-root";
import { variable } from "sagemaker-promotion-core/variable";

/** Which sources a deployment is made from. */
export interface Revision {
  /** `<commit>`, `<commit>-dirty` where the checkout has changes of its own, `unknown` where there is no commit to name. */
  readonly commit: string;
  /** The same of git's hash of all files: two commits with the same files have the same tree, such as a squash merge's. */
  readonly tree: string;
  /** Commits that this one follows: of the merge that CI makes of a pull request, the head and the base. */
  readonly parents: readonly string[];
}

const HASH = /^[0-9a-f]{7,64}$/;
const DIRTY = "-dirty";
const UNKNOWN = "unknown";

/** Of the checkout; of an unpacked archive, the commit that CI says in GIT_COMMIT. */
export async function readRevision(folder = projectRoot()): Promise<Revision> {
  try {
    const [hashes, changes] = await Promise.all([
      git(folder, "log", "-1", "--format=%H %T %P"),
      git(folder, "status", "--porcelain", "--", "."),
    ]);
    const [commit = "", tree = "", ...parents] = hashes.trim().split(/ +/);
    const suffix = changes === "" ? "" : DIRTY;
    if (HASH.test(commit) && HASH.test(tree)) {
      return { commit: commit + suffix, tree: tree + suffix, parents };
    }
  } catch {
    // No git, or no checkout: the next answer counts.
  }
  const commit = variable("GIT_COMMIT") ?? "";
  return { commit: HASH.test(commit) ? commit : UNKNOWN, tree: UNKNOWN, parents: [] };
}

/** Whether the sources are those of a commit and changes that no commit holds. */
export function isDirty(commit: string): boolean {
  return commit.endsWith(DIRTY);
}

/**
 * Keeps changes that no commit holds out of protected environments: nobody could read later what runs there.
 * @throws Problem `DirtyTree`
 */
export function requireCommitted(environment: Environment, commit: string, allowDirty: boolean): void {
  if (allowDirty || !isDirty(commit) || !isProtected(environment)) return;
  throw new Problem({
    code: "DirtyTree",
    blame: "user",
    message: `The checkout has changes that no commit holds, and ${environment.name} is protected.`,
    where: "git status",
    next: "Commit the changes, or pass --allow-dirty to deploy them all the same. Nothing was changed.",
  });
}

/** Without its optional locks: whoever only looks writes nothing, not even git's index. */
async function git(cwd: string, ...args: string[]): Promise<string> {
  return (await promisify(execFile)("git", ["--no-optional-locks", ...args], { cwd })).stdout;
}
