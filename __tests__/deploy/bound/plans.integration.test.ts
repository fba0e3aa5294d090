import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ListObjectsV2CommandOutput } from "@aws-sdk/client-s3";
import type { DescribePipelineCommandOutput, UpdatePipelineCommandOutput } from "@aws-sdk/client-sagemaker";
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
  writeFileSync(ENV, dev.replace("{", '{\n  "metric_threshold": 0.7,'));
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

/** Whether an apply is refused so. A lock that one left would have the next refused as `Locked`. */
function expectRefused(args: string, code: string, said: RegExp = /./): void {
  const { code: exit, stderr, stdout } = apply(`${args} --json`);
  expect([exit, stderr]).toEqual([1, expect.stringContaining(`error [${code}]`) as string]);
  expect(stderr).toMatch(said);
  expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { code } });
}

/** What there is to do, as JSON: the same again where nothing has changed. */
function toDo(): string {
  const { stdout } = plan("planner", "--json");
  expect(stdout).toContain('"action": "update"');
  return stdout;
}

describe("a plan that is stored", () => {
  let reviewed: PlanFile;
  let before: string;
  beforeAll(() => {
    before = toDo();
  });

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

  test.each(FORGED)("of %s stops the apply", (_what, forge, code, said) => {
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

  test("has changed nothing where its apply was refused", () => {
    expect(toDo()).toBe(before);
  });

  test("lets a squash merge be applied, once the tree is planned again", () => {
    const plans = stored().length;
    nextSecond();
    expect(plan("planner", "--store").code).toBe(0);
    expect(stored()).toHaveLength(plans + 1);
    const planned = snapshot.commitHash;
    snapshot.commit();
    const { code, stdout, stderr } = apply("--reviewed");
    expect([code, stderr]).toEqual([0, expect.stringContaining(`of commit ${planned}`) as string]);
    expect(stdout).toContain("2 changes made");
    const again = apply("--reviewed --json");
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining("[PlanDiffers]") as string]);
  });
});

describe("a plan that is kept in a file", () => {
  let made: PlanFile;
  let before: string;

  beforeAll(() => {
    writeFileSync(ENV, readFileSync(ENV, "utf8").replace("0.7", "0.8"));
    expect(plan("jenkins", `--role deploy --out ${FILE}`).code).toBe(0);
    made = readPlanFile(FILE);
    before = toDo();
  });

  test("is not applied where it has expired, or was altered", () => {
    const times = { created: "2026-01-01T00:00:00.000Z", expires: "2026-01-02T00:00:00.000Z" };
    writePlanFile(FILE, { ...made, ...times });
    expectRefused(FILE, "PlanExpired");
    writeFileSync(FILE, planDocument(made).text.replace(made.commit, "9".repeat(40)));
    expectRefused(FILE, "PlanAltered");
  });

  test("is not applied where somebody changed what it stands on, which is named", () => {
    writePlanFile(FILE, made);
    const { name: PipelineName } = environment.inferencePipeline;
    const found = call("dev", "sagemaker", "DescribePipeline", { PipelineName });
    const { PipelineArn, PipelineDescription, PipelineVersionDescription } =
      found as DescribePipelineCommandOutput;
    const describe = (text: string | undefined) =>
      call("dev", "sagemaker", "UpdatePipeline", { PipelineName, PipelineDescription: text });
    describe("by hand");
    expectRefused(FILE, "PlanStale", new RegExp(`others have changed: pipeline ${PipelineName}\\.`));

    // As it was again: with its label too, which a new version does not have.
    const { PipelineVersionId } = describe(PipelineDescription) as UpdatePipelineCommandOutput;
    const version = { PipelineArn, PipelineVersionId, PipelineVersionDescription };
    call("dev", "sagemaker", "UpdatePipelineVersion", version);
    expect(toDo()).toBe(before);
    const { code, stdout } = apply(FILE);
    expect([code, stdout]).toEqual([0, expect.stringContaining("2 changes made") as string]);
  });
});
