import { CHECKS } from "../../jenkins/server/names";
import { GitHubRest } from "../../review/github";
import { buildOf, CHECK_NAME, checkOf, marker, publish, type Build } from "../../review/publish";
import { GitHubServer, type Fault } from "./support/github-server";

const HEAD = "b".repeat(40);
const EARLIER = "c".repeat(40);
const build = (number: number, head = HEAD): Build => ({ head, number });
const bodyOf = (of: Build, text = "the plan"): string => `${marker(of)}\n${text}\n`;

let server: GitHubServer;
let waits: number[];

beforeEach(async () => {
  server = await GitHubServer.start();
  waits = [];
});
afterEach(() => server.stop());

function client(token = server.token): GitHubRest {
  const sleep = (milliseconds: number): Promise<void> => {
    waits.push(milliseconds);
    return Promise.resolve();
  };
  return new GitHubRest({
    api: server.url,
    repository: "o/r",
    token,
    fetch,
    sleep,
    progress: () => undefined,
  });
}

async function review(of: Build, text?: string) {
  const github = client();
  return publish(github, await github.pullRequest(7), { build: of, body: bodyOf(of, text) });
}

test("the first build creates the comment, the next changes it in its place", async () => {
  server.comment("Looks good!", { login: "ann", type: "User" });
  expect(await review(build(1), "one")).toEqual({
    outcome: "created",
    url: "https://github.example/o/r/pull/7#issuecomment-2",
  });
  expect(await review(build(2), "two")).toMatchObject({ outcome: "updated" });
  expect(server.comments.map(({ body }) => body)).toEqual(["Looks good!", bodyOf(build(2), "two")]);
});

test("it is found among hundreds", async () => {
  server.comment(bodyOf(build(1)));
  for (let count = 0; count < 250; count += 1) server.comment("chat", { login: "ann", type: "User" });
  expect(await review(build(2))).toMatchObject({ outcome: "updated" });
  expect(server.comments).toHaveLength(251);
});

test("an older build that ends late changes nothing", async () => {
  await review(build(12), "newer");
  expect(await review(build(11), "older")).toMatchObject({ outcome: "superseded" });
  expect(server.comments.map(({ body }) => body)).toEqual([bodyOf(build(12), "newer")]);
});

test("a build of the present head counts before one of an earlier head, whatever their numbers", async () => {
  await review(build(3), "present");
  expect(await review(build(9, EARLIER), "earlier")).toMatchObject({ outcome: "superseded" });
  server.comments.splice(0);
  await review(build(9, EARLIER), "earlier");
  expect(await review(build(3), "present")).toMatchObject({ outcome: "updated" });
  expect(server.comments.map(({ body }) => body)).toEqual([bodyOf(build(3), "present")]);
});

test("two builds that create one at the same time leave the later one's", async () => {
  server.beforeCreate = () => {
    server.beforeCreate = () => undefined;
    server.comment(bodyOf(build(2), "two"));
  };
  expect(await review(build(1), "one")).toMatchObject({ outcome: "superseded" });
  expect(server.comments.map(({ body }) => body)).toEqual([bodyOf(build(2), "two")]);
});

test("the later of two takes the earlier one's away", async () => {
  server.beforeCreate = () => {
    server.beforeCreate = () => undefined;
    server.comment(bodyOf(build(1), "one"));
  };
  expect(await review(build(2), "two")).toMatchObject({ outcome: "created" });
  expect(server.comments.map(({ body }) => body)).toEqual([bodyOf(build(2), "two")]);
});

test("a comment that somebody deletes meanwhile is written anew", async () => {
  server.comment(bodyOf(build(1)));
  server.faults = [{ on: "PATCH /repos/o/r/issues/comments/1", status: 404 }];
  expect(await review(build(2), "two")).toMatchObject({ outcome: "created" });
});

test("a stranger's comment with the marker is left alone", async () => {
  server.comment(bodyOf(build(99), "all is well"), { login: "mallory", type: "User" });
  expect(await review(build(2), "two")).toMatchObject({ outcome: "created" });
  expect(server.comments.map(({ user, body }) => [user.login, buildOf(body)?.number])).toEqual([
    ["mallory", 99],
    ["robot", 2],
  ]);
});

test("an answer that is lost leaves one comment", async () => {
  server.faults = [{ on: "POST /repos/o/r/issues/7/comments", cut: true }];
  expect(await review(build(1))).toMatchObject({ url: expect.any(String) as string });
  expect(server.comments).toHaveLength(1);
});

