import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../../../environments/project-root";
import { rehearsalPython } from "../../../rehearsal/python";
import { CHAPTERS, chaptersTo } from "../../../rehearsal/story/chapters";
import { Kept } from "../../support/kept";
import { HOSTILE_SETTINGS, HOSTILE_VARIABLES, hostileUser } from "../../support/hostile";
import { onlyLocal, refusedIn } from "../../support/only-local/only-local";
import { testUnless } from "../../support/unless";

test("a world that is kept is kept before Clean up, however far the story is asked to go", () => {
  const titles = (last: number, keep: boolean): string[] =>
    chaptersTo(last, { keep, own: false }).map(({ title }) => title);
  const all = CHAPTERS.map(({ title }) => title);
  expect(all.at(-1)).toBe("Clean up");
  expect(titles(CHAPTERS.length, false)).toEqual(all);
  expect(titles(CHAPTERS.length, true)).toEqual(all.slice(0, -1));
  expect(titles(3, true)).toEqual(all.slice(0, 3));
});

/** The text of every file below a folder. */
function textsBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"));
}

const WHOAMI = `
const { STSClient, GetCallerIdentityCommand } = require("@aws-sdk/client-sts");
new STSClient({}).send(new GetCallerIdentityCommand({})).then(({ Arn }) => console.log(Arn));
`;
/** What AWS CLI v1 is made of. */
const BOTOCORE = `
import sys
from botocore.session import Session
for name in sys.argv[1:]:
    print(Session(profile=name).create_client("sts").get_caller_identity()["Arn"])
`;
const PROFILES = ["dev", "prod", "registry", "approver", "jenkins", "planner"];
const ARNS = [
  "arn:aws:iam::111111111111:root",
  "arn:aws:iam::222222222222:root",
  "arn:aws:iam::333333333333:root",
  expect.stringMatching(/^arn:aws:sts::333333333333:assumed-role\/model-approver-role\//) as string,
  expect.stringMatching(/^arn:aws:sts::222222222222:assumed-role\/jenkins-server-role\//) as string,
  expect.stringMatching(/^arn:aws:sts::222222222222:assumed-role\/jenkins-plan-role\//) as string,
];

describe("what --keep leaves, in a shell that leads to AWS", () => {
  let kept: Kept;
  let notes: string;
  let hostile: NodeJS.ProcessEnv;

  beforeAll(async () => {
    const home = mkdtempSync(join(tmpdir(), "hostile-"));
    notes = join(home, "notes");
    const user = hostileUser(home, HOSTILE_SETTINGS, HOSTILE_VARIABLES);
    hostile = {
      ...process.env,
      ...user,
      // A tool may be there by the home folder's grace, and so keeps its own.
      HOME: process.env["HOME"],
      AWS_CONFIG_FILE: join(home, ".aws", "config"),
      AWS_SHARED_CREDENTIALS_FILE: join(home, ".aws", "credentials"),
      HTTP_PROXY: "http://192.0.2.1:3128",
      http_proxy: "http://192.0.2.1:3128",
      ...onlyLocal(notes),
    };
    kept = await Kept.after("1-3", hostile);
  });
  afterAll(() => kept.end("SIGKILL"));

  /** Runs a script in a shell that has sourced env.sh. */
  const inShell = (script: string, env: NodeJS.ProcessEnv = hostile, shell = "sh"): string => {
    const { stdout, stderr, status } = spawnSync(shell, ["-eu", "-c", `${kept.command}\n${script}`], {
      cwd: projectRoot(),
      env,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
    if (status !== 0) throw new Error(`${script}\nended with ${status}:\n${stderr}`);
    expect(refusedIn(notes)).toEqual([]);
    return stdout.trimEnd();
  };

  test("is the user's alone, and not on the screen", () => {
    expect([kept.script, kept.config].map((file) => statSync(file).mode & 0o777)).toEqual([0o600, 0o600]);
    const secrets = readFileSync(kept.config, "utf8").match(/(?<=secret_access_key = |session_token = )\S+/g);
    // The roles' sessions have a token beside their secret.
    const sessions = ARNS.filter((arn) => typeof arn !== "string");
    expect(secrets).toHaveLength(PROFILES.length + sessions.length);
    for (const secret of secrets ?? []) expect(kept.said().split(/\s/)).not.toContain(secret);
  });

  test("are profiles for the AWS SDK for JavaScript", () => {
    const lines = PROFILES.map((name) => `AWS_PROFILE=${name} '${process.execPath}' -e '${WHOAMI}'`);
    expect(inShell(lines.join("\n")).split("\n")).toEqual(ARNS);
  });

  test("are profiles for Python, past a proxy", async () => {
    const { python } = await rehearsalPython(() => undefined);
    expect(inShell(`'${python}' -c '${BOTOCORE}' ${PROFILES.join(" ")}`).split("\n")).toEqual(ARNS);
  });

  const withoutCli =
    spawnSync("aws", ["--version"]).status === 0 ? undefined : "the AWS CLI is not installed";
  testUnless(withoutCli, "are profiles for the AWS CLI", () => {
    const lines = PROFILES.map(
      (name) => `aws --profile ${name} sts get-caller-identity --query Arn --output text`,
    );
    expect(inShell(lines.join("\n")).split("\n")).toEqual(ARNS);
    expect(inShell("aws --profile dev s3 ls")).toMatch(/ mammography-sagemaker-dev-111111111111$/m);
  });

  test.each(["sh", "bash"])("tell an AWS CLI of old where to call, in %s", (shell) => {
    const bin = mkdtempSync(join(tmpdir(), "bin-"));
    writeFileSync(join(bin, "aws"), '#!/bin/sh\necho "$@"\n', { mode: 0o755 });
    const env = { ...hostile, PATH: `${bin}:${hostile["PATH"]}` };
    expect(inShell('aws s3 ls "s3://a"; echo "$AWS_ENDPOINT_URL"', env, shell)).toMatch(
      /^--endpoint-url (http:\/\/127\.0\.0\.1:\d+) s3 ls s3:\/\/a\n\1$/,
    );
  });

  const deploy = (args: string): unknown =>
    JSON.parse(inShell(`'${process.execPath}' run.mjs operate/cli.ts ${args} --json`));

  test("is a node that plans for npm run deploy, which finds what the story deployed", () => {
    expect(deploy("plan --env dev")).toMatchObject({ changes: 0 });
    expect(deploy("status --env dev")).toMatchObject({
      ok: true,
      environments: [
        { live: null, lastRuns: { train: { status: "Succeeded" } }, waits: [{ on: "approval" }] },
      ],
    });
  });

  test("is gone after Ctrl-C, and so is every secret in it", async () => {
    const config = readFileSync(kept.config, "utf8");
    const tokens = config.match(/(?<=access_key = |session_token = )\S{20,}/g) ?? [];
    expect(tokens.length).toBeGreaterThan(0);
    expect(await kept.end("SIGINT")).toBe(130);
    expect([kept.script, kept.config].filter((file) => existsSync(file))).toEqual([]);
    const left = textsBelow(kept.out);
    for (const token of tokens) expect(left.filter((text) => text.includes(token))).toEqual([]);
  });
});

test("what --keep leaves is gone when the terminal is closed", async () => {
  const kept = await Kept.after("1-1", process.env);
  expect(existsSync(kept.script)).toBe(true);
  expect(await kept.hangUp()).toBe(129);
  expect([kept.script, kept.config].filter((file) => existsSync(file))).toEqual([]);
});
