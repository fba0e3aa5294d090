import { join } from "node:path";
import { Problem } from "sagemaker-promotion-core/problem";
import { runEntry } from "../../rehearsal/story/commands";
import { AS_IT_IS, SCENARIOS, writeScenario } from "./scenarios";

/**
 * Synthesizes the stacks of a scenario as `<outdir>/<name>/stacks`. What is said where the environment files do not allow the
 * scenario, as those of another partition do not allow its ARNs; undefined where they do.
 * @param scratch folder for the scenario's environment files
 * @throws Problem `CommandFailed` where the files as they are have no stacks
 */
export async function synthesizeScenario(
  name: string,
  scratch: string,
  outdir: string,
): Promise<string | undefined> {
  const environments = join(scratch, name);
  writeScenario(environments, SCENARIOS[name] ?? {});
  try {
    await runEntry("main.ts", [], {
      environment: { ENVIRONMENTS: environments, CDKTF_OUTDIR: join(outdir, name) },
      failure: { code: "CommandFailed", blame: "user", next: "fix what it says" },
    });
    return undefined;
  } catch (error) {
    if (name === AS_IT_IS || !(error instanceof Problem)) throw error;
    return error.message;
  }
}
