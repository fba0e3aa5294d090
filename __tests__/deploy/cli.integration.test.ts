import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { environmentsFolder } from "../../environments/load";
import type { ApplyReport, DestroyReport, FailureReport, PlanReport } from "../../deploy/report";
import { AwsServer } from "./support/aws-server";
import { runEntry, type Ended } from "./support/run-entry";
import { FILES } from "./support/sources";

let server: AwsServer;
let endpoint: string;

beforeEach(async () => {
  server = new AwsServer();
  endpoint = await server.listen();
});
afterEach(() => server.close());

const CREDENTIALS = { AWS_ACCESS_KEY_ID: "AKIA", AWS_SECRET_ACCESS_KEY: "secret" };

function deploy(
  args: readonly string[],
  env: Readonly<Record<string, string>> = CREDENTIALS,
): Promise<Ended> {
  // A test of the checkout at hand, whatever is committed of it.
  const all = args[0] === "apply" ? [...args, "--allow-dirty", "--yes"] : args;
  return runEntry("operate/cli.ts", all, { env: { AWS_ENDPOINT_URL: endpoint, ...env } });
}

test("an apply before the stack is deployed says what to deploy, and writes nothing", async () => {
  server.hasFunctions = false;
  const { code, stderr } = await deploy(["apply", "--env", "prod"]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/error \[StackNotDeployed\]: .*npx cdktf deploy prod/su);
  expect(server.writes()).toEqual([]);
});

test("a plan fails on a class of consequences, and on worse ones", async () => {
  // What is new runs from now on: nothing that was there changes.
  expect((await deploy(["plan", "--env", "prod", "--fail-on", "retrains"])).code).toBe(0);
  const { code, stdout } = await deploy(["plan", "--env", "prod", "--json", "--fail-on", "costs"]);
  expect(code).toBe(2);
  const { consequences } = JSON.parse(stdout) as PlanReport;
  expect(consequences).toMatchObject({ worst: "runs-otherwise", changes: 13, terraform: false, scripts: [] });
  expect(consequences.verdict).toMatch(/^2 pipelines are new, nothing retrains, predictions unchanged, /);
});

test("plan, apply, apply again, destroy, destroy again against an endpoint", async () => {
  const planned = await deploy(["plan", "--env", "prod", "--json", "--detailed-exitcode"]);
  expect(planned.code).toBe(2);
  const plan = JSON.parse(planned.stdout) as PlanReport;
  expect(plan).toMatchObject({
    verb: "plan",
    ok: true,
    environment: "prod",
    account: "222222222222",
    region: "us-east-1",
    caller: "arn:aws:sts::222222222222:assumed-role/plan-role/deploy",
    changes: 15,
    pipelines: [
      { kind: "train", action: "create", differences: [], tags: [] },
      { kind: "inference", action: "create", differences: [], tags: [] },
    ],
  });
  expect(plan.code.map(({ action, key }) => [action, key.split("/").at(-1)]).sort()).toEqual([
    ["upload", "data_quality.py"],
    ["upload", "description.json"],
    ["upload", "distributions.py"],
    ["upload", "encoders.py"],
    ["upload", "evaluate.py"],
    ["upload", "metrics.py"],
    ["upload", "model_quality.py"],
    ["upload", "prepare.py"],
    ["upload", "preprocess.py"],
    ["upload", "summaries.py"],
    ["upload", "tabular.py"],
  ]);
  expect(server.writes()).toEqual([]);

  const applied = JSON.parse((await deploy(["apply", "--env", "prod", "--json"])).stdout) as ApplyReport;
  expect(applied).toMatchObject({ verb: "apply", ok: true, changes: 15, remaining: [] });
  expect(applied.done).toHaveLength(FILES.length + 4);
  expect(server.uploadHeaders).toMatchObject({
    "if-none-match": "*",
    "x-amz-server-side-encryption": "aws:kms",
    "x-amz-server-side-encryption-aws-kms-key-id":
      "arn:aws:kms:us-east-1:222222222222:alias/mammography-severity-model",
    "x-amz-checksum-sha256": expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/) as string,
  });

  server.calls.length = 0;
  const again = await deploy(["apply", "--env", "prod"]);
  expect(again.code).toBe(0);
  expect(again.stdout).toContain("No changes, nothing was written.");
  expect(server.writes()).toEqual([]);

  for (const [name, pipeline] of server.pipelines)
    server.pipelines.set(name, { ...pipeline, RoleArn: "other" });
  const ours = ["managed-by", "environment", "model"];
  for (const [arn, tags] of server.tags)
    server.tags.set(
      arn,
      (tags as { readonly Key: string }[]).filter(({ Key }) => ours.includes(Key)),
    );
  await deploy(["apply", "--env", "prod"]);
  expect(server.writes()).toEqual([
    "sagemaker:UpdatePipeline",
    "sagemaker:AddTags",
    "sagemaker:UpdatePipeline",
    "sagemaker:AddTags",
    "sagemaker:UpdatePipelineVersion",
    "sagemaker:UpdatePipelineVersion",
  ]);

  const refused = await deploy(["destroy", "--env", "prod"]);
  expect([refused.code, refused.stdout]).toEqual([1, ""]);
  expect(refused.stderr).toContain("pass --yes");
  expect(server.pipelines.size).toBe(2);

  const destroyed = JSON.parse(
    (await deploy(["destroy", "--env", "prod", "--yes", "--json"])).stdout,
  ) as DestroyReport;
  expect(destroyed).toMatchObject({ verb: "destroy", ok: true, account: "222222222222" });
  expect([server.pipelines.size, server.objects.size]).toEqual([0, 0]);
  expect(await deploy(["destroy", "--env", "prod", "--yes"])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("nothing to delete") as string,
  });
});

