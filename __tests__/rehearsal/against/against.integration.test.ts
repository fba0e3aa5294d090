import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AgainstReport } from "../../../rehearsal/against/report";
import { commitAll, edit, git, projectCheckout } from "./checkout";

let checkout: string;
/** Temporary files of the rehearsals. */
let scratch: string;

beforeAll(() => {
  checkout = projectCheckout();
  scratch = mkdtempSync(join(tmpdir(), "scratch-"));
});

const command = (...args: string[]): string[] => ["run.mjs", "rehearsal/cli.ts", ...args];
const surroundings = () => {
  // The checkout's own environments, as they are in either version.
  const env: NodeJS.ProcessEnv = { ...process.env, TMPDIR: scratch };
  delete env["ENVIRONMENTS"];
  return { cwd: checkout, env };
};

function rehearse(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, command(...args), {
    ...surroundings(),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, stdout, stderr })));
}

/** Nothing of the base is left, neither in git nor on disk. */
function expectNothingLeft(): void {
  expect(git(checkout, "worktree", "list").split("\n")).toHaveLength(1);
  expect(readdirSync(scratch)).toEqual([]);
}

describe("npm run rehearse -- --against", () => {
  it("says that the same tree does not differ, without playing anything", async () => {
    const { code, stdout } = await rehearse("--against", "HEAD", "--json");
    const tree = git(checkout, "rev-parse", "HEAD^{tree}");
    expect(JSON.parse(stdout)).toEqual({ trees: { base: tree, head: tree }, options: [], comparison: null });
    expect(code).toBe(0);
    const out = join(checkout, "rehearsal-out");
    expect(readdirSync(out).sort()).toEqual([".rehearsal", "against.json", "against.md"]);
    expect(readFileSync(join(out, "against.md"), "utf8")).toMatch(/^\*\*Nothing differs/);
    expectNothingLeft();
  });

  it.each([
    ["no-such-branch", "NoSuchRef"],
    ["--version", "NoSuchRef"],
    ["HEAD:package.json", "NoSuchRef"],
  ])("refuses %s", async (ref, code) => {
    const refused = await rehearse(`--against=${ref}`);
    expect(refused.stderr).toContain(`error [${code}]: git knows no commit "${ref}"`);
    expect(refused.code).toBe(1);
  });

  it("compares what is not committed with a commit: trees of another depth", async () => {
    edit(checkout, "models/mammography-severity-model/model.json", '"max_depth": "5"', '"max_depth": "2"');
    const { code, stdout, stderr } = await rehearse("--against", "HEAD", "--only", "1-3", "--json");
    expect(stderr).toContain("\nbase  The story holds.");
    expect(stderr).toContain("\nhead  The story holds.");
    const { trees, options, comparison } = JSON.parse(stdout) as AgainstReport;
    expect(code).toBe(0);
    expect(options).toEqual(["--only", "1-3"]);
    expect(comparison?.stories).toEqual({
      base: { chapters: 3, failed: null },
      head: { chapters: 3, failed: null },
    });
    expect(comparison?.metrics.differences.map(({ version, name }) => [version, name])).toContainEqual([
      "version 1",
      "auc",
    ]);
    expect(comparison?.definitions.differences).toEqual([
      expect.objectContaining({
        name: "dev train",
        diff: expect.objectContaining({
          // The version's model card tells of it too.
          changes: [
            expect.objectContaining({ step: "Train", from: "5", to: "2" }),
            expect.objectContaining({ step: "RegisterModel" }),
          ],
        }) as object,
      }),
    ]);
    expect(comparison?.alerts.differences).toEqual([
      expect.objectContaining({
        change: "changed",
        subject: expect.stringMatching(/^Version 1 waits/) as string,
      }),
    ]);
    expect(comparison?.permissions.differences).toEqual([]);
    expect(comparison?.resources.differences).toEqual([]);
    const markdown = readFileSync(join(checkout, "rehearsal-out", "against.md"), "utf8");
    expect(markdown).toMatch(/^\*\*AUC of `version 1` 0\.\d{3,} /);
    expect(markdown).toContain(trees.base);
    commitAll(checkout);
    expect(git(checkout, "rev-parse", "HEAD^{tree}")).toBe(trees.head);
    expectNothingLeft();
  });

  it("says of both that their stories do not hold, and fails where the head's does not", async () => {
    edit(checkout, "rehearsal/story/chapters/data.ts", "train-part2.csv", "train-part3.csv");
    commitAll(checkout);
    edit(checkout, "README.md", "# sagemaker-promotion", "# other");
    const { code, stdout, stderr } = await rehearse("--against", "HEAD", "--only", "1-2");
    expect(stderr).toBe("");
    expect(code).toBe(1);
    expect(stdout).toContain("base's rehearsal ended with exit code 1: what it recorded is compared");
    expect(stdout).toContain("\nThe head's story fails at 2. Data");
    expect(stdout).toContain("\n  base, 2. Data\n    error [StoryBroken]");
    expect(stdout).toContain("\n  head, 2. Data\n    error [StoryBroken]");
    expectNothingLeft();
  });

  it("stops both when it is told to, and leaves nothing", async () => {
    const child = spawn(process.execPath, command("--against", "HEAD"), {
      ...surroundings(),
      stdio: ["ignore", "pipe", "inherit"],
    });
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      if (said.includes("base  1. Accounts")) child.kill("SIGINT");
    });
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect(code).toBe(130);
    expectNothingLeft();
  });
});
