import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withLines } from "../../../deploy/consequences/scripts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "scripts-"));
  mkdirSync(join(folder, "ml"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function git(...args: string[]): void {
  execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], { cwd: folder });
}

function write(text: string): void {
  writeFileSync(join(folder, "ml", "evaluate.py"), text);
}

function changeFrom(text: string) {
  const from = createHash("sha256").update(text).digest("hex");
  return { file: "evaluate.py", from, to: "f".repeat(64), bytes: 3 };
}

test("the lines that differ come from the commit whose file is deployed, whatever git is set to", async () => {
  git("init", "--quiet");
  git("config", "diff.noprefix", "true");
  git("config", "color.ui", "always");
  for (const text of ["one\n", "two\n", "three\n"]) {
    write(text);
    git("add", ".");
    git("commit", "--quiet", "--message", text);
  }
  write("four\n");
  const [found] = await withLines([changeFrom("one\n")], folder);
  expect(found?.diff).toBe("@@ -1 +1 @@\n-one\n+four\n");
});

test("without such a commit, or without git, there are none", async () => {
  write("two\n");
  expect(await withLines([changeFrom("one\n")], folder)).toEqual([changeFrom("one\n")]);
  git("init", "--quiet");
  git("add", ".");
  git("commit", "--quiet", "--message", "two");
  expect(await withLines([changeFrom("one\n")], folder)).toEqual([changeFrom("one\n")]);
});