describe("a plan that is kept", () => {
  const folder = mkdtempSync(join(tmpdir(), "deploy-plan-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "prod.plan.json");

  test("is applied once, and not where something has changed since", async () => {
    const planned = await deploy(["plan", "--env", "prod", "--out", file]);
    expect(planned).toMatchObject({
      code: 0,
      stderr: expect.stringContaining(`npm run deploy -- apply --env prod ${file}`) as string,
    });
    const applied = await deploy(["apply", "--env", "prod", file]);
    expect(applied).toMatchObject({ code: 0, stdout: expect.stringContaining("13 changes made") as string });
    server.calls.length = 0;
    const again = await deploy(["apply", "--env", "prod", file, "--json"]);
    expect(again.code).toBe(1);
    expect(JSON.parse(again.stdout)).toMatchObject({ ok: false, error: { code: "PlanStale" } });
    expect(server.writes()).toEqual([]);
    const reviewed = await deploy(["apply", "--env", "prod", "--reviewed", file]);
    expect([reviewed.code, reviewed.stderr]).toEqual([
      1,
      expect.stringMatching(/\[PlanDiffers\][^]*- create pipeline/) as string,
    ]);
    expect(server.locks.size).toBe(0);
  });

  test("leaves no second plan to name", async () => {
    const { code, stderr } = await deploy(["apply", "--env", "prod", file, "--reviewed", file]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("leave out --reviewed") as string]);
  });
});

test("who applies is asked, and where nobody is there to ask nothing is written", async () => {
  const { code, stderr } = await runEntry("operate/cli.ts", ["apply", "--env", "prod", "--allow-dirty"], {
    env: { AWS_ENDPOINT_URL: endpoint, ...CREDENTIALS },
  });
  expect([code, stderr]).toEqual([1, expect.stringContaining("pass --yes") as string]);
  expect(server.writes()).toEqual([]);
  expect(server.locks.size).toBe(0);
});

test("another's lock is told, waited for no longer than asked, and freed by hand", async () => {
  const path =
    "/mammography-sagemaker-terraform-state-222222222222/mammography-severity-model/prod/deploy.lock";
  const since = new Date(Date.now() - 600_000).toISOString();
  server.locks.set(
    path,
    JSON.stringify({ id: "7", holder: "arn:other", host: "node", verb: "apply", since }),
  );
  const refused = await deploy(["apply", "--env", "prod", "--lock-timeout", "1"]);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toMatch(/\[Locked\]: arn:other on node.* 10 min[^]*force-unlock --env prod 7/);
  expect(server.writes()).toEqual([]);
  expect(await deploy(["force-unlock", "--env", "prod", "7"])).toMatchObject({ code: 0 });
  expect(await deploy(["force-unlock", "--env", "prod", "7"])).toMatchObject({ code: 1 });
  expect(await deploy(["apply", "--env", "prod"])).toMatchObject({ code: 0 });
});

test("a denied write: what is done, what is not, who may not do what, and how to go on", async () => {
  server.denied.add("sagemaker:CreatePipeline");
  const { code, stdout, stderr } = await deploy(["apply", "--env", "prod"]);
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /done +upload[^]*failed +create +pipeline mammo-severity-train-pipeline\n +not done +create/,
  );
  expect(stderr).toMatch(/AccessDenied.*cross-account-jenkins-role.*sagemaker:CreatePipeline/);
  expect(stderr).toContain("go on: npm run deploy -- apply --env prod\n");
});

