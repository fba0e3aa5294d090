import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Monitoring } from "../../../environments/environment";
import { readSynthesizedPolicies, type SynthesizedPolicies } from "../../../tools/iam/synthesized-policies";
import { castStory } from "../../../rehearsal/story/casting";
import { runEntry } from "../../../rehearsal/story/commands";
import type { Overrides } from "../../support/environments";

/**
 * The two environments' stacks as `npm run synth` writes them: the folder of a rehearsal that has only begun.
 * @param overrides keys of prod's file
 */
export async function synthesizedFolder(monitoring: Monitoring, overrides: Overrides = {}): Promise<string> {
  const out = mkdtempSync(join(tmpdir(), "synthesized-"));
  const casting = castStory(monitoring, out);
  const file = casting.fileOf(casting.prod);
  const content = JSON.parse(readFileSync(file, "utf8")) as object;
  writeFileSync(file, JSON.stringify({ ...content, ...overrides }));
  const environment = { CDKTF_OUTDIR: join(out, "cdktf.out"), ENVIRONMENTS: casting.folder };
  await runEntry("main.ts", [], { environment });
  return out;
}

export async function synthesized(
  monitoring: Monitoring,
  overrides: Overrides = {},
): Promise<SynthesizedPolicies> {
  return readSynthesizedPolicies(join(await synthesizedFolder(monitoring, overrides), "cdktf.out", "stacks"));
}
