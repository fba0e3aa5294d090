import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writePlanFile } from "../../deploy/bound/plan-document";
import { runEntry, type Ended } from "../deploy/support/run-entry";
import { buildOf, CHECK_NAME } from "../../review/publish";
import { GitHubServer } from "./support/github-server";
import { changedPlan } from "./support/reviewed";

let server: GitHubServer;
let folder: string;

beforeEach(async () => {
  server = await GitHubServer.start();
  folder = mkdtempSync(join(tmpdir(), "review-"));
  mkdirSync(join(folder, "plans"));
  writePlanFile(join(folder, "plans", "prod.plan.json"), await changedPlan([]));
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await server.stop();
});

function review(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return runEntry("operate/cli.ts", ["review", "--pr", "7", "--env", "prod", ...args], {
    cwd: folder,
    env: {
      GITHUB_API_URL: server.url,
      GITHUB_TOKEN: server.token,
      CHANGE_URL: "https://github.example/o/r/pull/7",
      BUILD_NUMBER: "12",
      BUILD_URL: "https://ci.example/12/",
      ...env,
    },
  });
}

test("the comment and the check are there, and the file is the comment", async () => {
  const { code, stdout } = await review(["--out", "review.md", "--json"]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ verb: "review", ok: true, pullRequest: 7, outcome: "created" });
  const [comment] = server.comments;
  expect(buildOf(comment?.body ?? "")).toEqual({ head: "b".repeat(40), number: 12 });
  expect(comment?.body).toContain("prod: 1 pipeline retrains");
  expect(readFileSync(join(folder, "review.md"), "utf8")).toBe(comment?.body);
  expect(server.statuses).toMatchObject([
    { context: CHECK_NAME, state: "success", target_url: expect.stringContaining("issuecomment") as string },
  ]);
});

test("who has pushed since is left to the next build", async () => {
  server.pull = { ...server.pull, head: { sha: "c".repeat(40) } };
  const { code, stdout } = await review([]);
  expect(code).toBe(0);
  expect(stdout).toContain("its own build says what that does".replace("its", "Its"));
  expect(server.comments).toEqual([]);
});

test("a pull request that is closed gets no comment", async () => {
  server.pull = { ...server.pull, state: "closed" };
  expect(await review([])).toMatchObject({
    code: 0,
    stdout: "The pull request is closed. Nothing was written.\n",
  });
  expect(server.comments).toEqual([]);
});

test.each([
  ["is missing", undefined, "it failed, or was not made"],
  ["is none", "{}", "NotAPlan"],
  ["was altered", "altered", "PlanAltered"],
])("a plan that %s is told in the comment, and fails the check", async (_kind, text, told) => {
  const path = join(folder, "plans", "prod.plan.json");
  if (text === undefined) rmSync(path);
  else if (text === "altered")
    writeFileSync(path, readFileSync(path, "utf8").replace("predictions unchanged", "predictions the same"));
  else writeFileSync(path, text);
  expect((await review([])).code).toBe(0);
  expect(server.comments[0]?.body).toContain(told);
  expect(server.statuses).toMatchObject([{ state: "failure" }]);
});

test("a check that GitHub refuses is told, and the comment stays", async () => {
  server.faults = [{ on: "POST /repos/o/r/statuses", status: 404 }];
  const { code, stderr } = await review([]);
  expect(code).toBe(0);
  expect(stderr).toContain("The comment is there, the check is not. GitHub answered 404");
  expect(server.comments).toHaveLength(1);
});

test("a comment that GitHub refuses fails the command, and the file is there", async () => {
  server.faults = [{ on: "POST /repos/o/r/issues/7/comments", status: 403 }];
  const { code, stderr } = await review(["--out", "review.md"]);
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /error \[GitHubFailed\]: GitHub answered 403[^]*next: {2}The token needs pull requests: write/,
  );
  expect(readFileSync(join(folder, "review.md"), "utf8")).toContain("prod: 1 pipeline retrains");
});

test.each([
  ["without a token", { GITHUB_TOKEN: "" }, "NoGitHubToken"],
  ["without a repository", { CHANGE_URL: "" }, "NoRepository"],
])("%s it says what to set", async (_kind, env, code) => {
  const { code: exit, stderr } = await review([], env);
  expect(exit).toBe(1);
  expect(stderr).toContain(`error [${code}]`);
  expect(server.requests).toEqual([]);
});

test("the token is in no output, whatever goes wrong", async () => {
  server.faults = [{ on: "GET /repos/o/r/pulls/7", status: 422, message: `bad token ${server.token}` }];
  const { stdout, stderr } = await review(["--json"]);
  expect(stdout + stderr).toContain("bad token (redacted)");
  expect(stdout + stderr).not.toContain(server.token);
});

test("a preview is the comment, without a pull request, a token, or a word to GitHub", async () => {
  const { code, stdout, stderr } = await runEntry(
    "operate/cli.ts",
    ["review", "--preview", "--env", "prod", "--out", "preview.md"],
    { cwd: folder, env: { GITHUB_API_URL: "http://127.0.0.1:9" } },
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain("prod: 1 pipeline retrains");
  expect(stdout).toContain("After the merge into `main`");
  expect(readFileSync(join(folder, "preview.md"), "utf8")).toBe(stdout);
  expect(server.comments).toEqual([]);
});

test("a review is of a pull request, or a preview", async () => {
  const review = await runEntry("operate/cli.ts", ["review", "--env", "prod"], { cwd: folder });
  expect(review).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("error: name the pull request with --pr, or pass --preview\n") as string,
  });
});
