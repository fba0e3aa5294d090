import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { writeWhole } from "sagemaker-promotion-core/files";
import { Problem } from "sagemaker-promotion-core/problem";
import { projectRoot } from "../../environments/project-root";

const ADDRESS = "registry.terraform.io/hashicorp/aws";

/** Negative, 0 or positive, as `left` is older than, as old as, or newer than `right`, in the parts that `right` has. */
export function compareVersions(left: string, right: string): number {
  const parts = left.split(".").map((part) => Number.parseInt(part, 10));
  for (const [index, part] of right.split(".").entries()) {
    const difference = (parts[index] ?? -1) - Number.parseInt(part, 10);
    if (difference !== 0) return difference;
  }
  return 0;
}

/**
 * The version to use of a mirror, which holds unpacked providers (`<version>/<platform>`) or packed ones.
 * @throws Problem `NoAwsProvider`
 */
export function mirroredVersion(mirror: string, platform: string, wanted: string | undefined): string {
  const folder = join(mirror, ADDRESS);
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const packed = new RegExp(`^terraform-provider-aws_(.+)_${platform}\\.zip$`);
  const versions = names
    .flatMap((name) => packed.exec(name)?.[1] ?? (existsSync(join(folder, name, platform)) ? name : []))
    .sort(compareVersions);
  const version = wanted === undefined ? versions.at(-1) : versions.find((candidate) => candidate === wanted);
  if (version !== undefined) return version;
  const has = versions.length === 0 ? "" : `; it has ${versions.join(", ")}`;
  throw new Problem({
    code: "NoAwsProvider",
    blame: "environment",
    message: `the mirror has no hashicorp/aws ${wanted === undefined ? "" : `${wanted} `}for ${platform}${has}`,
    where: folder,
    next: "fix TERRAFORM_MIRROR or AWS_PROVIDER_VERSION, or leave --terraform out",
  });
}

/** The version that the stacks' provider bindings were made from. */
export function boundProviderVersion(): string {
  const file = join(projectRoot(), "node_modules", "@cdktf", "provider-aws", "package.json");
  const { cdktf } = JSON.parse(readFileSync(file, "utf8")) as { cdktf: { provider: { version: string } } };
  return cdktf.provider.version;
}

/**
 * Lets Terraform find the provider before anything is started.
 * @throws Problem `NoAwsProvider`
 */
export async function installOnce(version: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "provider-"));
  const requirement = { required_providers: { aws: { source: "hashicorp/aws", version } } };
  writeWhole(join(folder, "main.tf.json"), JSON.stringify({ terraform: requirement }));
  try {
    const init = ["init", "-input=false", "-no-color"];
    await promisify(execFile)("terraform", init, { cwd: folder, env: environment });
  } catch (cause) {
    const { stderr = "" } = cause as { stderr?: string };
    throw new Problem({
      code: "NoAwsProvider",
      blame: "environment",
      message: `Terraform cannot install hashicorp/aws ${version}:\n${stderr.trim()}`,
      next: "name a mirror with TERRAFORM_MIRROR, or a version with AWS_PROVIDER_VERSION, or leave --terraform out",
      cause,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
