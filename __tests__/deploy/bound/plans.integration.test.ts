import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ListObjectsV2CommandOutput } from "@aws-sdk/client-s3";
import type { DescribePipelineCommandOutput } from "@aws-sdk/client-sagemaker";
import { planDocument, readPlanFile, writePlanFile } from "../../../deploy/bound/plan-document";
import type { PlanFile } from "../../../deploy/bound/plan-file";
import { loadEnvironment } from "../../../environments/load";
import type { Environment } from "../../../environments/environment";
import { projectRoot } from "../../../environments/project-root";
import { plansFolder } from "../../../stacks/names";
import { Kept } from "../../support/kept";
import { Snapshot } from "../../support/snapshot";

/** Dev is deployed; its file asks for a better model now. */
const scratch = mkdtempSync(join(tmpdir(), "plans-"));
const ENV = join(scratch, "dev.tfvars.json");
const FILE = join(scratch, "dev.plan.json");
const HOUR = 3_600_000;

let kept: Kept;
let environment: Environment;
let snapshot: Snapshot;

beforeAll(async () => {
  kept = await Kept.after("1-3", process.env);
  const [, folder = ""] = /^export ENVIRONMENTS='?([^'\n]+)/m.exec(readFileSync(kept.script, "utf8")) ?? [];
  copyFileSync(join(folder, "prod.tfvars.json"), join(scratch, "prod.tfvars.json"));
  const dev = readFileSync(join(folder, "dev.tfvars.json"), "utf8");
  writeFileSync(ENV, dev.replace("{", '{\n  "auc_threshold": 0.7,'));
  ({ environment } = loadEnvironment(ENV));
  snapshot = new Snapshot();
});
afterAll(async () => {
  await kept.end("SIGKILL");
  snapshot.close();
  rmSync(scratch, { recursive: true });
});

/** What a call answers to an administrator of that account. */
function call(profile: string, client: "s3" | "sagemaker", operation: string, input: object): unknown {
  const script = `
const sdk = require("@aws-sdk/client-${client}");
const Client = sdk.S3Client ?? sdk.SageMakerClient;
new Client({ forcePathStyle: true }).send(new sdk.${operation}Command(JSON.parse(require("fs").readFileSync(0, "utf8"))))
  .then((answer) => console.log(JSON.stringify(answer)));`;
  const { status, stdout, stderr } = spawnSync(
    "sh",
    ["-eu", "-c", `${kept.command}\nexec node -e "$SCRIPT"`],
    {
      cwd: projectRoot(),
      env: {
        ...process.env,
        SCRIPT: `process.env.AWS_PROFILE = "${profile}";${script}`,
      },
      input: JSON.stringify(input),
      encoding: "utf8",
    },
  );
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

const plan = (profile: string, args: string) => kept.deploy(profile, `plan --env ${ENV} ${args}`);
const apply = (args: string) => kept.deploy("jenkins", `apply --env ${ENV} --yes ${args}`);

/** The plans of the checkout's tree. */
function stored(): readonly string[] {
  const Prefix = `${plansFolder(environment)}/${snapshot.tree}/`;
  const input = { Bucket: environment.state.bucket, Prefix };
  const { Contents = [] } = call("prod", "s3", "ListObjectsV2", input) as ListObjectsV2CommandOutput;
  return Contents.map(({ Key = "" }) => Key);
}

/** Puts a text among the stored plans, as an administrator can. */
function plant(seal: string, Body: string): void {
  nextSecond();
  const Key = `${plansFolder(environment)}/${snapshot.tree}/${seal}.json`;
  call("prod", "s3", "PutObject", { Bucket: environment.state.bucket, Key, Body });
}

function plantPlan(file: PlanFile): void {
  const { seal, text } = planDocument(file);
  plant(seal, text);
}

/** S3 tells when an object was stored in seconds. */
function nextSecond(): void {
  spawnSync("sleep", ["1.1"]);
}

/** Whether an apply is refused so, and nothing has changed: neither pipelines, nor is a lock left. */
function expectRefused(args: string, code: string, said: RegExp = /./): void {
  const before = plan("planner", "--json").stdout;
  const { code: exit, stderr, stdout } = apply(`${args} --json`);
  expect([exit, stderr]).toEqual([1, expect.stringContaining(`error [${code}]`) as string]);
  expect(stderr).toMatch(said);
  expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { code } });
  expect(plan("planner", "--json").stdout).toBe(before);
  expect(before).toContain('"action": "update"');
}

