import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../../environments/project-root";

/**
 * A repository of its own whose last commit is the checkout as it lies there, so that it has a tree whatever is committed
 * of it. Processes that are started with this one's environment take it for the checkout's.
 */
export class Snapshot {
  private readonly folder = mkdtempSync(join(tmpdir(), "snapshot-"));
  private readonly variables = { GIT_DIR: this.folder, GIT_WORK_TREE: projectRoot() };

  constructor() {
    Object.assign(process.env, this.variables);
    this.git("init", "--quiet");
    this.git("add", "--all");
    this.commit();
  }

  get commitHash(): string {
    return this.git("rev-parse", "HEAD");
  }

  get tree(): string {
    return this.git("rev-parse", "HEAD^{tree}");
  }

  /** The same files as another commit. */
  commit(): void {
    const author = ["-c", "user.name=t", "-c", "user.email=t@example.com"];
    this.git(...author, "commit", "--quiet", "--allow-empty", "--message", "a snapshot");
  }

  /** Other files: one more, which nobody misses in the checkout. */
  commitAnother(): void {
    const blob = this.git("hash-object", "-w", "package.json");
    this.git("update-index", "--add", "--cacheinfo", `100644,${blob},another-file`);
    this.git("update-index", "--skip-worktree", "another-file");
    this.commit();
  }

  /** A change that no commit holds. */
  forget(file: string): void {
    this.git("rm", "--quiet", "--cached", file);
  }

  /** Back to a commit. */
  reset(commit: string): void {
    this.git("reset", "--quiet", commit);
  }

  close(): void {
    delete process.env["GIT_DIR"];
    delete process.env["GIT_WORK_TREE"];
    rmSync(this.folder, { recursive: true });
  }

  private git(...args: string[]): string {
    // Said outright: what a test sets in its process's environment, Node itself does not hand on.
    const env = { ...process.env, ...this.variables };
    return execFileSync("git", args, { cwd: projectRoot(), env, encoding: "utf8" }).trim();
  }
}
