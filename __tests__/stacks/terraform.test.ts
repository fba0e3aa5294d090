import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../../environments/project-root";
import { environmentFile, exampleFile, merge } from "../support/environments";

// Child processes, on machines that may be busy.
jest.setTimeout(120_000);
const PROVIDER = join("registry.terraform.io", "hashicorp", "aws");

/** A folder of providers in the layout of `terraform providers mirror`: TERRAFORM_MIRROR, Terraform's own places, or one below /opt. */
function providerMirror(): string | undefined {
  const optional = existsSync("/opt") ? readdirSync("/opt").map((name) => join("/opt", name)) : [];
  const places = [
    process.env.TERRAFORM_MIRROR ?? "",
    join(homedir(), ".terraform.d", "plugins"),
    "/usr/local/share/terraform/plugins",
    "/usr/share/terraform/plugins",
    ...optional.sort(),
  ];
  return places.find((place) => place !== "" && existsSync(join(place, PROVIDER)));
}

function missingPart(): string | undefined {
  if (spawnSync("terraform", ["version"]).status !== 0) return "the Terraform CLI is not installed";
  if (providerMirror() === undefined)
    return "there is no mirror of hashicorp/aws (TERRAFORM_MIRROR names one)";
  return undefined;
}

const missing = missingPart();
if (missing !== undefined) process.stderr.write(`terraform validate is skipped: ${missing}\n`);

(missing === undefined ? describe : describe.skip)(`terraform validate (${missing ?? "here"})`, () => {
  const scratch = mkdtempSync(join(tmpdir(), "terraform-"));
  const mirror = providerMirror() ?? "";
  const version = existsSync(join(mirror, PROVIDER))
    ? (readdirSync(join(mirror, PROVIDER)).sort().at(-1) ?? "")
    : "";
  const outdir = join(scratch, "cdktf.out");

  beforeAll(() => {
    const folder = mkdtempSync(join(scratch, "environments-"));
    // The mode that has every function.
    for (const name of ["dev", "prod"]) {
      const { path, text } = environmentFile(name, merge(exampleFile(name), { monitoring: "model-monitor" }));
      writeFileSync(join(folder, path), text);
    }
    writeFileSync(
      join(scratch, "terraform.rc"),
      `disable_checkpoint = true\nprovider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n}\n`,
    );
    const synth = spawnSync(process.execPath, [join(projectRoot(), "run.mjs"), "main.ts"], {
      env: { ...process.env, CDKTF_OUTDIR: outdir, ENVIRONMENTS: folder, AWS_PROVIDER_VERSION: version },
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
        env: { ...process.env, TF_CLI_CONFIG_FILE: join(scratch, "terraform.rc"), TF_IN_AUTOMATION: "1" },
        encoding: "utf8",
      });
    const init = terraform("init", "-backend=false", "-input=false", "-no-color");
    expect({ status: init.status, stderr: init.stderr }).toEqual({ status: 0, stderr: "" });
    const { stdout } = terraform("validate", "-json");
    expect(JSON.parse(stdout)).toMatchObject({ valid: true, diagnostics: [] });
  });
});
