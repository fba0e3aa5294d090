import { join } from "node:path";
import { App, TerraformStack } from "cdktf";
import { projectRoot } from "../environments/project-root";
import { PROVIDER_VERSION_CONTEXT } from "./constructs/terraform-settings";

/**
 * The app that holds the stacks. Writes to `cdktf.out` of the project, from wherever it is called, or where
 * cdktf's own CDKTF_OUTDIR says; AWS_PROVIDER_VERSION pins another version of hashicorp/aws.
 */
export function promotionApp(variables: NodeJS.ProcessEnv = process.env): App {
  const version = variables["AWS_PROVIDER_VERSION"];
  return new App({
    outdir: variables["CDKTF_OUTDIR"] ?? join(projectRoot(), "cdktf.out"),
    context: version === undefined ? {} : { [PROVIDER_VERSION_CONTEXT]: version },
    // They hold paths of this machine.
    stackTraces: false,
  });
}

/** The synthesized stacks, one a line, in the order they were made. */
export function stackList(app: App): string {
  return app.node.children
    .filter((child) => TerraformStack.isStack(child))
    .map((stack) => `${stack.node.id}\n`)
    .join("");
}
