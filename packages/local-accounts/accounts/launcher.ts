import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, openSync, readFileSync, rmSync } from "node:fs";
import { delimiter, dirname } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { makeFolder } from "sagemaker-promotion-core/files";
import { Problem } from "sagemaker-promotion-core/problem";
import { packageFile } from "../package-file";
import { withoutAws } from "sagemaker-promotion-core/without-aws";
import { killGroup } from "sagemaker-promotion-core/processes";
import { variable } from "sagemaker-promotion-core/variable";

/** How long a launcher may take to stop before it is killed, in milliseconds. It needs a few. */
const GRACE = 3_000;
const LOG_TAIL_LINES = 15;

export interface LauncherSettings {
  /** What functions get as AWS_ENDPOINT_URL. */
  readonly endpoint: string;
  /** Where EventBridge's SageMaker targets are delivered. */
  readonly callback: string;
  /** Shared with the launcher alone. */
  readonly token: string;
}

interface Ready {
  readonly port: number;
  readonly controlPort: number;
  /** The launcher's temporary folder. */
  readonly folder: string;
}

/**
 * What a launcher may know of this process's environment: nothing that configures AWS, Python or a proxy. Functions
 * inherit it.
 */
function environment(): NodeJS.ProcessEnv {
  return withoutAws({
    // Functions run on the Node that runs the rehearsal.
    PATH: [dirname(process.execPath), variable("PATH") ?? ""].join(delimiter),
    TMPDIR: variable("TMPDIR"),
    LANG: variable("LANG"),
    PYTHONDONTWRITEBYTECODE: "1",
    PYTHONUNBUFFERED: "1",
  });
}

function logTail(path: string): string {
  return readFileSync(path, "utf8").trimEnd().split("\n").slice(-LOG_TAIL_LINES).join("\n");
}

/** The Python process that ministack runs in: started, waited for, stopped. */
export class Launcher {
  private constructor(
    private readonly child: ChildProcess,
    private readonly logPath: string,
    readonly ready: Ready,
  ) {}

  /**
   * Starts the launcher and waits until both its ports answer.
   * @throws Problem `AccountsNotStarted` when it ends, or does not answer within `deadline` milliseconds.
   */
  static async start(
    python: string,
    settings: LauncherSettings,
    logPath: string,
    deadline: number,
  ): Promise<Launcher> {
    makeFolder(dirname(logPath));
    const log = openSync(logPath, "w");
    const program = packageFile("accounts", "launcher");
    // A group of its own, so that a terminal's Ctrl-C does not reach it and its functions can be ended with it.
    const child = spawn(python, [program], {
      detached: true,
      env: environment(),
      stdio: ["pipe", log, log, "pipe"],
    });
    closeSync(log);
    try {
      const started = firstLine(child, deadline);
      // The pipe stays open: the launcher stops when it closes, however this process ends.
      child.stdin?.on("error", () => undefined).write(`${JSON.stringify(settings)}\n`);
      return new Launcher(child, logPath, JSON.parse(await started) as Ready);
    } catch (error) {
      killGroup(child.pid);
      const why = `the local accounts did not start (${error instanceof Error ? error.message : String(error)})`;
      const said = logTail(logPath);
      throw new Problem({
        code: "AccountsNotStarted",
        blame: "environment",
        message: said === "" ? `${why}, and wrote nothing` : `${why}:\n${said}`,
        where: said === "" ? python : logPath,
        next:
          said === ""
            ? "see whether this Python runs; delete the folder that its bin lies in, and it is built again"
            : "read the log; the lines above are its last",
        cause: error,
      });
    }
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** What to tell a person whose call did not get through. */
  died(cause: unknown): Problem {
    const end = this.isRunning
      ? "do not answer"
      : `ended (${this.child.signalCode ?? `exit ${this.child.exitCode}`})`;
    return new Problem({
      code: "AccountsDied",
      blame: "environment",
      message: `the local accounts ${end}:\n${logTail(this.logPath)}`,
      where: this.logPath,
      next: "read the log; start the rehearsal again",
      cause,
    });
  }

  /** Resolves when the process and everything it started is gone. */
  async stop(): Promise<void> {
    if (this.isRunning) {
      const ended = new Promise((resolve) => this.child.once("exit", resolve));
      this.child.kill("SIGTERM");
      const kill = setTimeout(() => killGroup(this.child.pid), GRACE);
      await ended;
      clearTimeout(kill);
    }
    killGroup(this.child.pid);
    this.child.stdin?.destroy();
    rmSync(this.ready.folder, { recursive: true, force: true });
  }
}

/** The first line on file descriptor 3: the launcher's ports. */
function firstLine(child: ChildProcess, deadline: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer within ${deadline / 1000} s`)), deadline);
    const settle = (settled: () => void): void => {
      clearTimeout(timer);
      settled();
    };
    child.once("error", (error) => settle(() => reject(error)));
    child.once("exit", (code, signal) => settle(() => reject(new Error(`exit ${code ?? signal}`))));
    createInterface({ input: child.stdio[3] as Readable }).once("line", (line) =>
      settle(() => resolve(line)),
    );
  });
}
