import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { withoutAws } from "sagemaker-promotion-core/without-aws";
import { projectRoot } from "../../environments/project-root";
import type { ApplyReport, PlanReport } from "../../deploy/report";
import { exampleFile } from "../support/environments";
import { useModels } from "../support/models";
import { AwsServer } from "./support/aws-server";
import { runEntry, type Ended } from "./support/run-entry";

const folder = mkdtempSync(join(tmpdir(), "many-"));
mkdirSync(join(folder, "fraud"));
const example = JSON.stringify(exampleFile());
writeFileSync(join(folder, "prod.tfvars.json"), example);
writeFileSync(
  join(folder, "fraud", "prod.tfvars.json"),
  example.replaceAll("mammography-severity-model", "fraud-model").replaceAll("mammo-severity", "fraud"),
);
afterAll(() => rmSync(folder, { recursive: true }));

/** Of a first plan: eleven uploads and two pipelines. */
const CHANGES = 13;
/** Of a first apply: those, and a label for the first version of each pipeline. */
const WRITES = CHANGES + 2;

useModels("fraud-model", "mammography-severity-model");

let server: AwsServer;
let endpoint: string;
beforeEach(async () => {
  server = new AwsServer();
  endpoint = await server.listen();
});
afterEach(() => server.close());

function deploy(...args: readonly string[]): Promise<Ended> {
  const keys = { AWS_ACCESS_KEY_ID: "AKIA", AWS_SECRET_ACCESS_KEY: "secret" };
  return runEntry("operate/cli.ts", args, {
    env: { AWS_ENDPOINT_URL: endpoint, ENVIRONMENTS: folder, ...keys },
  });
}

interface Document<Report> {
  readonly ok: boolean;
  readonly environments: readonly Report[];
}

test("two models are planned, applied and found unchanged in one run each", async () => {
  const planned = await deploy("plan", "--env", "all", "--detailed-exitcode");
  expect(planned.code).toBe(2);
  expect(planned.stdout).toMatch(
    new RegExp(
      String.raw`^fraud\/prod in account [^]*\nprod in account [^]*\n {2}environment +outcome +time +next\n {2}fraud\/prod +${CHANGES} changes +\d+\.\d s +npm run deploy -- apply --env fraud\/prod\n {2}prod +${CHANGES} changes`,
    ),
  );
  expect(server.writes()).toEqual([]);

  const applied = await deploy("apply", "--env", "all", "--yes", "--allow-dirty", "--json");
  expect(applied.code).toBe(0);
  const { ok, environments } = JSON.parse(applied.stdout) as Document<ApplyReport>;
  expect(ok).toBe(true);
  expect(environments.map(({ environment, done }) => [environment, done.length])).toEqual([
    ["fraud/prod", WRITES],
    ["prod", WRITES],
  ]);
  expect(server.pipelines.size).toBe(4);
  expect(server.locks.size).toBe(0);

  const again = await deploy("plan", "--env", "all", "--detailed-exitcode");
  expect(again.code).toBe(0);
  expect(again.stdout).toMatch(/ {2}fraud\/prod +no changes .*\n {2}prod +no changes/);
});

test("one that fails stops no other, and the exit code tells", async () => {
  const file = JSON.stringify(exampleFile("dev"));
  writeFileSync(join(folder, "dev.tfvars.json"), file);
  const { code, stdout, stderr } = await deploy(
    "apply",
    ...["--env", "all", "--model", "mammography-severity-model", "--yes", "--allow-dirty", "--json"],
  ).finally(() => rmSync(join(folder, "dev.tfvars.json")));
  expect(code).toBe(1);
  expect((JSON.parse(stdout) as Document<ApplyReport>).environments).toMatchObject([
    { verb: "apply", ok: false, environment: "dev", error: { code: "WrongAccount" } },
    { verb: "apply", ok: true, environment: "prod" },
  ]);
  expect(stderr).toContain("error [WrongAccount]");
  expect(server.pipelines.size).toBe(2);
});

test("a branch's plans are kept in a folder, and what they do is applied: one that is not there stops no other", async () => {
  const plans = mkdtempSync(join(folder, "plans-"));
  const branch = ["--env", "all", "--branch", "main"];
  expect((await deploy("plan", ...branch, "--out", plans)).code).toBe(0);
  expect(readdirSync(plans).sort()).toEqual(["fraud-prod.plan.json", "prod.plan.json"]);
  rmSync(join(plans, "fraud-prod.plan.json"));
  const { code, stdout } = await deploy("apply", ...branch, "--reviewed", plans, "--allow-dirty", "--json");
  expect(code).toBe(1);
  expect((JSON.parse(stdout) as Document<ApplyReport>).environments).toMatchObject([
    { ok: false, environment: "fraud/prod", error: { code: "NotAPlan" } },
    { ok: true, environment: "prod" },
  ]);
  expect(server.pipelines.size).toBe(2);
});

