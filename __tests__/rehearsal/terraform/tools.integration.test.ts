import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../../../environments/project-root";
import { findTerraform } from "../../../rehearsal/terraform/tools";
import { compareVersions } from "../../../rehearsal/terraform/provider";
import { NO_SETTINGS } from "sagemaker-promotion-core/without-aws";
import { HOSTILE_VARIABLES } from "../../support/hostile";

const scratch = mkdtempSync(join(tmpdir(), "tools-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const said: string[] = [];
const say = (text: string): void => void said.push(text);

/** A folder with a program `terraform` that says it is of this version; whatever else it is asked, it does as `script` says. */
function cli(version: string, script = "exit 0"): string {
  const folder = mkdtempSync(join(scratch, "bin-"));
  const answer = JSON.stringify({ terraform_version: version, platform: "linux_amd64" }, null, 2);
  const text = `#!/bin/sh\nif [ "$1" = version ]; then cat <<'END'\n${answer}\nWarning: a configuration file is not there\nEND\nelse ${script}\nfi\n`;
  writeFileSync(join(folder, "terraform"), text);
  chmodSync(join(folder, "terraform"), 0o755);
  return `${folder}:${process.env.PATH ?? ""}`;
}

function mirror(...entries: string[]): string {
  const folder = mkdtempSync(join(scratch, "mirror-"));
  for (const entry of entries) {
    mkdirSync(join(folder, "registry.terraform.io", "hashicorp", "aws", entry), { recursive: true });
  }
  return folder;
}

describe("the Terraform CLI", () => {
  test("is missed", async () => {
    await expect(findTerraform(say, { PATH: scratch })).rejects.toMatchObject({ code: "NoTerraform" });
  });

  test.each(["1.9.8", "0.15.0", ""])("%j is too old", async (version) => {
    await expect(findTerraform(say, { PATH: cli(version) })).rejects.toMatchObject({
      code: "TerraformTooOld",
    });
  });

  test("is missed before anything is started", async () => {
    const out = join(scratch, "out");
    const child = spawn(process.execPath, ["run.mjs", "rehearsal/cli.ts", "--terraform", "--out", out], {
      cwd: projectRoot(),
      env: { ...process.env, PATH: scratch },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect(code).toBe(1);
    expect(stderr).toContain("error [NoTerraform]");
    expect(existsSync(out)).toBe(false);
  });
});

describe("the provider", () => {
  test("is the newest of the mirror that TERRAFORM_MIRROR names, unpacked or packed", async () => {
    const folder = mirror(
      "5.9.0/linux_amd64",
      "5.100.0/linux_amd64",
      "6.1.0/darwin_arm64",
      "terraform-provider-aws_5.20.0_linux_amd64.zip",
    );
    const found = await findTerraform(say, { PATH: cli("1.10.0"), TERRAFORM_MIRROR: folder });
    expect(found).toMatchObject({ version: "1.10.0", providerVersion: "5.100.0" });
    expect(found.variables["AWS_PROVIDER_VERSION"]).toBe("5.100.0");
    expect(found.configuration).toContain(`path = "${folder}"`);
  });

  test("is the one that AWS_PROVIDER_VERSION names, where the mirror has it", async () => {
    const environment = {
      PATH: cli("1.15.0"),
      TERRAFORM_MIRROR: mirror("5.9.0/linux_amd64", "5.100.0/linux_amd64"),
    };
    const found = await findTerraform(say, { ...environment, AWS_PROVIDER_VERSION: "5.9.0" });
    expect(found.providerVersion).toBe("5.9.0");
    await expect(findTerraform(say, { ...environment, AWS_PROVIDER_VERSION: "6.0.0" })).rejects.toMatchObject(
      {
        code: "NoAwsProvider",
        message: "the mirror has no hashicorp/aws 6.0.0 for linux_amd64; it has 5.9.0, 5.100.0",
      },
    );
  });

  test("is missed in an empty mirror", async () => {
    const environment = { PATH: cli("1.11.4"), TERRAFORM_MIRROR: mirror() };
    await expect(findTerraform(say, environment)).rejects.toMatchObject({ code: "NoAwsProvider" });
  });

  test("is asked of Terraform where there is no mirror, in the version that the stacks were made for", async () => {
    const note = join(scratch, "asked.json");
    const environment = {
      PATH: cli("1.11.4", `cp main.tf.json ${note}`),
      TF_PLUGIN_CACHE_DIR: join(scratch, "cache"),
    };
    const found = await findTerraform(say, environment);
    const asked = JSON.parse(readFileSync(note, "utf8")) as {
      terraform: { required_providers: { aws: { version: string } } };
    };
    expect(asked.terraform.required_providers.aws.version).toBe(found.providerVersion);
    expect(found.configuration).toBeUndefined();
    expect(said.at(-1)).toContain(`hashicorp/aws ${found.providerVersion}`);
  });

  test("is asked of a Terraform that gets nothing of AWS, and keeps the user's proxy", async () => {
    const note = join(scratch, "variables");
    await findTerraform(say, {
      PATH: cli("1.11.4", `env > ${note}`),
      TF_PLUGIN_CACHE_DIR: join(scratch, "cache"),
      HTTPS_PROXY: "http://proxy:3128",
      ...HOSTILE_VARIABLES,
    });
    const lines = readFileSync(note, "utf8").split("\n");
    expect(lines).toContain("HTTPS_PROXY=http://proxy:3128");
    const ofAws = lines.map((line) => line.split("=")[0] ?? "").filter((name) => name.includes("AWS"));
    expect(ofAws.sort()).toEqual(["AWS_PROVIDER_VERSION", ...Object.keys(NO_SETTINGS)].sort());
  });

  test("is missed with Terraform's own words", async () => {
    const environment = {
      PATH: cli("1.11.4", "echo 'Error: no available releases' >&2; exit 1"),
      TF_PLUGIN_CACHE_DIR: join(scratch, "cache"),
    };
    await expect(findTerraform(say, environment)).rejects.toMatchObject({
      code: "NoAwsProvider",
      message: expect.stringContaining("no available releases") as string,
    });
  });

  test.each([
    ["1.9.8", "1.10", -1],
    ["1.10.0", "1.10", 0],
    ["5.100.0", "5.20.0", 80],
    ["1.11.0-rc1", "1.10", 1],
  ])("%s against %s", (left, right, expected) => {
    expect(compareVersions(left, right)).toBe(expected);
  });
});
