import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runEntry } from "../../deploy/support/run-entry";

const jenkins = (...args: readonly string[]) => runEntry("jenkins/server/cli.ts", args);

describe("npm run jenkins", () => {
  let out: string;
  beforeEach(() => void (out = join(mkdtempSync(join(tmpdir(), "jenkins-")), "new", "folder")));
  afterEach(() => rmSync(join(out, "..", ".."), { recursive: true }));

  test("writes the files, and names them", async () => {
    const { code, stdout } = await jenkins("--repository", "o/r", "--github-app", "7", "--out", out);
    const files = ["jenkins.yaml", "plugins.txt", "ruleset.json"];
    expect(stdout.trim().split("\n")).toEqual(files.map((name) => join(out, name)));
    expect(readdirSync(out).sort()).toEqual(files);
    expect(readFileSync(join(out, "jenkins.yaml"), "utf8")).toContain(`repoOwner('o')`);
    expect(code).toBe(0);
  });

  test.each([
    ["without a repository", ["--github-app", "7"], 2, "--repository"],
    ["with an app that is no number", ["--repository", "o/r", "--github-app", "jenkins"], 2, "App ID"],
    ["with a repository that is none", ["--repository", "r", "--github-app", "7"], 1, "[NoRepository]"],
  ])("is refused %s", async (_, args, exit, said) => {
    const { code, stderr } = await jenkins(...args, "--out", out);
    expect(stderr).toContain(said);
    expect(code).toBe(exit);
  });
});
