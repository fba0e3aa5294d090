import { spawn } from "node:child_process";
import { join } from "node:path";
import { projectRoot } from "../../environments/project-root";
import { Problem } from "../../environments/problem";
import type { Blame } from "../../environments/problem";
import type { Credentials } from "../ports";

export interface CommandOptions {
  /** Who runs it, as the AWS SDK's own environment variables say it. */
  readonly credentials?: Credentials;
  readonly environment?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** What to say when it fails; default: the environment's fault, mend what it says. */
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

/** This process's environment without anything that says who one is at AWS: the story's people bring their own. */
function withoutAws(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] => !entry[0].startsWith("AWS_") && entry[1] !== undefined,
    ),
  );
}

/** Runs a program to its end and gives its standard output; a Problem with its last words where it fails. */
export function run(program: string, args: readonly string[], options: CommandOptions = {}): Promise<string> {
  const command = [program.split("/").at(-1), ...args].join(" ");
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: projectRoot(),
      env: {
        ...withoutAws(),
        NO_COLOR: "1",
        ...credentialVariables(options.credentials),
        ...options.environment,
      },
      stdio: ["ignore", "pipe", "pipe"],
      signal: options.signal,
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (code === 0) return resolve(stdout);
      reject(
        new Problem({
          code: "CommandFailed",
          blame: "environment",
          next: "mend what it says and rehearse again",
          ...options.failure,
          message: `${command} ended with ${signal ?? `exit code ${code}`}:\n${(stderr || stdout).trimEnd().split("\n").slice(-LAST_LINES).join("\n")}`,
        }),
      );
    });
  });
}

/** Runs one of this project's own entry points, exactly as its npm script does. */
export function runEntry(
  entry: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  return run(process.execPath, [join(projectRoot(), "run.mjs"), entry, ...args], options);
}
