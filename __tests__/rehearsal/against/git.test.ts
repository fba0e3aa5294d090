import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Checkout } from "../../../rehearsal/against/git";
import { commitAll, git } from "./checkout";

const { signal } = new AbortController();
const newFolder = (): string => realpathSync(mkdtempSync(join(tmpdir(), "git-")));

function repository(): string {
  const folder = newFolder();
  git(folder, "init", "--quiet", "--initial-branch", "main");
  writeFileSync(join(folder, "a"), "a");
  writeFileSync(join(folder, ".gitignore"), "ignored\n");
  commitAll(folder);
  return folder;
}

describe("a checkout", () => {
  it("knows commits by a branch, a tag, and the beginning of their hashes", async () => {
    const folder = repository();
    git(folder, "tag", "--annotate", "v1", "--message", "one");
    const commit = git(folder, "rev-parse", "HEAD");
    const tree = git(folder, "rev-parse", "HEAD^{tree}");
    const checkout = await Checkout.of(folder, signal);
    for (const ref of ["main", "v1", commit.slice(0, 8)]) {
      expect(await checkout.commit(ref)).toEqual({ commit, tree });
    }
  });

  it.each(["nothing", "", "-h", "HEAD^{tree}", "main..main", "$(id)"])("knows no commit %j", async (ref) => {
    const checkout = await Checkout.of(repository(), signal);
    await expect(checkout.commit(ref)).rejects.toMatchObject({ code: "NoSuchRef", blame: "user" });
  });

  it("is said not to be one where it is none, or where there is no git", async () => {
    await expect(Checkout.of(newFolder(), signal)).rejects.toMatchObject({ code: "NotACheckout" });
    const folder = repository();
    const { PATH } = process.env;
    try {
      process.env["PATH"] = newFolder();
      await expect(Checkout.of(folder, signal)).rejects.toMatchObject({ code: "NotACheckout" });
    } finally {
      process.env["PATH"] = PATH;
    }
  });

  it("has the tree that a commit of everything would have, and keeps nothing of it", async () => {
    const folder = repository();
    writeFileSync(join(folder, "a"), "changed");
    writeFileSync(join(folder, "new"), "new");
    writeFileSync(join(folder, "ignored"), "ignored");
    git(folder, "add", "a");
    const before = git(folder, "status", "--porcelain");
    const objects = readdirSync(join(folder, ".git", "objects"), { recursive: true });
    const tree = await (await Checkout.of(folder, signal)).workingTree();
    expect(git(folder, "status", "--porcelain")).toBe(before);
    expect(readdirSync(join(folder, ".git", "objects"), { recursive: true })).toEqual(objects);
    commitAll(folder);
    expect(git(folder, "rev-parse", "HEAD^{tree}")).toBe(tree);
  });

  it("has the tree of its commit where nothing has changed, in a folder of it too", async () => {
    const folder = repository();
    mkdirSync(join(folder, "project"));
    writeFileSync(join(folder, "project", "b"), "b");
    commitAll(folder);
    const checkout = await Checkout.of(join(folder, "project"), signal);
    expect(checkout.prefix).toBe("project/");
    expect(await checkout.workingTree()).toBe(git(folder, "rev-parse", "HEAD^{tree}"));
  });

  it("checks a commit out elsewhere without hooks, and takes it away with all that was written there", async () => {
    const folder = repository();
    const told = join(folder, "ignored");
    writeFileSync(join(folder, ".git", "hooks", "post-checkout"), `#!/bin/sh\ntouch ${told}\n`, {
      mode: 0o755,
    });
    writeFileSync(join(folder, "a"), "changed");
    const checkout = await Checkout.of(folder, signal);
    const there = join(newFolder(), "there");
    await checkout.addWorktree(there, await checkout.commit("HEAD"));
    expect(readFileSync(join(there, "a"), "utf8")).toBe("a");
    expect(existsSync(told)).toBe(false);
    writeFileSync(join(there, "left"), "left");
    await checkout.removeWorktree(there);
    await checkout.removeWorktree(there);
    expect(existsSync(there)).toBe(false);
    expect(git(folder, "worktree", "list").split("\n")).toHaveLength(1);
    expect(readFileSync(join(folder, "a"), "utf8")).toBe("changed");
    expect(execFileSync("git", ["branch", "--list"], { cwd: folder, encoding: "utf8" }).trim()).toBe(
      "* main",
    );
  });

  it("stops with whoever asked", async () => {
    const stopped = AbortSignal.abort(new Error("stopped"));
    await expect(Checkout.of(repository(), stopped)).rejects.toThrow("stopped");
  });
});
