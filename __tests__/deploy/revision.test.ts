import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDirty, readRevision, requireCommitted } from "../../deploy/revision";
import { prodSources } from "./support/sources";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "revision-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const AUTHOR = ["-c", "user.name=t", "-c", "user.email=t@example.com"];

function git(...args: string[]): string {
  return execFileSync("git", [...AUTHOR, ...args], { cwd: folder, encoding: "utf8" }).trim();
}

function commit(file: string): void {
  writeFileSync(join(folder, file), file);
  git("add", ".");
  git("commit", "--quiet", "--message", file);
}

test("a checkout without changes is its commit and its tree", async () => {
  git("init", "--quiet");
  commit("one");
  expect(await readRevision(folder)).toEqual({
    commit: git("rev-parse", "HEAD"),
    tree: git("rev-parse", "HEAD^{tree}"),
    parents: [],
  });
});

test("a merge names the commits that it follows, the base and the head", async () => {
  git("init", "--quiet", "--initial-branch=main");
  commit("one");
  git("checkout", "--quiet", "-b", "head");
  commit("two");
  const head = git("rev-parse", "HEAD");
  git("checkout", "--quiet", "main");
  const base = git("rev-parse", "HEAD");
  git("merge", "--quiet", "--no-ff", "--message", "m", "head");
  expect((await readRevision(folder)).parents).toEqual([base, head]);
});

test.each([
  ["changed", "one"],
  ["new", "two"],
])("a %s file makes it dirty", async (_what, file) => {
  git("init", "--quiet");
  commit("one");
  writeFileSync(join(folder, file), "other");
  const revision = await readRevision(folder);
  expect(revision.commit).toBe(`${git("rev-parse", "HEAD")}-dirty`);
  expect(revision.tree).toMatch(/^[0-9a-f]{40}-dirty$/);
  expect(isDirty(revision.commit)).toBe(true);
});

test("without a checkout it is what CI says, or unknown", async () => {
  const before = process.env.GIT_COMMIT;
  try {
    process.env.GIT_COMMIT = "a".repeat(40);
    expect(await readRevision(folder)).toEqual({ commit: "a".repeat(40), tree: "unknown", parents: [] });
    process.env.GIT_COMMIT = "$(id)";
    expect(await readRevision(folder)).toEqual({ commit: "unknown", tree: "unknown", parents: [] });
  } finally {
    if (before === undefined) delete process.env.GIT_COMMIT;
    else process.env.GIT_COMMIT = before;
  }
});

test("prod takes what a commit holds alone, unless told otherwise; a place to try things takes all", () => {
  const { environment } = prodSources();
  const trial = { ...environment, group: "dev", deployers: "account" } as const;
  const dirty = `${"1".repeat(40)}-dirty`;
  expect(() => requireCommitted(environment, dirty, false)).toThrow(
    expect.objectContaining({ code: "DirtyTree" }) as Error,
  );
  expect(() => requireCommitted({ ...trial, deployers: [] }, dirty, false)).toThrow(/protected/);
  requireCommitted(environment, dirty, true);
  requireCommitted(environment, "1".repeat(40), false);
  requireCommitted(trial, dirty, false);
});
