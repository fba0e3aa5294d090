import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Monitoring } from "../../../environments/environment";
import { readSynthesizedPolicies, type SynthesizedPolicies } from "../../../tools/iam/synthesized-policies";
import { scenarioFor } from "../../../rehearsal/story/scenario";
import { runEntry } from "../../../rehearsal/story/commands";
import type { Overrides } from "../../support/environments";

/**
 * The two environments' stacks as `npm run synth` writes them: the folder of a rehearsal that has only begun.
 * @param overrides keys of prod's file
 */
export async function synthesizedFolder(monitoring: Monitoring, overrides: Overrides = {}): Promise<string> {
  const out = mkdtempSync(join(tmpdir(), "synthesized-"));
  const scenario = scenarioFor(monitoring, out);
  const file = scenario.fileOf(scenario.prod);
  const content = JSON.parse(readFileSync(file, "utf8")) as object;
  writeFileSync(file, JSON.stringify({ ...content, ...overrides }));
  const environment = { CDKTF_OUTDIR: join(out, "cdktf.out"), ENVIRONMENTS: scenario.folder };
  await runEntry("main.ts", [], { environment });
  return out;
}

export async function synthesized(
  monitoring: Monitoring,
  overrides: Overrides = {},
): Promise<SynthesizedPolicies> {
  return readSynthesizedPolicies(join(await synthesizedFolder(monitoring, overrides), "cdktf.out", "stacks"));
}