describe("a plan that is stored", () => {
  let reviewed: PlanFile;

  test("where none is, the refusal names the way on", () => {
    expectRefused(
      "--reviewed",
      "NoReviewedPlan",
      /npm run deploy -- apply --env \S+, which plans, shows and asks/,
    );
    expect(stored()).toEqual([]);
  });

  test("is stored by the nodes that plan, and by nobody else", () => {
    for (const profile of ["dev", "jenkins", "prod"]) {
      const { code, stderr } = plan(profile, "--store");
      expect([profile, code, stderr]).toEqual([
        profile,
        1,
        expect.stringMatching(/\[AccessDenied\][^]*sign in as [^]*:role\/jenkins-plan-role/i) as string,
      ]);
    }
    expect(stored()).toEqual([]);
    const { code, stderr } = plan("planner", `--store --out ${FILE}`);
    expect([code, stderr]).toEqual([0, expect.stringMatching(/stored until .* --reviewed\n$/) as string]);
    reviewed = readPlanFile(FILE);
    expect(reviewed).toMatchObject({ tree: snapshot.tree, commit: snapshot.commitHash, acting: "plan" });
    const [Key = "", ...others] = stored();
    expect(others).toEqual([]);
    const head = call("prod", "s3", "HeadObject", { Bucket: environment.state.bucket, Key });
    expect(head).toMatchObject({ ServerSideEncryption: "AES256" });
  });

  test("is none of another tree's", () => {
    const before = snapshot.commitHash;
    snapshot.commitAnother();
    expectRefused("--reviewed", "NoReviewedPlan", new RegExp(snapshot.tree));
    snapshot.reset(before);
  });

  test("is none of a checkout with changes", () => {
    const before = snapshot.commitHash;
    snapshot.forget("package.json");
    const { code, stderr } = plan("planner", "--store");
    snapshot.reset(before);
    expect([code, stderr]).toEqual([1, expect.stringContaining("error [DirtyTree]") as string]);
  });

  const FORGED: [what: string, forge: () => Partial<PlanFile>, code: string, said: RegExp][] = [
    ["another tree", () => ({ tree: "8".repeat(40) }), "PlanOfAnotherTree", /the tree 8{40}/],
    ["another account", () => ({ account: "333333333333" }), "PlanOfAnotherEnvironment", /one of dev/],
    ["another environment", () => ({ environment: "prod" }), "PlanOfAnotherEnvironment", /one of prod/],
    [
      "another day",
      () => {
        const created = Date.parse(reviewed.created) - 25 * HOUR;
        const iso = (time: number) => new Date(time).toISOString();
        return { created: iso(created), expires: iso(created + 24 * HOUR) };
      },
      "PlanExpired",
      /has expired at/,
    ],
    [
      "less than what would be done",
      () => ({ actions: reviewed.actions.slice(1) }),
      "PlanDiffers",
      /\+ update pipeline mammo-severity-train-pipeline/,
    ],
  ];

  test.each(FORGED)("of %s stops the apply: %s", (_what, forge, code, said) => {
    plantPlan({ ...reviewed, ...forge() });
    expectRefused("--reviewed", code, said);
  });

  test("that was altered, cut off, or is none stops the apply", () => {
    const { text, seal } = planDocument(reviewed);
    plant("a".repeat(64), text.replace(environment.account, "333333333333"));
    expectRefused("--reviewed", "PlanAltered");
    plant("b".repeat(64), text.slice(0, -100));
    expectRefused("--reviewed", "NotAPlan");
    plantPlan({ ...reviewed, more: 1 } as PlanFile);
    expectRefused("--reviewed", "NotAPlan", /must NOT have additional properties: more/);
    // Over the one that was stored: its name is its content's.
    plant(seal, planDocument({ ...reviewed, actions: [] }).text);
    expectRefused("--reviewed", "PlanAltered", /written over/);
  });

  test("lets a squash merge be applied, once the tree is planned again", () => {
    const before = stored().length;
    nextSecond();
    expect(plan("planner", "--store").code).toBe(0);
    expect(stored()).toHaveLength(before + 1);
    const planned = snapshot.commitHash;
    snapshot.commit();
    const { code, stdout, stderr } = apply("--reviewed");
    expect([code, stderr]).toEqual([0, expect.stringContaining(`of commit ${planned}`) as string]);
    expect(stdout).toContain("1 change made");
    const again = apply("--reviewed --json");
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining("[PlanDiffers]") as string]);
  });
});

describe("a plan that is kept in a file", () => {
  let made: PlanFile;

  beforeAll(() => {
    writeFileSync(ENV, readFileSync(ENV, "utf8").replace("0.7", "0.8"));
    expect(plan("jenkins", `--role deploy --out ${FILE}`).code).toBe(0);
    made = readPlanFile(FILE);
  });

  test.each<[what: string, change: () => Partial<PlanFile>, code: string]>([
    [
      "expired",
      () => ({ created: "2026-01-01T00:00:00.000Z", expires: "2026-01-02T00:00:00.000Z" }),
      "PlanExpired",
    ],
    ["of another tree", () => ({ tree: "8".repeat(40) }), "PlanOfAnotherTree"],
    ["of another account", () => ({ account: "333333333333" }), "PlanOfAnotherEnvironment"],
    ["of another environment", () => ({ environment: "prod" }), "PlanOfAnotherEnvironment"],
  ])("is not applied where it is %s", (_what, change, code) => {
    writePlanFile(FILE, { ...made, ...change() });
    expectRefused(FILE, code);
  });

  test("is not applied where it was altered or cut off", () => {
    const { text } = planDocument(made);
    writeFileSync(FILE, text.replace(made.commit, "9".repeat(40)));
    expectRefused(FILE, "PlanAltered");
    writeFileSync(FILE, text.slice(0, text.length / 2));
    expectRefused(FILE, "NotAPlan");
  });

  test("is not applied where somebody changed what it stands on, which is named", () => {
    writePlanFile(FILE, made);
    const { name } = environment.inferencePipeline;
    const { PipelineDescription } = call("dev", "sagemaker", "DescribePipeline", {
      PipelineName: name,
    }) as DescribePipelineCommandOutput;
    const describe = (text: string | undefined) =>
      call("dev", "sagemaker", "UpdatePipeline", { PipelineName: name, PipelineDescription: text });
    describe("by hand");
    expectRefused(FILE, "PlanStale", new RegExp(`others have changed: pipeline ${name}\\.`));
    describe(PipelineDescription);
    const { code, stdout } = apply(FILE);
    expect([code, stdout]).toEqual([0, expect.stringContaining("1 change made") as string]);
  });
});