test("a version that could not be labelled is labelled by the next apply", async () => {
  server.denied.add("sagemaker:UpdatePipelineVersion");
  const { code, stderr } = await deploy(["apply", "--env", "prod"]);
  expect([code, server.pipelines.size]).toEqual([1, 2]);
  expect(stderr).toMatch(/AccessDenied.*cross-account-jenkins-role.*sagemaker:UpdatePipelineVersion/);
  server.denied.clear();
  server.calls.length = 0;
  expect(await deploy(["apply", "--env", "prod"])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/train +label +mammo-severity-train-pipeline/) as string,
  });
  expect(server.writes()).toEqual(Array(2).fill("sagemaker:UpdatePipelineVersion"));
});

test("with --json a failure is one document on stdout as well", async () => {
  server.denied.add("sts:AssumeRole");
  const { code, stdout, stderr } = await deploy(["plan", "--env", "prod", "--json"]);
  expect(code).toBe(1);
  const report = JSON.parse(stdout) as FailureReport;
  expect(report).toMatchObject({
    verb: "plan",
    ok: false,
    environment: "prod",
    error: { code: "AccessDenied", blame: "environment" },
  });
  expect(report.error.message).toContain("arn:aws:iam::222222222222:user/ci");
  expect(stderr).toContain("sts:AssumeRole on arn:aws:iam::222222222222:role/plan-role");
});

test("credentials that end in another account write nothing", async () => {
  server.account = "111111111111";
  const { code, stdout, stderr } = await deploy(["apply", "--env", "prod"]);
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(/WrongAccount.*222222222222.*111111111111/);
  expect(server.calls.filter((call) => !call.startsWith("sts:"))).toEqual([]);
});

test("credentials that are the deployment role's already are used as they are", async () => {
  server.ambient = "arn:aws:sts::222222222222:assumed-role/cross-account-jenkins-role/jenkins";
  expect(await deploy(["plan", "--role", "deploy", "--env", "prod"])).toMatchObject({ code: 0 });
  // Evidence lies in other accounts.
  expect(server.roles.filter((role) => role.includes("222222222222"))).toEqual([]);
});

test.each([
  [["plan"], "plan-role"],
  [["plan", "--role", "plan"], "plan-role"],
  [["plan", "--role", "deploy"], "cross-account-jenkins-role"],
  [["apply"], "cross-account-jenkins-role"],
])("%j is done as %s", async (verb, role) => {
  expect(await deploy([...verb, "--env", "prod"])).toMatchObject({ code: 0 });
  expect(server.roles[0]).toBe(`arn:aws:iam::222222222222:role/${role}`);
});

test.each([
  ["plan", "--role", "admin"],
  ["apply", "--role", "plan"],
])("%s %s %s is wrong usage", async (...args) => {
  expect((await deploy([...args, "--env", "prod"])).code).toBe(2);
  expect(server.calls).toEqual([]);
});

test("no credentials at all", async () => {
  const { code, stdout, stderr } = await deploy(["plan", "--env", "prod"], {});
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toContain("[NoCredentials]");
});

test("nothing answers at the endpoint", async () => {
  await server.close();
  const { code, stdout, stderr } = await deploy(["plan", "--env", "prod"]);
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(/\[EndpointUnreachable\].*ECONNREFUSED[^]*AWS_ENDPOINT_URL/);
});

test("a plan for a pull request, and as JSON by its format", async () => {
  const markdown = await deploy(["plan", "--env", "prod", "--format", "markdown"]);
  expect(markdown).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^### Plan for `prod`\n/) as string,
  });
  expect(markdown.stdout).toMatch(/cost: at most \$\d+\.\d\d an execution/);
  const json = await deploy(["plan", "--env", "prod", "--format", "json"]);
  expect(JSON.parse(json.stdout)).toMatchObject({ verb: "plan", changes: 15 });
  const both = await deploy(["plan", "--env", "prod", "--format", "markdown", "--json"]);
  expect([both.code, both.stdout]).toEqual([2, ""]);
});