const WAITED: readonly (readonly [string, Fault, number[]])[] = [
  ["429 with a time", { on: "POST", status: 429, headers: { "retry-after": "7" } }, [7_000]],
  ["403 of the second limit", { on: "POST", status: 403, headers: { "retry-after": "3" } }, [3_000]],
  ["500", { on: "GET /repos/o/r/pulls/7", status: 500, times: 2 }, [1_000, 2_000]],
  ["502", { on: "GET /user", status: 502 }, [1_000]],
  ["409", { on: "POST", status: 409 }, [1_000]],
  ["a connection cut", { on: "GET /user", cut: true }, [1_000]],
];

test.each(WAITED)("%s is tried again", async (_kind, fault, expected) => {
  server.faults = [fault];
  expect(await review(build(1))).toMatchObject({ outcome: "created" });
  expect(waits).toEqual(expected);
});

const TOLD: readonly (readonly [string, Fault, string])[] = [
  ["401", { on: "GET /repos/o/r/pulls/7", status: 401 }, "GitHubFailed"],
  ["403", { on: "POST /repos/o/r/issues/7/comments", status: 403 }, "GitHubFailed"],
  ["404", { on: "GET /repos/o/r/pulls/7", status: 404 }, "GitHubFailed"],
  ["422", { on: "POST /repos/o/r/issues/7/comments", status: 422 }, "GitHubFailed"],
  ["500 that goes on", { on: "GET /repos/o/r/pulls/7", status: 500, times: 9 }, "GitHubFailed"],
  [
    "429 for longer than a minute",
    { on: "GET", status: 429, headers: { "retry-after": "3600" }, times: 9 },
    "GitHubRateLimit",
  ],
];

test.each(TOLD)("%s is told", async (_kind, fault, code) => {
  server.faults = [fault];
  await expect(review(build(1))).rejects.toMatchObject({ code, where: "o/r" });
  expect(server.comments).toEqual([]);
});

test("no message holds the token", async () => {
  const github = client("ghs_wrong_token_that_nobody_may_see");
  const error = await github.pullRequest(7).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: "GitHubFailed",
    message: "GitHub answered 401 to GET /repos/o/r/pulls/7: Bad credentials",
  });
  expect(JSON.stringify(error)).not.toContain("ghs_wrong");
});

test("a host that is not there is told", async () => {
  const github = new GitHubRest({
    api: "http://127.0.0.1:1",
    repository: "o/r",
    token: "t",
    fetch,
    sleep: () => Promise.resolve(),
    progress: () => undefined,
  });
  await expect(github.pullRequest(7)).rejects.toMatchObject({ code: "GitHubUnreachable" });
});

test("a redirect is not followed with the token", async () => {
  const thief = await GitHubServer.start();
  server.faults = [
    {
      on: "GET /repos/o/r/pulls/7",
      status: 307,
      headers: { location: `${thief.url}/repos/o/r/pulls/7` },
      times: 9,
    },
  ];
  await expect(client().pullRequest(7)).rejects.toMatchObject({ code: "GitHubUnreachable" });
  expect(thief.requests).toEqual([]);
  await thief.stop();
});

test("approvals are of the head as it is, and each reviewer's last word counts", async () => {
  const entry = (login: string, state: string, commit = HEAD) => ({
    user: { login, type: "User" },
    state,
    commit_id: commit,
  });
  server.reviews.push(
    entry("ann", "APPROVED"),
    entry("ann", "COMMENTED"),
    entry("bob", "APPROVED"),
    entry("bob", "CHANGES_REQUESTED"),
    entry("cid", "APPROVED", EARLIER),
  );
  const github = client();
  expect(await github.approvals(await github.pullRequest(7))).toEqual(["ann"]);
});

describe("the check", () => {
  const review = { ok: true, verdict: "prod: nothing changes", body: "…", url: "https://ci.example/1" };

  test("is a check run where the token is a GitHub App's", async () => {
    server.user = { login: "promotion[bot]", type: "Bot" };
    const github = client();
    await github.check(checkOf(await github.pullRequest(7), review));
    expect(server.checks).toMatchObject([
      { name: CHECK_NAME, head_sha: HEAD, conclusion: "success", details_url: review.url },
    ]);
    expect(server.statuses).toEqual([]);
  });

  test("is a commit status else", async () => {
    const github = client();
    await github.check(checkOf(await github.pullRequest(7), { ...review, ok: false }));
    expect(server.statuses).toMatchObject([{ context: CHECK_NAME, sha: HEAD, state: "failure" }]);
  });

  test("a GitHub App finds its comment", async () => {
    server.user = { login: "promotion[bot]", type: "Bot" };
    await review_(1);
    await review_(2);
    expect(server.comments).toHaveLength(1);
  });

  async function review_(number: number): Promise<void> {
    const github = client();
    await publish(github, await github.pullRequest(7), { build: build(number), body: bodyOf(build(number)) });
  }
});

test("the check has the name that the ruleset asks for", () => {
  expect(CHECK_NAME).toBe(CHECKS.plan);
});
