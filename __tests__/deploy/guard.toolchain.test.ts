import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { planDocument, readPlanFile } from "../../deploy/bound/plan-document";
import { projectRoot } from "../../environments/project-root";
import { findTerraform } from "../../rehearsal/terraform/tools";
import { Kept } from "../support/kept";
import { Snapshot } from "../support/snapshot";
import { describeWithTerraform } from "../support/terraform";

const CDKTF = join(projectRoot(), "node_modules", "cdktf-cli", "bundle", "bin", "cdktf");
const GUARD = join(projectRoot(), "deploy", "terraform-guard");

describeWithTerraform("cdktf with the guard in Terraform's place", (mirror) => {
  const scratch = mkdtempSync(join(tmpdir(), "guard-"));
  const FILE = join(scratch, "prod.plan.json");
  const before = { ...process.env };
  let kept: Kept;
  let snapshot: Snapshot;
  let terraform: string;

  beforeAll(async () => {
    const { variables, configuration = "" } = await findTerraform(() => undefined, {
      ...process.env,
      TERRAFORM_MIRROR: mirror,
    });
    const rc = join(scratch, "terraform.rc");
    writeFileSync(rc, configuration);
    Object.assign(process.env, variables, { TF_CLI_CONFIG_FILE: rc });
    terraform = Object.entries({ ...variables, TF_CLI_CONFIG_FILE: rc })
      .map(([name, value]) => `export ${name}='${value}'\n`)
      .join("");
    kept = await Kept.after("1", process.env);
    snapshot = new Snapshot();
  });
  afterAll(async () => {
    await kept.end("SIGKILL");
    snapshot.close();
    rmSync(scratch, { recursive: true });
    process.env = before;
  });

  const git = (): string =>
    `export GIT_DIR='${process.env.GIT_DIR}' GIT_WORK_TREE='${process.env.GIT_WORK_TREE}'\n`;

  /** A command of a build, as the nodes that deploy run it. */
  const inBuild = (build: string, command: string) =>
    kept.sh(
      "jenkins",
      `${terraform}${git()}export LOCK_ID=${build} CDKTF_OUTDIR="${kept.out}/cdktf.out" REVIEWED_PLAN='${FILE}' TERRAFORM_BINARY_NAME='${GUARD}' CI=1\n${command}`,
    );
  const cdktf = (build: string, verb: string) =>
    inBuild(
      build,
      `'${process.execPath}' '${CDKTF}' ${verb} prod --auto-approve --skip-synth --skip-provider-lock --output "$CDKTF_OUTDIR"`,
    );
  const deploy = (build: string, args: string) =>
    inBuild(build, `'${process.execPath}' run.mjs operate/cli.ts ${args}`);

  function review(): void {
    const args = `plan --env prod --terraform "${kept.out}/plan/cdktf.out" --store --out '${FILE}'`;
    const { code, stderr } = kept.sh(
      "planner",
      `${terraform}${git()}'${process.execPath}' run.mjs operate/cli.ts ${args}`,
    );
    expect([code, stderr]).toEqual([0, expect.stringContaining("is stored until") as string]);
  }

  test("nothing is applied where the reviewed plan would do something else, and the lock is free", () => {
    review();
    const file = readPlanFile(FILE);
    writeFileSync(FILE, planDocument({ ...file, actions: file.actions.slice(1) }).text);
    const { code, stdout } = cdktf("build-1", "deploy");
    expect([code, stdout]).toEqual([1, expect.stringContaining("PlanDiffers") as string]);
    expect(deploy("build-1", "force-unlock --env prod --own").stdout).toBe("This build holds no lock.\n");
  });

  test("nothing but an apply changes a state", () => {
    const { code, stdout } = cdktf("build-1", "destroy");
    expect([code, stdout]).toEqual([1, expect.stringContaining("GuardRefuses") as string]);
  });

  test("definitions wait for their half of Terraform's", () => {
    review();
    const { code, stderr } = deploy("build-2", `apply --env prod --reviewed '${FILE}'`);
    expect([code, stderr]).toEqual([1, expect.stringContaining("StacksNotApplied") as string]);
  });

  test("what was reviewed is applied in two commands, under one lock", () => {
    const first = cdktf("build-2", "deploy");
    expect([first.code, first.stdout]).toEqual([
      0,
      expect.stringContaining("is the reviewed one, of commit") as string,
    ]);
    const another = deploy("build-3", "apply --env prod --yes");
    expect([another.code, another.stderr]).toEqual([1, expect.stringContaining("error [Locked]") as string]);
    const second = deploy("build-2", `apply --env prod --reviewed '${FILE}'`);
    expect([second.code, second.stderr]).toEqual([0, expect.any(String) as string]);
    expect(second.stdout).toContain("13 changes made");
    expect(deploy("build-2", "force-unlock --env prod --own").stdout).toBe("This build holds no lock.\n");
    const after = deploy(
      "build-3",
      `plan --env prod --role deploy --terraform "$CDKTF_OUTDIR" --detailed-exitcode --json`,
    );
    expect(after.code).toBe(0);
    expect(JSON.parse(after.stdout)).toMatchObject({ changes: 0, resources: [] });
  });

  test("without a file, the plan that is stored for the tree counts, and a build that breaks off frees its lock", () => {
    review();
    const { code, stdout } = inBuild(
      "build-4",
      `unset REVIEWED_PLAN; '${process.execPath}' '${CDKTF}' deploy prod --auto-approve --skip-synth --skip-provider-lock --output "$CDKTF_OUTDIR"`,
    );
    expect([code, stdout]).toEqual([0, expect.stringContaining("is the reviewed one") as string]);
    expect(deploy("build-4", "force-unlock --env prod --own").stdout).toMatch(/^The lock of .* is gone\.\n$/);
  });
});
