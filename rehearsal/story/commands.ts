import { spawn } from "node:child_process";
import { join } from "node:path";
import { projectRoot } from "../../environments/project-root";
import { Problem } from "sagemaker-promotion-core/problem";
import type { Blame } from "sagemaker-promotion-core/problem";
import type { Credentials } from "sagemaker-local-accounts";
import { withoutPython } from "sagemaker-promotion-core/interpreter";
import { killTree } from "sagemaker-promotion-core/processes";
import { withoutAws } from "sagemaker-promotion-core/without-aws";

export interface CommandOptions {
  /** Who runs it, as the AWS SDK's own environment variables say it. */
  readonly credentials?: Credentials;
  readonly environment?: Readonly<Record<string, string>>;
  /** Where it runs; default: the project's folder. */
  readonly cwd?: string;
  /** Hears what it says, as it says it. */
  readonly listener?: (text: string) => void;
  readonly signal?: AbortSignal;
  /** What to say when it fails; default: the environment's fault, fix what it says. */
  readonly failure?: { readonly code: string; readonly blame: Blame; readonly next: string };
}

const LAST_LINES = 20;

function credentialVariables(credentials: Credentials | undefined): Record<string, string> {
  if (credentials === undefined) return {};
  return {
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken ?? "",
  };
}

/** How a program ended, and all it said. */
export interface Ended {
  /** `exit code 1`, or the signal that ended it; undefined where all went well. */
  readonly failure: string | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, however that is. An abort, or this process's own end, ends it with all that it started. */
export function runToEnd(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    options.signal?.throwIfAborted();
    const child = spawn(program, args, {
      cwd: options.cwd ?? projectRoot(),
      // A terminal's Ctrl-C reaches the rehearsal alone, which stops everything in its own order.
      detached: true,
      env: {
        ...withoutPython(withoutAws()),
        NO_COLOR: "1",
        ...credentialVariables(options.credentials),
        ...options.environment,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const stop = (): void => killTree(child.pid);
    options.signal?.addEventListener("abort", stop, { once: true });
    process.once("exit", stop);
    const forget = (): void => {
      options.signal?.removeEventListener("abort", stop);
      process.removeListener("exit", stop);
    };
    let stdout = "";
    let stderr = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => options.listener?.(text));
    }
    child.stdout.on("data", (text: string) => (stdout += text));
    child.stderr.on("data", (text: string) => (stderr += text));
    child.on("error", (error) => {
      forget();
      reject(error);
    });
    child.on("close", (code, signal) => {
      forget();
      resolve({ failure: code === 0 ? undefined : (signal ?? `exit code ${code}`), stdout, stderr });
    });
  });
}

/** Runs a program to its end and gives its standard output; a Problem with its last words where it fails. */
export async function run(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const { failure, stdout, stderr } = await runToEnd(program, args, options);
  if (failure === undefined) return stdout;
  const command = [program.split("/").at(-1), ...args].join(" ");
  throw new Problem({
    code: "CommandFailed",
    blame: "environment",
    next: "fix what it says and rehearse again",
    ...options.failure,
    message: `${command} ended with ${failure}:\n${lastLines(stderr || stdout)}`,
  });
}

/** The end of what a program said, for a message. */
export function lastLines(text: string): string {
  return text.trimEnd().split("\n").slice(-LAST_LINES).join("\n");
}

/** Runs one of this project's own entry points, exactly as its npm script does. */
export function runEntry(
  entry: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  return run(process.execPath, [join(projectRoot(), "run.mjs"), entry, ...args], options);
}
