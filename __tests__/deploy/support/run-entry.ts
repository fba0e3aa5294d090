import { spawn } from "node:child_process";
import { join } from "node:path";
import { projectRoot } from "../../../environments/project-root";
import { withoutAws } from "sagemaker-promotion-core/without-aws";

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs an entry point as its npm script does, with nothing in the environment that leads to a real account. */
export function runEntry(
  entry: string,
  args: readonly string[],
  { cwd, env }: Surroundings = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(projectRoot(), "run.mjs"), entry, ...args], {
      cwd: cwd ?? projectRoot(),
      env: { ...withoutAws(), ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => (stdout += chunk));
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}
