import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../../environments/project-root";
import { findTerraform } from "../../rehearsal/terraform/tools";
import { environmentFile, exampleFile, merge } from "../support/environments";
import { describeWithTerraform } from "../support/terraform";

describeWithTerraform("terraform validate", (mirror) => {
  const scratch = mkdtempSync(join(tmpdir(), "terraform-"));
  const outdir = join(scratch, "cdktf.out");
  let variables: Readonly<Record<string, string>> = {};

  beforeAll(async () => {
    const folder = mkdtempSync(join(scratch, "environments-"));
    // The mode that has every function.
    for (const name of ["dev", "prod"]) {
      const { path, text } = environmentFile(name, merge(exampleFile(name), { monitoring: "model-monitor" }));
      writeFileSync(join(folder, path), text);
    }
    const terraform = await findTerraform(() => undefined, { ...process.env, TERRAFORM_MIRROR: mirror });
    variables = { ...terraform.variables, TF_CLI_CONFIG_FILE: join(scratch, "terraform.rc") };
    writeFileSync(join(scratch, "terraform.rc"), terraform.configuration ?? "");
    const synth = spawnSync(process.execPath, [join(projectRoot(), "run.mjs"), "main.ts"], {
      env: { ...process.env, ...variables, CDKTF_OUTDIR: outdir, ENVIRONMENTS: folder },
      encoding: "utf8",
    });
    if (synth.status !== 0) throw new Error(synth.stderr);
  });

  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  // dev's stacks have the shape of prod's.
  test.each(["delivery", "registry-account", "prod-account", "prod"])("%s", (stack) => {
    const terraform = (...args: string[]) =>
      spawnSync("terraform", args, {
        cwd: join(outdir, "stacks", stack),
        env: { ...process.env, ...variables },
        encoding: "utf8",
      });
    const init = terraform("init", "-backend=false", "-input=false", "-no-color");
    expect({ status: init.status, stderr: init.stderr }).toEqual({ status: 0, stderr: "" });
    const { stdout } = terraform("validate", "-json");
    expect(JSON.parse(stdout)).toMatchObject({ valid: true, diagnostics: [] });
  });
});
