import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeProblem } from "../environments/problem";
import { projectRoot } from "../environments/project-root";
import { pythonEnvironment } from "../rehearsal/accounts/python";
import { runEntry } from "../rehearsal/story/commands";
import { judge } from "./answers";
import type { Answer, Finding } from "./answers";
import { scan } from "./scan";

const HOME = join(projectRoot(), "checkov");

/** Synthesizes the stacks, lets checkov look at them, and holds what it finds against `answers.json`. */
async function main(): Promise<boolean> {
  const { python } = await pythonEnvironment((line) => process.stderr.write(`${line}\n`), {
    requirements: [join(HOME, "requirements.txt")],
  });
  const scratch = mkdtempSync(join(tmpdir(), "lint-iac-"));
  try {
    const synthesized = join(scratch, "cdktf.out");
    const readable = join(scratch, "readable");
    mkdirSync(readable);
    await runEntry("main.ts", [], { environment: { CDKTF_OUTDIR: synthesized } });
    const { version, stacks, passed, findings } = await scan(python, join(synthesized, "stacks"), readable);
    const answers = JSON.parse(readFileSync(join(HOME, "answers.json"), "utf8")) as Answer[];
    const { answered, unanswered, stale } = judge(findings, answers);
    process.stdout.write(list("mend, or answer in checkov/answers.json:", unanswered.map(line)));
    process.stdout.write(list("no longer found, take out of checkov/answers.json:", stale));
    process.stdout.write(
      `checkov ${version}: ${stacks} stacks, ${passed} checks passed, ${answered.length} findings answered, ` +
        `${unanswered.length} not, ${stale.length} stale answers\n`,
    );
    return unanswered.length === 0 && stale.length === 0;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function line({ check, resource, title }: Finding): string {
  return `${check} ${resource}: ${title}`;
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
