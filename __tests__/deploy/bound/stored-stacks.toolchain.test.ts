import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readPlanFile, writePlanFile } from "../../../deploy/bound/plan-document";
import { findTerraform } from "../../../rehearsal/terraform/tools";
import { Kept } from "../../support/kept";
import { Snapshot } from "../../support/snapshot";
import { describeWithTerraform } from "../../support/terraform";

/** Prod's stack, which nobody has applied yet, with Terraform's own plans and a state in S3. */
describeWithTerraform("both halves of a plan, with Terraform and its state in S3", (mirror) => {
  const scratch = mkdtempSync(join(tmpdir(), "stored-stacks-"));
  const FILE = join(scratch, "prod.plan.json");
  const before = { ...process.env };
  let kept: Kept;
  let snapshot: Snapshot;
  /** The stacks as who deploys, and as who plans, applies them. */
  let deploys: string;
  let plans: string;

  beforeAll(async () => {
    const { variables, configuration = "" } = await findTerraform(() => undefined, {
      ...process.env,
      TERRAFORM_MIRROR: mirror,
    });
    const TF_CLI_CONFIG_FILE = join(scratch, "terraform.rc");
    writeFileSync(TF_CLI_CONFIG_FILE, configuration);
    Object.assign(process.env, variables, { TF_CLI_CONFIG_FILE });
    kept = await Kept.after("1", process.env);
    deploys = join(kept.out, "cdktf.out");
    plans = join(kept.out, "plan", "cdktf.out");
    snapshot = new Snapshot();
  });
  afterAll(async () => {
    await kept.end("SIGKILL");
    snapshot.close();
    rmSync(scratch, { recursive: true });
    process.env = before;
  });

  const plan = (profile: string, args: string) => kept.deploy(profile, `plan --env prod ${args}`);
  const apply = (args: string) => kept.deploy("jenkins", `apply --env prod --yes ${args}`);
  const planFile = () => {
    const { code, stderr } = plan("jenkins", `--role deploy --terraform "${deploys}" --out '${FILE}'`);
    expect([code, stderr]).toEqual([0, expect.stringContaining("Apply it with") as string]);
    return readPlanFile(FILE);
  };

  function expectRefused(args: string, code: string, said: RegExp): void {
    const { code: exit, stderr } = apply(args);
    expect([exit, stderr]).toEqual([1, expect.stringContaining(`error [${code}]`) as string]);
    expect(stderr).toMatch(said);
    // Neither half was begun.
    const report = JSON.parse(plan("planner", "--json").stdout) as { changes: number };
    expect(report.changes).toBe(15);
  }

  /** Terraform itself, as who deploys, in the stack's folder. */
  function terraform(args: string): string {
    const script = `${kept.command}\nexport AWS_PROFILE=jenkins\ncd "${deploys}/stacks/prod"\nterraform ${args}`;
    const { status, stdout, stderr } = spawnSync("sh", ["-eu", "-c", script], { encoding: "utf8" });
    expect([status, stderr]).toEqual([0, expect.any(String) as string]);
    return stdout;
  }

  test("are not applied where Terraform's own plan was altered", () => {
    expect(planFile().stacks).toMatchObject({ stack: "prod", serial: 0 });
    appendFileSync(join(deploys, "stacks", "prod", "bound.tfplan"), "x");
    expectRefused(`'${FILE}'`, "PlanAltered", /bound\.tfplan/);
  });

  test("are not applied where the state has moved meanwhile", () => {
    planFile();
    const state = join(scratch, "state.json");
    const empty = {
      version: 4,
      terraform_version: "1.11.0",
      serial: 1,
      lineage: "moved",
      outputs: {},
      resources: [],
    };
    writeFileSync(state, JSON.stringify(empty));
    terraform(`state push '${state}'`);
    expectRefused(`'${FILE}'`, "PlanStale", /serial 1, not 0/);
  });

  test("are not applied where what was reviewed is less than what would be done", () => {
    const file = planFile();
    const [{ address = "" } = {}, ...changes] = file.stacks?.changes ?? [];
    if (file.stacks === undefined) throw new Error("no half of Terraform's");
    writePlanFile(FILE, { ...file, stacks: { ...file.stacks, changes } });
    expectRefused(`--terraform "${deploys}" --reviewed '${FILE}'`, "PlanDiffers", /\+ create aws_/);
    expect(address).toMatch(/^aws_/);
  });

  test("are applied where a node that only plans has stored the same, without a word of that machine", () => {
    const stored = plan("planner", `--terraform "${plans}" --store`);
    expect([stored.code, stored.stderr]).toEqual([0, expect.stringContaining("is stored until") as string]);
    snapshot.commit();
    const { code, stdout, stderr } = apply(`--terraform "${deploys}" --reviewed`);
    expect([code, stderr]).toEqual([0, expect.stringContaining("Reviewed was s3://") as string]);
    expect(stdout).toContain("changes made");
    const { resources, serial } = JSON.parse(terraform("state pull")) as {
      resources: object[];
      serial: number;
    };
    expect(resources.length).toBeGreaterThan(20);
    expect(serial).toBeGreaterThan(1);
  });

  test("and by a file, once: the second time they are stale", () => {
    const changed = JSON.parse(readFileSync(join(deploys, "stacks", "prod", "cdk.tf.json"), "utf8")) as {
      resource: { aws_sqs_queue: Record<string, { message_retention_seconds: number }> };
    };
    for (const queue of Object.values(changed.resource.aws_sqs_queue))
      queue.message_retention_seconds = 3_600;
    writeFileSync(join(deploys, "stacks", "prod", "cdk.tf.json"), JSON.stringify(changed));
    const { stacks } = planFile();
    expect(stacks?.changes.map(({ actions }) => actions)).toEqual([["update"]]);
    expect(apply(`'${FILE}'`)).toMatchObject({ code: 0 });
    const { code, stderr } = apply(`'${FILE}'`);
    expect([code, stderr]).toEqual([1, expect.stringContaining("error [PlanAltered]") as string]);
  });
});
