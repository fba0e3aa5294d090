import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { describeUnless } from "./unless";

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

/** The mirror to test with, or why there can be no test with Terraform on this machine. */
function terraformHere():
  | { readonly mirror: string; readonly missing: undefined }
  | { readonly mirror: ""; readonly missing: string } {
  if (spawnSync("terraform", ["version"]).status !== 0)
    return { mirror: "", missing: "the Terraform CLI is not installed" };
  const mirror = providerMirror();
  if (mirror === undefined)
    return { mirror: "", missing: "there is no mirror of hashicorp/aws (TERRAFORM_MIRROR names one)" };
  return { mirror, missing: undefined };
}

/** `describe` where Terraform and its provider are there; elsewhere a skip that says why. */
export function describeWithTerraform(name: string, tests: (mirror: string) => void): void {
  const { mirror, missing } = terraformHere();
  describeUnless(missing, name, () => tests(mirror));
}
