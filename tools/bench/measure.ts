import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { projectRoot } from "../../environments/project-root";
import { Problem } from "sagemaker-promotion-core/problem";
import { findInterpreter } from "sagemaker-promotion-core/interpreter";

export interface Program {
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** What a whole process takes, with all that it starts. */
export interface Sample {
  /** Seconds of processor time. */
  readonly cpu: number;
  /** The least and the most processor time of a round, where several were counted. */
  readonly spread?: readonly [least: number, most: number];
  /** Seconds. */
  readonly wall: number;
  /** Peak, MiB. */
  readonly memory: number;
  /** Calls to AWS, where they were counted. */
  readonly calls?: number;
}

/**
 * Medians of programs that are run by turns, so that whatever else the machine does meets all of them alike.
 * @throws Problem `BenchmarkFailed` when a program fails
 */
export async function measure<Name extends string>(
  programs: Readonly<Record<Name, Program>>,
  rounds: number,
): Promise<Record<Name, Sample>> {
  const { path } = await findInterpreter();
  const child = spawn(path, [join(projectRoot(), "tools", "bench", "measure.py")], { cwd: projectRoot() });
  child.stdin.end(JSON.stringify({ rounds, programs }));
  const closed = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [out, error, code] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  if (code !== 0) {
    throw new Problem({
      code: "BenchmarkFailed",
      blame: "environment",
      message: error.trimEnd(),
      next: "run the program alone and see what it says",
    });
  }
  const samples = JSON.parse(out) as Record<Name, Sample[]>;
  const names = Object.keys(samples) as Name[];
  return Object.fromEntries(names.map((name) => [name, medians(samples[name])])) as Record<Name, Sample>;
}

/** The medians of samples, with the least and the most processor time. */
export function medians(samples: readonly Sample[]): Sample {
  const of = (key: "cpu" | "wall" | "memory"): number => median(samples.map((sample) => sample[key]));
  const cpus = samples.map(({ cpu }) => cpu);
  return {
    cpu: of("cpu"),
    wall: of("wall"),
    memory: of("memory"),
    spread: [Math.min(...cpus), Math.max(...cpus)],
  };
}

/** The middle value; of an even number of values, the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.slice(Math.ceil(sorted.length / 2) - 1, Math.floor(sorted.length / 2) + 1);
  return middle.reduce((sum, value) => sum + value, 0) / middle.length;
}

/** Lines of figures: one a program, with how many times the first one's processor time it takes. */
export function table(samples: Readonly<Record<string, Sample>>): string {
  const entries = Object.entries(samples);
  const base = entries[0]?.[1].cpu ?? 0;
  const width = Math.max(...entries.map(([name]) => name.length));
  const counted = entries.some(([, { calls }]) => calls !== undefined);
  const head = `${"".padEnd(width)}   CPU s  wall s    MiB  ratio${counted ? "  calls" : ""}`;
  const rows = entries.map(([name, { cpu, wall, memory, calls }]) =>
    [
      name.padEnd(width),
      cpu.toFixed(3).padStart(8),
      wall.toFixed(3).padStart(8),
      memory.toFixed(0).padStart(7),
      (cpu / base).toFixed(2).padStart(7),
      ...(calls === undefined ? [] : [calls.toFixed(1).padStart(7)]),
    ].join(""),
  );
  return [head, ...rows].map((line) => `${line}\n`).join("");
}
