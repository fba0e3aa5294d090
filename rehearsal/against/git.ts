import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { makeFolder } from "sagemaker-promotion-core/files";
import { Problem } from "sagemaker-promotion-core/problem";
import { lastLines, runToEnd } from "../story/commands";

/** A commit, and its hash of all files: two commits with the same files have the same tree. */
export interface Commit {
  readonly commit: string;
  readonly tree: string;
}

/** A checkout, as git knows it. */
export class Checkout {
  private constructor(
    /** The checkout's own folder. */
    readonly root: string,
    /** The project's folder below it; empty where both are the same. */
    readonly prefix: string,
    private readonly signal: AbortSignal,
  ) {}

  /** @throws Problem `NotACheckout` */
  static async of(folder: string, signal: AbortSignal): Promise<Checkout> {
    // Not in one call: an empty prefix would leave no line.
    const [root, prefix] = await Promise.all(
      ["--show-toplevel", "--show-prefix"].map((what) => answer(folder, ["rev-parse", what], { signal })),
    );
    if (root !== undefined && prefix !== undefined) return new Checkout(root, prefix, signal);
    throw new Problem({
      code: "NotACheckout",
      blame: "user",
      message: "there is no git checkout to take the other version from",
      where: folder,
      next: "rehearse in a clone of the repository, with git installed",
    });
  }

  /** @throws Problem `NoSuchRef` */
  async commit(ref: string): Promise<Commit> {
    // No ref begins like an option, and none is taken for one.
    const hashes = ref.startsWith("-")
      ? undefined
      : await this.#ask("rev-parse", "--verify", "--quiet", `${ref}^{commit}`);
    const tree = hashes === undefined ? undefined : await this.#ask("rev-parse", `${hashes}^{tree}`);
    if (hashes !== undefined && tree !== undefined) return { commit: hashes, tree };
    throw new Problem({
      code: "NoSuchRef",
      blame: "user",
      message: `git knows no commit ${JSON.stringify(ref)}`,
      where: this.root,
      next: "name a branch, a tag or a commit that `git log` shows; git fetch brings those of others",
    });
  }

  /**
   * The tree that a commit of everything would have: files that git does not ignore, as they are. Nothing of it goes into
   * the repository.
   */
  async workingTree(): Promise<string> {
    const scratch = mkdtempSync(join(tmpdir(), "tree-"));
    try {
      const [index = "", objects = ""] = (
        await this.#do(["rev-parse", "--git-path", "index", "--git-path", "objects"])
      ).split("\n");
      const environment = {
        GIT_INDEX_FILE: join(scratch, "index"),
        GIT_OBJECT_DIRECTORY: join(scratch, "objects"),
        GIT_ALTERNATE_OBJECT_DIRECTORIES: resolve(this.root, objects),
      };
      makeFolder(environment.GIT_OBJECT_DIRECTORY);
      // What the index knows of files that have not changed need not be read again.
      const known = resolve(this.root, index);
      if (existsSync(known)) copyFileSync(known, environment.GIT_INDEX_FILE);
      await this.#do(["add", "--all"], environment);
      return await this.#do(["write-tree"], environment);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  }

  /** Checks a commit out into a folder that does not exist yet, without the hooks of whoever works here. */
  async addWorktree(folder: string, { commit }: Commit): Promise<void> {
    await this.#do(["-c", "core.hooksPath=/dev/null", "worktree", "add", "--detach", folder, commit]);
  }

  /** Removes a worktree with all that was written there since; nothing happens where there is none. */
  async removeWorktree(folder: string): Promise<void> {
    // An interruption stops the rehearsal, not what puts things back.
    await answer(this.root, ["worktree", "remove", "--force", folder], {});
  }

  #ask(...args: string[]): Promise<string | undefined> {
    return answer(this.root, args, { signal: this.signal });
  }

  async #do(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<string> {
    const { failure, stdout, stderr } = await runToEnd("git", args, {
      cwd: this.root,
      environment,
      signal: this.signal,
    });
    if (failure === undefined) return stdout.trimEnd();
    throw new Problem({
      code: "GitFailed",
      blame: "environment",
      message: `git ${args.join(" ")} ended with ${failure}:\n${lastLines(stderr)}`,
      where: this.root,
      next: "fix what git says and rehearse again",
    });
  }
}

/** What git prints; undefined where it fails, or is not there. */
async function answer(
  cwd: string,
  args: readonly string[],
  options: { readonly signal?: AbortSignal },
): Promise<string | undefined> {
  try {
    const { failure, stdout } = await runToEnd("git", args, { cwd, ...options });
    return failure === undefined ? stdout.trimEnd() : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
