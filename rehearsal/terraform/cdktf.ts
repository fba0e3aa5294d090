import { join } from "node:path";
import { Problem } from "sagemaker-promotion-core/problem";
import { projectRoot } from "../../environments/project-root";
import type { Credentials } from "sagemaker-local-accounts";
import { lastLines, runToEnd } from "../story/commands";
import { errorsIn, lockHolderIn } from "./output";

/** One synthesized stack, and who deploys it where. */
export interface CdktfTarget {
  readonly stack: string;
  /** cdktf's output folder, which holds every synthesized stack. */
  readonly outdir: string;
  readonly credentials: Credentials;
  readonly environment: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** The stacks are synthesized once for all; the provider's hashes for other platforms are nobody's concern here. */
const FLAGS = ["--skip-synth", "--skip-provider-lock", "--no-color"];

/**
 * Runs `cdktf deploy`, `cdktf destroy` or `cdktf diff` as people and CI do, and gives what Terraform said.
 * @throws Problem `StateLocked`, `TerraformFailed`
 */
export async function cdktf(verb: "deploy" | "destroy" | "diff", target: CdktfTarget): Promise<string> {
  const program = join(projectRoot(), "node_modules", "cdktf-cli", "bundle", "bin", "cdktf");
  const { failure, stdout, stderr } = await runToEnd(
    process.execPath,
    [
      program,
      verb,
      target.stack,
      "--output",
      target.outdir,
      ...FLAGS,
      ...(verb === "diff" ? [] : ["--auto-approve"]),
    ],
    target,
  );
  if (failure === undefined) return stdout;
  const holder = lockHolderIn(stdout);
  if (holder !== undefined) {
    throw new Problem({
      code: "StateLocked",
      blame: "environment",
      message: `another run holds the state: ${holder}`,
      where: target.stack,
      next: "wait for it to finish; if it died, release its lock with `terraform force-unlock`",
    });
  }
  throw new Problem({
    code: "TerraformFailed",
    blame: "environment",
    message: `cdktf ${verb} ${target.stack} ended with ${failure}:\n${lastLines(errorsIn(stdout) || stderr)}`,
    where: join(target.outdir, "stacks", target.stack),
    next: "fix what it says and rehearse again",
  });
}
