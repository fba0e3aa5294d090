import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Monitoring } from "../../../environments/environment";
import { readEstate } from "../../../rehearsal/iam/estate";
import type { Estate } from "../../../rehearsal/iam/estate";
import { castStory } from "../../../rehearsal/story/casting";
import { runEntry } from "../../../rehearsal/story/commands";

/** The two environments' stacks as `npm run synth` writes them: the folder of a rehearsal that has only begun. */
export async function synthesizedFolder(monitoring: Monitoring): Promise<string> {
  const out = mkdtempSync(join(tmpdir(), "synthesized-"));
  const environment = {
    CDKTF_OUTDIR: join(out, "cdktf.out"),
    ENVIRONMENTS: castStory(monitoring, out).folder,
  };
  await runEntry("main.ts", [], { environment });
  return out;
}

export async function synthesized(monitoring: Monitoring): Promise<Estate> {
  return readEstate(join(await synthesizedFolder(monitoring), "cdktf.out", "stacks"));
}
