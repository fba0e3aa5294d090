import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeProblem } from "../environments/problem";
import { projectRoot } from "../environments/project-root";
import { pythonEnvironment } from "../rehearsal/accounts/python";
import { runEntry } from "../rehearsal/story/commands";
import { judge } from "./answers";
import type { Answer, Finding } from "./answers";
import { MODES, writeMode } from "./modes";
import { scan } from "./scan";

const HOME = join(projectRoot(), "checkov");

/** Synthesizes the stacks in every mode, lets checkov look at them, and holds what it finds against `answers.json`. */
async function main(): Promise<boolean> {
  const { python } = await pythonEnvironment((line) => process.stderr.write(`${line}\n`), {
    requirements: [join(HOME, "requirements.txt")],
  });
  const scratch = mkdtempSync(join(tmpdir(), "lint-iac-"));
  try {
    const [synthesized, readable] = [join(scratch, "synthesized"), join(scratch, "readable")];
    mkdirSync(synthesized);
    mkdirSync(readable);
    for (const [name, mode] of Object.entries(MODES)) {
      const environments = join(scratch, "environments", name);
      writeMode(environments, mode);
      await runEntry("main.ts", [], {
        environment: { ENVIRONMENTS: environments, CDKTF_OUTDIR: join(synthesized, name) },
        failure: {
          code: "CommandFailed",
          blame: "user",
          next: `mend what it says, or the mode ${name} in checkov/modes.ts`,
        },
      });
    }
    const { version, stacks, passed, findings } = await scan(python, synthesized, readable);
    const answers = JSON.parse(readFileSync(join(HOME, "answers.json"), "utf8")) as Answer[];
    const { answered, unanswered, stale } = judge(findings, answers);
    process.stdout.write(list("mend, or answer in checkov/answers.json:", unanswered.map(line)));
    process.stdout.write(list("no longer found, take out of checkov/answers.json:", stale));
    process.stdout.write(
      `checkov ${version}: ${Object.keys(MODES).length} modes, ${stacks} stacks, ${passed} checks passed, ${answered.length} findings answered, ` +
        `${unanswered.length} not, ${stale.length} stale answers\n`,
    );
    return unanswered.length === 0 && stale.length === 0;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function line({ check, resource, title, modes }: Finding): string {
  const where = modes.length === Object.keys(MODES).length ? "every mode" : modes.join(", ");
  return `${check} ${resource} (${where}): ${title}`;
}

function list(heading: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : `${heading}\n${lines.map((text) => `  ${text}\n`).join("")}`;
}

main().then(
  (clean) => {
    if (!clean) process.exitCode = 1;
  },
  (error: unknown) => {
    process.stderr.write(describeProblem(error));
    process.exitCode = 1;
  },
);
