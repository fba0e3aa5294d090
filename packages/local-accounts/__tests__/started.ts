import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { killTree } from "sagemaker-promotion-core/processes";
import { projectRoot } from "../../../environments/project-root";

/** With it, the accounts' Python environment is the one of the other tests, which is there already. */
export const REQUIREMENTS = join(projectRoot(), "rehearsal", "requirements-data.txt");

/** What `start --json` prints. */
export interface Announcement {
  readonly endpoint: string;
  readonly folder: string;
  readonly profiles: readonly { readonly name: string; readonly account: string; readonly region: string }[];
  readonly environment: Readonly<Record<string, string>>;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The start command, as a process that leads a group of its own. */
export class StartCommand {
  readonly #child: ChildProcess;
  readonly #ended: Promise<Ended>;
  readonly #firstLine: Promise<string>;

  /** @param command program and arguments; default: this tree's own */
  constructor(
    flags: readonly string[],
    {
      command = [process.execPath, join(projectRoot(), "run.mjs"), "packages/local-accounts/cli.ts"],
      cwd,
      environment = {},
    }: {
      readonly command?: readonly string[];
      readonly cwd?: string;
      readonly environment?: Readonly<Record<string, string>>;
    } = {},
  ) {
    const [program = "", ...args] = command;
    const child = spawn(program, [...args, "start", ...flags], {
      cwd,
      env: { ...process.env, ...environment },
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    this.#ended = new Promise((resolve, reject) => {
      child.once("error", reject).once("close", (code) => resolve({ code, stdout, stderr }));
    });
    this.#firstLine = new Promise((resolve, reject) => {
      createInterface({ input: child.stdout }).once("line", resolve);
      this.#ended.then(() => reject(new Error(`start ended:\n${stderr}`)), reject);
    });
    this.#firstLine.catch(() => undefined);
  }

  /** The process that was started; with npx, the parent of the command's own. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Its first line, as it stands. Rejects with what it said where it ends without one. */
  line(): Promise<string> {
    return this.#firstLine;
  }

  /** The first group of a pattern, once stderr matches it. */
  said(pattern: RegExp): Promise<string> {
    return new Promise((resolve, reject) => {
      let text = "";
      this.#child.stderr?.on("data", (more: string) => {
        text += more;
        const [, group] = pattern.exec(text) ?? [];
        if (group !== undefined) resolve(group);
      });
      this.#ended.then(({ stderr }) => reject(new Error(`start ended:\n${stderr}`)), reject);
    });
  }

  /** Its first line, where it was asked for JSON. */
  async announcement(): Promise<Announcement> {
    return JSON.parse(await this.line()) as Announcement;
  }

  /** Resolves when it has ended. */
  ended(): Promise<Ended> {
    return this.#ended;
  }

  /** Ctrl-C in its terminal reaches the whole group. */
  interrupt(signal: NodeJS.Signals = "SIGINT"): Promise<Ended> {
    process.kill(-this.pid, signal);
    return this.#ended;
  }

  /** Ends it, and everything it started, however it is. */
  kill(): void {
    killTree(this.#child.pid);
  }
}

/** Whether a process is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
