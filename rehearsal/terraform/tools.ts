import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { homeFolder } from "sagemaker-promotion-core/cache-folder";
import { makeFolder } from "sagemaker-promotion-core/files";
import { Problem } from "sagemaker-promotion-core/problem";
import { withoutAws } from "sagemaker-promotion-core/without-aws";
import { boundProviderVersion, compareVersions, installOnce, mirroredVersion } from "./provider";
import { variable } from "sagemaker-promotion-core/variable";

/** What every Terraform and cdktf process of a rehearsal is started with. */
export interface Terraform {
  readonly version: string;
  /** Of hashicorp/aws. */
  readonly providerVersion: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Text of the CLI configuration file that it needs; undefined for Terraform's own. */
  readonly configuration: string | undefined;
}

/** S3's own lock file came with 1.10. */
const OLDEST = "1.10";

/** Nobody is asked or told anything. */
const QUIET = {
  CHECKPOINT_DISABLE: "1",
  CI: "1",
  TF_IN_AUTOMATION: "1",
  TF_INPUT: "0",
};

/**
 * The Terraform CLI and the hashicorp/aws provider of this machine. TERRAFORM_MIRROR names a folder in the layout of
 * `terraform providers mirror`; without it Terraform finds the provider as its own configuration says.
 * AWS_PROVIDER_VERSION picks a version. Default: the mirror's newest, or the one that the stacks were made for.
 * @throws Problem `NoTerraform`, `TerraformTooOld`, `NoAwsProvider`
 */
export async function findTerraform(
  say: (text: string) => void,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Terraform> {
  const { version, platform } = await findCli(environment);
  const mirror = variable("TERRAFORM_MIRROR", environment);
  const wanted = variable("AWS_PROVIDER_VERSION", environment);
  if (mirror !== undefined) {
    const providerVersion = mirroredVersion(mirror, platform, wanted);
    const variables = {
      ...QUIET,
      AWS_PROVIDER_VERSION: providerVersion,
      // From a mirror Terraform links the provider; through a cache it would copy it.
      CDKTF_DISABLE_PLUGIN_CACHE_ENV: "true",
    };
    const configuration = `provider_installation {
  filesystem_mirror {
    path = ${JSON.stringify(mirror)}
  }
}
`;
    return { version, providerVersion, variables, configuration };
  }
  const providerVersion = wanted ?? boundProviderVersion();
  const variables = {
    ...QUIET,
    AWS_PROVIDER_VERSION: providerVersion,
    // The place that cdktf uses by itself: one copy of the provider for all stacks.
    TF_PLUGIN_CACHE_DIR:
      variable("TF_PLUGIN_CACHE_DIR", environment) ??
      join(homeFolder(environment), ".terraform.d", "plugin-cache"),
  };
  makeFolder(variables.TF_PLUGIN_CACHE_DIR);
  say(
    `asking Terraform ${version} for hashicorp/aws ${providerVersion}; where it is not there, it is downloaded once`,
  );
  await installOnce(providerVersion, { ...withoutAws(environment), ...variables });
  return { version, providerVersion, variables, configuration: undefined };
}

async function findCli(
  environment: NodeJS.ProcessEnv,
): Promise<{ readonly version: string; readonly platform: string }> {
  let stdout: string;
  try {
    ({ stdout } = await promisify(execFile)("terraform", ["version", "-json"], {
      env: { ...withoutAws(environment), CHECKPOINT_DISABLE: "1" },
    }));
  } catch (cause) {
    throw new Problem({
      code: "NoTerraform",
      blame: "environment",
      message: "--terraform needs the Terraform CLI, and `terraform version` cannot be run",
      next: `install Terraform ${OLDEST} or newer, or leave --terraform out`,
      cause,
    });
  }
  // Warnings about the user's configuration may follow the document.
  const document = /^\{[\s\S]*?^\}/m.exec(stdout)?.[0] ?? "{}";
  const { terraform_version: version = "", platform = "" } = JSON.parse(document) as {
    terraform_version?: string;
    platform?: string;
  };
  if (compareVersions(version, OLDEST) >= 0) return { version, platform };
  throw new Problem({
    code: "TerraformTooOld",
    blame: "environment",
    message: `--terraform needs Terraform ${OLDEST} or newer, for S3's own lock file; this is ${version || "of an unknown version"}`,
    next: "install a newer one, or leave --terraform out",
  });
}
