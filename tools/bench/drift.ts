import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { projectRoot } from "../../environments/project-root";
import { rehearsalPython } from "../../rehearsal/python";
import { measure } from "./measure";
import type { Program, Sample } from "./measure";
import type { Outcome } from "./outcome";
import { DESCRIPTION, label } from "./preprocess";

/** How many times less processor time than pandas and scipy we take, of the most rows. */
const GOAL = 1.5;
/** Rows of the training data and of the batch, and how many rounds are counted. */
const SIZES = [
  { rows: 1_000, rounds: 5 },
  { rows: 100_000, rounds: 5 },
  { rows: 1_000_000, rounds: 3 },
];
const OURS = "ml/data_quality.py check";
const THEIRS = "pandas and scipy";

const programs = join(projectRoot(), "tools", "bench");
const published = join(projectRoot(), "__tests__", "support", "data", "mammographic_masses.data");

/** Drift of a batch, as our job checks it and as it is commonly written, at growing numbers of rows. */
export async function drift(): Promise<Outcome> {
  const { python } = await rehearsalPython((line) => process.stderr.write(`${line}\n`));
  const scratch = mkdtempSync(join(tmpdir(), "bench-drift-"));
  try {
    const tables: Record<string, Sample>[] = [];
    for (const { rows, rounds } of SIZES) {
      tables.push(await measure(await prepare(python, join(scratch, `${rows}`), rows), rounds));
    }
    const [their, our] = Object.values(tables.at(-1) ?? {});
    return {
      tables,
      ratios: SIZES.map(({ rows }) => ({
        what: `check ${rows.toLocaleString("en")} rows for drift`,
        ours: label(OURS, rows),
        peer: label(THEIRS, rows),
      })),
      goals: [
        {
          what: "times less than pandas and scipy, of the most rows",
          bound: "at least",
          limit: GOAL,
          measured: (their?.cpu ?? Number.NaN) / (our?.cpu ?? Number.NaN),
        },
      ],
    };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Training data, our baseline of it, and a batch: the same rows without header and target. */
async function prepare(python: string, folder: string, rows: number): Promise<Record<string, Program>> {
  const at = (name: string): string => join(folder, name);
  const run = promisify(execFile);
  await run(python, [join(programs, "preprocess", "rows.py"), published, `${rows}`, at("raw")]);
  const features = DESCRIPTION.columns.filter(({ name }) => name !== DESCRIPTION.target);
  const header = features.map(({ name }) => name).join(",");
  const bodies = readdirSync(at("raw")).map((file) =>
    readFileSync(join(at("raw"), file), "utf8").replaceAll(/,[^,\n]*$/gm, ""),
  );
  for (const [name, first] of [
    ["baseline", `${header}\n`],
    ["batch", ""],
  ] as const) {
    mkdirSync(at(name));
    writeFileSync(join(at(name), "part.csv"), first + bodies.join(""));
  }
  writeFileSync(at("description.json"), JSON.stringify(DESCRIPTION));
  const job = [join(projectRoot(), "ml", "data_quality.py")];
  const described = ["--description", at("description.json")];
  await run(python, [...job, "baseline", "--input", at("baseline"), "--output", at("judged"), ...described]);
  const files = ["statistics", "constraints"].flatMap((name) => [`--${name}`, at(`judged/${name}.json`)]);
  const check = ["check", "--input", at("batch"), "--output", at("ours"), ...files, ...described];
  return {
    [label(THEIRS, rows)]: {
      command: [
        python,
        join(programs, "drift", "pandas_scipy.py"),
        at("baseline"),
        at("batch"),
        at("theirs"),
      ],
    },
    [label(OURS, rows)]: { command: [python, ...job, ...check] },
  };
}
