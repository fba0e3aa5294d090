import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { projectRoot } from "../../environments/project-root";
import { rehearsalPython } from "../../rehearsal/python";
import type { Goal } from "./judge";
import { measure } from "./measure";
import type { Program, Sample } from "./measure";
import type { Outcome } from "./outcome";

/** How many times less processor time than the notebook's way we take, of the most rows. */
const GOAL = 4;
/** MiB at the peak, of the most rows. */
const MEMORY = 512;
/** Rows, and how many rounds are counted: what takes minutes needs fewer to be told apart. */
const SIZES = [
  { rows: 1_000, rounds: 5 },
  { rows: 100_000, rounds: 5 },
  { rows: 1_000_000, rounds: 3 },
  { rows: 5_000_000, rounds: 1 },
];
const NOTEBOOK = "the notebook's pandas";
const OURS = "ml/preprocess.py";

const FEATURES = ["BIRADS", "Age", "Shape", "Margin", "Density"];
/** The example's columns, as a job is told of them. */
export const DESCRIPTION = {
  classes: ["0", "1"],
  columns: [...FEATURES, "severity"].map((name) => ({ name, type: "number" })),
  contract: "built-in",
  target: "severity",
  task: "binary",
};

const programs = join(projectRoot(), "tools", "bench", "preprocess");
const published = join(projectRoot(), "__tests__", "support", "data", "mammographic_masses.data");

/** Raw rows to training files, as the blog's notebook does it and as our job does, at growing numbers of rows. */
export async function preprocess(): Promise<Outcome> {
  const { python } = await rehearsalPython((line) => process.stderr.write(`${line}\n`));
  const scratch = mkdtempSync(join(tmpdir(), "bench-preprocess-"));
  try {
    const tables: Record<string, Sample>[] = [];
    for (const { rows, rounds } of SIZES) tables.push(await compare(python, scratch, rows, rounds));
    const ratios = SIZES.map(({ rows }) => ({
      what: `preprocess ${rows.toLocaleString("en")} rows`,
      ours: label(OURS, rows),
      peer: label(NOTEBOOK, rows),
    }));
    return { tables, ratios, goals: goals(tables.at(-1) ?? {}) };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** What the last table, that of the most rows, is held to: the notebook's way comes first in it. */
function goals(samples: Readonly<Record<string, Sample>>): Goal[] {
  const [their, our] = Object.values(samples);
  const measured = (their?.cpu ?? Number.NaN) / (our?.cpu ?? Number.NaN);
  const most = "of the most rows";
  return [
    { what: `times less than the notebook, ${most}`, bound: "at least", limit: GOAL, measured },
    { what: `MiB, ${most}`, bound: "at most", limit: MEMORY, measured: our?.memory ?? Number.NaN },
  ];
}

/** What a table calls a program at a number of rows. */
export const label = (name: string, rows: number): string => `${name}, ${rows.toLocaleString("en")} rows`;

async function compare(
  python: string,
  scratch: string,
  rows: number,
  rounds: number,
): Promise<Record<string, Sample>> {
  const [input, output] = [join(scratch, "input"), join(scratch, "output")];
  await promisify(execFile)(python, [join(programs, "rows.py"), published, `${rows}`, input]);
  mkdirSync(output, { recursive: true });
  const description = join(scratch, "description.json");
  writeFileSync(description, JSON.stringify(DESCRIPTION));
  const job = ["--input", input, "--output", output, "--description", description];
  const compared: Record<string, Program> = {
    [label(NOTEBOOK, rows)]: { command: [python, join(programs, "notebook.py"), input, output] },
    [label(OURS, rows)]: { command: [python, join(projectRoot(), "ml", "preprocess.py"), ...job] },
  };
  return measure(compared, rounds);
}
