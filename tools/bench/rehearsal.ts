import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { findInterpreter } from "sagemaker-promotion-core/interpreter";
import { projectRoot } from "../../environments/project-root";
import { rehearsalPython } from "../../rehearsal/python";
import { medians } from "./measure";
import type { Sample } from "./measure";
import type { Outcome } from "./outcome";
import { parts, type Process } from "./parts";

/** Seconds of processor time that the whole story may take. */
const GOAL = 120;
const ROUNDS = 3;
const WHOLE = "npm run rehearse, the whole story";

interface Run extends Sample {
  readonly processes: readonly Process[];
}

async function rehearse(python: string): Promise<Run> {
  const out = mkdtempSync(join(tmpdir(), "bench-rehearsal-"));
  const program = ["node", "run.mjs", "rehearsal/cli.ts", "--out", out];
  try {
    const { stdout } = await promisify(execFile)(python, ["tools/bench/parts.py", ...program], {
      cwd: projectRoot(),
      maxBuffer: Infinity,
    });
    return JSON.parse(stdout) as Run;
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

/** The processor time of a whole rehearsal, by what takes it. Nothing else plays this story, so there is no peer. */
export async function rehearsal(): Promise<Outcome> {
  await rehearsalPython((line) => process.stderr.write(`${line}\n`));
  const { path } = await findInterpreter();
  // The first is not counted: it fills caches.
  await rehearse(path);
  const runs: Run[] = [];
  for (let round = 0; round < ROUNDS; round += 1) runs.push(await rehearse(path));
  const byKind = runs.map(({ processes, cpu }) => new Map(parts(processes, cpu)));
  const kinds = [...new Set(byKind.flatMap((one) => [...one.keys()]))];
  const whole = medians(runs);
  const table = Object.fromEntries(
    kinds.map((kind) => {
      const samples = byKind.map((one) => ({
        cpu: one.get(kind) ?? 0,
        wall: whole.wall,
        memory: whole.memory,
      }));
      return [kind, medians(samples)] as const;
    }),
  );
  return {
    tables: [{ [WHOLE]: whole, ...table }],
    ratios: [],
    goals: [
      {
        what: "seconds of processor time, the whole story",
        bound: "at most",
        limit: GOAL,
        measured: whole.cpu,
      },
    ],
  };
}
