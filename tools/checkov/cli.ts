import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { runProgram } from "sagemaker-promotion-core/run-program";
import { projectRoot } from "../../environments/project-root";
import { pythonEnvironment } from "sagemaker-promotion-core/python";
import { type Answer, type Finding, judge } from "./answers";
import { MODES } from "./modes";
import { scan } from "./scan";
import { synthesizeMode } from "./synthesis";

const HOME = join(projectRoot(), "tools", "checkov");

/**
 * Synthesizes the stacks in every mode, lets checkov look at them, and holds what it finds against `answers.json`.
 * Whether nothing is to be done: a stale answer and a mode left out count only where `strict`, as they come of files that
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
    for (const name of Object.keys(MODES)) {
      const obstacle = await synthesizeMode(name, join(scratch, "environments"), synthesized);
      if (obstacle !== undefined) leftOut.push(`${name}: ${obstacle.replaceAll("\n", "\n    ")}`);
    }
    const { version, stacks, passed, findings } = await scan(python, synthesized, readable);
    const answers = JSON.parse(readFileSync(join(HOME, "answers.json"), "utf8")) as Answer[];
    const { answered, unanswered, stale } = judge(findings, answers);
    const modes = Object.keys(MODES).length - leftOut.length;
    const note = strict ? "" : "note: ";
    process.stdout.write(list(`${note}modes left out, which the environment files do not allow:`, leftOut));
    process.stdout.write(
      list(
        "fix, or answer in tools/checkov/answers.json:",
        unanswered.map((finding) => line(finding, modes)),
      ),
    );
    process.stdout.write(
      strict
        ? list("no longer found, take out of tools/checkov/answers.json:", stale)
        : list(
            "note: answered in tools/checkov/answers.json, and not found with these environment files:",
            stale,
          ),
    );
    process.stdout.write(
      `checkov ${version}: ${modes} modes, ${stacks} stacks, ${passed} checks passed, ${answered.length} findings answered, ` +
        `${unanswered.length} not, ${stale.length} stale answers\n`,
    );
    return unanswered.length === 0 && (!strict || (stale.length === 0 && leftOut.length === 0));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function line({ check, resource, title, modes }: Finding, scanned: number): string {
  const where = modes.length === scanned ? "every mode" : modes.join(", ");
  return `${check} ${resource} (${where}): ${title}`;
}

function list(heading: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : `${heading}\n${lines.map((text) => `  ${text}\n`).join("")}`;
}

void runProgram(
  new Command("npm run lint:iac --")
    .description("Holds checkov against the stacks of every mode that the environment files can ask for.")
    .option("--strict", "for the example: an answer to nothing, and a mode left out, are faults as well")
    .addHelpText(
      "after",
      "\nENVIRONMENTS is honoured. Exit codes: 0 clean, 1 failed or something to fix, 2 wrong usage.",
    )
    .action(async ({ strict }: { readonly strict?: true }) => {
      if (!(await lint(strict === true))) process.exitCode = 1;
    }),
);
