import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { runProgram } from "sagemaker-promotion-core/run-program";
import { projectRoot } from "../../environments/project-root";
import { pythonEnvironment } from "sagemaker-promotion-core/python";
import { type Suppression, type Finding, suppress } from "./suppressions";
import { SCENARIOS } from "./scenarios";
import { scan } from "./scan";
import { synthesizeScenario } from "./synthesis";

const HOME = join(projectRoot(), "tools", "checkov");

/**
 * Synthesizes the stacks in every scenario, lets checkov look at them, and holds what it finds against `suppressions.json`.
 * Whether nothing is to be done: an obsolete suppression and a scenario left out count only where `strict`, as they come of files that
 * are not the example's.
 */
async function lint(strict: boolean): Promise<boolean> {
  const { python } = await pythonEnvironment((line) => process.stderr.write(`${line}\n`), {
    requirements: [join(HOME, "requirements.txt")],
  });
  const scratch = mkdtempSync(join(tmpdir(), "lint-iac-"));
  try {
    const [synthesized, readable] = [join(scratch, "synthesized"), join(scratch, "readable")];
    mkdirSync(synthesized);
    mkdirSync(readable);
    const leftOut: string[] = [];
    for (const name of Object.keys(SCENARIOS)) {
      const obstacle = await synthesizeScenario(name, join(scratch, "environments"), synthesized);
      if (obstacle !== undefined) leftOut.push(`${name}: ${obstacle.replaceAll("\n", "\n    ")}`);
    }
    const { version, stacks, passed, findings } = await scan(python, synthesized, readable);
    const suppressions = JSON.parse(readFileSync(join(HOME, "suppressions.json"), "utf8")) as Suppression[];
    const { suppressed, open, obsolete } = suppress(findings, suppressions);
    const scenarios = Object.keys(SCENARIOS).length - leftOut.length;
    const note = strict ? "" : "note: ";
    process.stdout.write(
      list(`${note}scenarios left out, which the environment files do not allow:`, leftOut),
    );
    process.stdout.write(
      list(
        "fix, or suppress with a reason in tools/checkov/suppressions.json:",
        open.map((finding) => line(finding, scenarios)),
      ),
    );
    process.stdout.write(
      strict
        ? list("no longer found, take out of tools/checkov/suppressions.json:", obsolete)
        : list(
            "note: suppressed in tools/checkov/suppressions.json, and not found with these environment files:",
            obsolete,
          ),
    );
    process.stdout.write(
      `checkov ${version}: ${scenarios} scenarios, ${stacks} stacks, ${passed} checks passed, ${suppressed.length} findings suppressed, ` +
        `${open.length} not, ${obsolete.length} obsolete suppressions\n`,
    );
    return open.length === 0 && (!strict || (obsolete.length === 0 && leftOut.length === 0));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function line({ check, resource, title, scenarios }: Finding, scanned: number): string {
  const where = scenarios.length === scanned ? "every scenario" : scenarios.join(", ");
  return `${check} ${resource} (${where}): ${title}`;
}

function list(heading: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : `${heading}\n${lines.map((text) => `  ${text}\n`).join("")}`;
}

void runProgram(
  new Command("npm run lint:iac --")
    .description("Holds checkov against the stacks of every scenario that the environment files can ask for.")
    .option(
      "--strict",
      "for the example: a suppression of nothing, and a scenario left out, are errors as well",
    )
    .addHelpText(
      "after",
      "\nENVIRONMENTS is honoured. Exit codes: 0 clean, 1 failed or something to fix, 2 wrong usage.",
    )
    .action(async ({ strict }: { readonly strict?: true }) => {
      if (!(await lint(strict === true))) process.exitCode = 1;
    }),
);
