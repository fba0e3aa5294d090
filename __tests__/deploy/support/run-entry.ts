import { spawn } from "node:child_process";
import { join } from "node:path";
import { projectRoot } from "../../../environments/project-root";
import { withoutAws } from "sagemaker-promotion-core/without-aws";

export interface Ended {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that runs. */
export interface Started {
  readonly ended: Promise<Ended>;
  readonly kill: () => void;
}

export interface Surroundings {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts an entry point as its npm script does, with nothing in the environment that leads to a real account. */
export function startEntry(entry: string, args: readonly string[], { cwd, env }: Surroundings = {}): Started {
  const child = spawn(process.execPath, [join(projectRoot(), "run.mjs"), entry, ...args], {
    cwd: cwd ?? projectRoot(),
    env: { ...withoutAws(), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
  return { ended, kill: () => void child.kill("SIGKILL") };
}

/** The same, to its end. */
export function runEntry(
  entry: string,
  args: readonly string[],
  surroundings?: Surroundings,
): Promise<Ended> {
  return startEntry(entry, args, surroundings).ended;
}