describe("a budget that is too small", () => {
  const folder = mkdtempSync(join(tmpdir(), "deploy-budget-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "prod.tfvars.json");
  const prod = readFileSync(join(environmentsFolder(), "prod.tfvars.json"), "utf8");
  writeFileSync(file, prod.replace("{", '{\n  "budget": 1.5,'));

  test.each(["plan", "apply"])(
    "%s ends with 1, says which pipeline costs what, and writes nothing",
    async (verb) => {
      const { code, stdout, stderr } = await deploy([verb, "--env", file]);
      expect([code, stdout]).toEqual([1, ""]);
      expect(stderr).toMatch(
        /\[OverBudget\].*mammo-severity-train-pipeline may cost up to \$\d.*budget of \$1\.50/,
      );
      expect(server.writes()).toEqual([]);
    },
  );
});

test("on a schedule, a pipeline that was edited by hand is exit code 2, and the plan says what is another", async () => {
  await deploy(["apply", "--env", "prod"]);
  const applied = server.writes();
  const schedule = ["plan", "--env", "prod", "--detailed-exitcode"];
  expect((await deploy(schedule)).code).toBe(0);
  const name = "mammo-severity-train-pipeline";
  const there = server.pipelines.get(name);
  const edited = String(there?.["PipelineDefinition"]).replace('"num_round":"50"', '"num_round":"500"');
  // As the console and other tools do: the tags stay as they are.
  server.pipelines.set(name, { ...there, PipelineDefinition: edited });
  const { code, stdout } = await deploy(schedule);
  expect(code).toBe(2);
  expect(stdout).toMatch(/^1 pipeline retrains, /m);
  expect(stdout).toMatch(/\n {2}train {2}~ Train, hyperparameter .*num_round\): "500" → "50"\n/);
  expect(stdout).toMatch(/\n {2}train {6}update {2}mammo-severity-train-pipeline\n/);
  expect(server.writes()).toEqual(applied);
});

describe("evidence", () => {
  const folder = mkdtempSync(join(tmpdir(), "deploy-evidence-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "prod.tfvars.json");
  for (const name of ["dev", "prod"]) {
    const content = readFileSync(join(environmentsFolder(), `${name}.tfvars.json`), "utf8");
    const asking = content.replace("{", '{\n  "require_evidence": true,');
    writeFileSync(join(folder, `${name}.tfvars.json`), name === "prod" ? asking : content);
  }

  test("a plan of prod says that nothing ran in dev, and keeps that with the plan", async () => {
    const out = join(folder, "prod.plan.json");
    const { code, stdout } = await deploy(["plan", "--env", "prod", "--out", out]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /\nevidence: .*\n {2}train {6}this definition has not succeeded in dev\n {2}inference {2}this definition has not/,
    );
    expect(server.roles).toContain("arn:aws:iam::111111111111:role/plan-role");
    expect(JSON.parse(readFileSync(out, "utf8"))).toMatchObject({
      evidence: { required: false, before: [{ environment: "dev", train: null }] },
    });
    // Evidence may come and go: what was planned is applied all the same.
    expect(await deploy(["apply", "--env", "prod", out])).toMatchObject({ code: 0 });
  });

  test("who may not look into dev is told so, and plans all the same", async () => {
    server.denied.add("sagemaker:ListPipelineExecutions");
    const { code, stdout } = await deploy(["plan", "--env", "prod"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/\n {2}dev {3}could not be looked at: .*plan-role may\s+not\s+do/);
  });

  test.each(["plan", "apply"])(
    "%s of an environment that asks for it is refused, and writes nothing",
    async (verb) => {
      const { code, stdout, stderr } = await deploy([verb, "--env", file]);
      expect([code, stdout]).toEqual([1, ""]);
      expect(stderr).toMatch(
        /\[NoEvidence\]: The train and inference definitions of this checkout did not succeed in dev\.[^]*next: .*run train --env dev/,
      );
      expect(server.writes()).toEqual([]);
      // Whoever deploys looks at dev as who plans it, and not at the versions.
      expect(server.roles.some((role) => role.includes("333333333333"))).toBe(verb === "plan");
      expect(server.locks.size).toBe(0);
    },
  );

  test("an apply to an environment that does not ask looks at no other", async () => {
    await deploy(["apply", "--env", "prod"]);
    expect(server.roles.filter((role) => !role.includes("222222222222"))).toEqual([]);
  });
});

describe("check", () => {
  test.each([
    ["222222222222", 0],
    ["111111111111", 1],
  ])("account %s ends with %i and calls nobody", async (account, code) => {
    const ended = await deploy(["check", "--env", "prod", "--account", account]);
    expect(ended.code).toBe(code);
    expect(code === 0 ? ended.stdout : ended.stderr).toContain("222222222222");
    expect(server.calls).toEqual([]);
  });
});

describe("bad input", () => {
  const folder = mkdtempSync(join(tmpdir(), "deploy-cli-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const broken = join(folder, "broken.tfvars.json");
  writeFileSync(broken, "{\n  oops\n}\n");

  test.each([
    ["an unknown environment", ["plan", "--env", "prdo"], 1, /did you mean prod/],
    ["a file that is no JSON", ["apply", "--env", broken], 1, /broken\.tfvars\.json:2:3/],
    ["no environment", ["plan"], 2, /--env <name>/],
    ["an unknown verb", ["aply"], 2, /Did you mean apply/],
  ])("%s", async (_what, args, expected, message) => {
    const { code, stdout, stderr } = await deploy(args);
    expect([code, stdout]).toEqual([expected, ""]);
    expect(stderr).toMatch(message);
    expect(server.calls).toEqual([]);
  });
});
