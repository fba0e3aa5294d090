import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeWhole } from "sagemaker-promotion-core/files";
import type { Environment } from "../../environments/environment";
import { environmentsFolder, loadEnvironments, readEnvironmentFile } from "../../environments/load";
import { mainModel } from "../../environments/main-model";
import { readSynthesizedPolicies } from "../iam/synthesized-policies";
import { runEntry } from "../../rehearsal/story/commands";
import { pictureOf } from "./picture";
import { svgOf } from "./svg";
import { pageOf } from "./tables";

/**
 * The generated files of docs/, by name, as the sources of now give them for the environments of a folder. Of several models
 * one is drawn: what the others have differs by its names.
 */
export async function draw(folder = environmentsFolder()): Promise<Readonly<Record<string, string>>> {
  const scratch = mkdtempSync(join(tmpdir(), "docs-"));
  try {
    const environments = mainModel(loadEnvironments(folder).models)?.environments ?? [];
    const own = copyFiles(environments, folder, join(scratch, "environments"));
    await runEntry("main.ts", [], { environment: { CDKTF_OUTDIR: scratch, ENVIRONMENTS: own } });
    const picture = pictureOf(readSynthesizedPolicies(join(scratch, "stacks")), environments);
    return { "accounts.svg": svgOf(picture), "accounts.md": pageOf(picture) };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Copies the files of some environments into another folder, which it returns. */
function copyFiles(environments: readonly Environment[], from: string, to: string): string {
  for (const { name } of environments) {
    const file = `${name}.tfvars.json`;
    writeWhole(join(to, file), readEnvironmentFile(join(from, file)));
  }
  return to;
}
