import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { makeFolder, naming } from "sagemaker-promotion-core/files";
import { App, TerraformStack } from "cdktf";
import { knownProblem, Problem } from "sagemaker-promotion-core/problem";
import { projectRoot } from "../environments/project-root";
import { PROVIDER_VERSION_CONTEXT } from "./constructs/terraform-settings";
import { backendsBelow, forgetOtherRoles } from "./remembered-backend";
import { variable } from "sagemaker-promotion-core/variable";

/**
 * The app that holds the stacks. Writes to `cdktf.out` of the project, from wherever it is called, or where
 * cdktf's own CDKTF_OUTDIR says; AWS_PROVIDER_VERSION pins another version of hashicorp/aws.
 * @throws Problem `UnwritableFolder`
 */
export function promotionApp(variables: NodeJS.ProcessEnv = process.env): App {
  const version = variable("AWS_PROVIDER_VERSION", variables);
  return new App({
    outdir: madeFolder(variable("CDKTF_OUTDIR", variables) ?? join(projectRoot(), "cdktf.out")),
    context: version === undefined ? {} : { [PROVIDER_VERSION_CONTEXT]: version },
    // They hold paths of this machine.
    stackTraces: false,
    // cdktf validates a stack when those before it are written; `synthesize` does it for all, before the first.
    skipValidation: true,
  });
}

/** The folder, made with those above it: cdktf makes the last one only. */
function madeFolder(outdir: string): string {
  try {
    makeFolder(outdir);
    return outdir;
  } catch (cause) {
    throw new Problem({
      code: "UnwritableFolder",
      blame: knownProblem(cause)?.blame ?? "user",
      message: `the folder for the stacks cannot be made: ${(cause as Error).message}`,
      where: outdir,
      next: "name a folder that you may write to in CDKTF_OUTDIR; nothing was written",
      cause,
    });
  }
}

/**
 * Writes every stack, or none: all errors of all stacks are reported together. What an earlier run wrote for an
 * environment that is gone goes too.
 * @returns the stacks, one a line, in the order they were made
 * @throws Problem `InvalidStacks`
 */
export function synthesize(app: App): string {
  const faults = app.node.findAll().flatMap((construct) =>
    construct.node.validate().map((fault) => {
      const { path } = construct.node;
      return path === "" ? fault : `${path}: ${fault}`;
    }),
  );
  if (faults.length > 0) {
    throw new Problem({
      code: "InvalidStacks",
      blame: "user",
      message: `the stacks are not written, for ${faults.length === 1 ? "this reason" : `${faults.length} reasons`}:\n\n${faults.join("\n\n")}\n`,
      next: "fix what is named above, in stacks/policies/ or in the environment files",
    });
  }
  const folder = join(app.outdir, "stacks");
  const before = backendsBelow(folder);
  naming(app.outdir, () => app.synth());
  forgetOtherRoles(folder, before);
  const stacks = app.node.children.filter((child) => TerraformStack.isStack(child));
  removeOthers(
    folder,
    stacks.map((stack) => stack.node.id),
  );
  return stacks.map((stack) => `${stack.node.id}\n`).join("");
}

/** Removes folders of stacks that nothing describes any more. What Terraform keeps of them lies in the state bucket. */
function removeOthers(folder: string, names: readonly string[]): void {
  for (const name of readdirSync(folder)) {
    if (names.includes(name) || !existsSync(join(folder, name, "cdk.tf.json"))) continue;
    rmSync(join(folder, name), { recursive: true });
  }
}
