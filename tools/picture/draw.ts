import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { environmentsFolder, loadEnvironments } from "../../environments/load";
import { readSynthesizedPolicies } from "../iam/synthesized-policies";
import { runEntry } from "../../rehearsal/story/commands";
import { pictureOf } from "./picture";
import { svgOf } from "./svg";
import { pageOf } from "./tables";

/** The generated files of docs/, by name, as the sources of now give them for the environments of a folder. */
export async function draw(folder = environmentsFolder()): Promise<Readonly<Record<string, string>>> {
  const scratch = mkdtempSync(join(tmpdir(), "docs-"));
  try {
    await runEntry("main.ts", [], { environment: { CDKTF_OUTDIR: scratch, ENVIRONMENTS: folder } });
    const environments = loadEnvironments(folder).models.flatMap((model) => model.environments);
    const picture = pictureOf(readSynthesizedPolicies(join(scratch, "stacks")), environments);
    return { "accounts.svg": svgOf(picture), "accounts.md": pageOf(picture) };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