test("a branch's environments are checked, and their stacks named, without a call", async () => {
  const branch = ["--env", "all", "--branch", "main"];
  expect((await deploy("check", ...branch, "--account", "222222222222")).code).toBe(0);
  const { code, stdout } = await deploy("stacks", ...branch);
  expect([code, stdout]).toEqual([0, "fraud-prod\nprod\n"]);
  expect(server.calls).toEqual([]);
});

test("the plans for a pull request end with a table that is the same every time", async () => {
  const { stdout } = await deploy("plan", "--env", "prod", "--env", "fraud/prod", "--format", "markdown");
  expect(stdout).toMatch(/^### Plan for `prod`\n[^]*### Plan for `fraud\/prod`\n/);
  expect(stdout).toMatch(
    new RegExp(
      `\\| \`prod\` \\| ${CHANGES} changes \\| .* \\|\\n\\| \`fraud/prod\` \\| ${CHANGES} changes \\| .*\\|\\n$`,
    ),
  );
});

test("where nobody is there to ask, nothing is written anywhere", async () => {
  const { code, stderr } = await deploy("apply", "--env", "all", "--allow-dirty");
  expect(code).toBe(1);
  expect(stderr.match(/NotConfirmed/g)).toHaveLength(2);
  expect(server.writes()).toEqual([]);
  expect(server.locks.size).toBe(0);
});

/** Runs a command on a terminal of its own, and types an answer when it is asked. */
const TERMINAL = `
import os, pty, sys
pid, fd = pty.fork()
if pid == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
said, asked = b"", False
while True:
    try:
        said += os.read(fd, 4096)
    except OSError:
        break
    if not asked and b"to go on: " in said:
        asked = True
        os.write(fd, sys.argv[1].encode() + b"\\r")
sys.stdout.buffer.write(said)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

test("a person on a terminal sees every plan, and is asked once for all that change", async () => {
  const command = [process.execPath, "run.mjs", "operate/cli.ts", "apply", "--env", "all", "--allow-dirty"];
  const keys = { AWS_ACCESS_KEY_ID: "AKIA", AWS_SECRET_ACCESS_KEY: "secret" };
  const env = { ...withoutAws(), AWS_ENDPOINT_URL: endpoint, ENVIRONMENTS: folder, NO_COLOR: "1", ...keys };
  const run = promisify(execFile);
  const { stdout } = await run("python3", ["-c", TERMINAL, "fraud/prod prod", ...command], {
    cwd: projectRoot(),
    env,
  });
  expect(stdout.match(/to go on: /g)).toHaveLength(1);
  expect(stdout).toMatch(
    /fraud\/prod in account[^]*prod in account[^]*Type the environments' names \(fraud\/prod prod\) to go on: /,
  );
  expect(stdout).toMatch(new RegExp(` {2}fraud/prod +${WRITES} writes .*\\s+prod +${WRITES} writes`));
  expect(server.pipelines.size).toBe(4);
});

test.each([
  [["destroy", "--env", "all", "--yes"], 2, /destroy takes each environment by its name/],
  [["destroy", "--env", "prod", "--model", "fraud-model", "--yes"], 2, /unknown option '--model'/],
  [["destroy", "--yes"], 2, /--env <name>/],
  [["apply", "--model", "fraud-model", "--yes"], 2, /--env <name>/],
  [["apply", "--env", "all", "plan.json"], 2, /a plan is one environment's/],
  [["apply", "--env", "all", "--reviewed", "plan.json"], 2, /a plan is one environment's/],
  [["plan", "--env", "all", "--model", "fraud-modle"], 1, /\[UnknownModel\][^]*did you mean fraud-model\?/],
  [["plan", "--env", "all", "--branch", "mian"], 1, /\[UnknownBranch\][^]*did you mean main\?/],
  [
    ["force-unlock", "7", "--env", "prod", "--env", "fraud/prod"],
    2,
    /an id is that of one environment's lock/,
  ],
  [["check", "--env", "all", "--account", "333333333333"], 1, /\[WrongAccount\][^]*\[WrongAccount\]/],
  [["check", "--env", "all"], 1, /\[AccountNotTold\][^]*\[AccountNotTold\]/],
  [["run", "train", "--env", "all"], 2, /takes one environment/],
  [["status", "--model", "fraud-modle"], 1, /\[UnknownModel\]/],
  [["models", "--env", "prdo"], 1, /did you mean prod\?/],
  [["doctor", "--env", "all", "--env", "prdo"], 1, /did you mean prod\?/],
] as const)("%j is refused, and reaches nobody", async (args, expected, message) => {
  const { code, stderr } = await deploy(...args);
  expect(stderr).toMatch(message);
  expect(code).toBe(expected);
  expect(server.calls).toEqual([]);
});

test("of one environment the document is that one's, as always", async () => {
  const { stdout } = await deploy("plan", "--env", "prod", "--json");
  expect((JSON.parse(stdout) as PlanReport).environment).toBe("prod");
});
