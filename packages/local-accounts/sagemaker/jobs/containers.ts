import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { createWriteStream, openSync, closeSync } from "node:fs";
import { dirname } from "node:path";
import { makeFolder } from "sagemaker-promotion-core/files";
import { machineProblem } from "sagemaker-promotion-core/problem";
import { packageFile } from "../../package-file";
import { withoutAws } from "sagemaker-promotion-core/without-aws";
import { variable } from "sagemaker-promotion-core/variable";

/** A container to run: a stand-in's script in place of an image. */
export interface ContainerRun {
  /** Path of the stand-in. */
  readonly script: string;
  readonly arguments: readonly string[];
  /** All of its environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** The folder that plays /opt/ml. */
  readonly ml: string;
  /** Where its output goes, without `.stdout.log` and `.stderr.log`. */
  readonly log: string;
  readonly maxSeconds: number;
  /** Aborted when the job is stopped. */
  readonly signal: AbortSignal;
}

export interface ContainerExit {
  readonly outcome: "exited" | "timeout" | "stopped";
  /** 128 + its number where a signal ended it, as a shell says it. */
  readonly code: number;
  /** The end of what it wrote to stderr. */
  readonly stderr: string;
}

/** Runs containers. */
export interface Containers {
  /** How many jobs may have containers at the same time, each with one on every machine. */
  readonly jobsAtOnce: number;
  run(container: ContainerRun): Promise<ContainerExit>;
}

/** How much of stderr is kept for FailureReason. */
const STDERR_CHARACTERS = 8192;
/** SageMaker gives a container 30 s and more between SIGTERM and SIGKILL; nothing here has that much to put away. */
const GRACE_MILLISECONDS = 1000;
const SIGNAL_NUMBERS: Readonly<Record<string, number>> = {
  SIGINT: 2,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGTERM: 15,
};

/** Containers as child processes of their own group. */
export class LocalContainers implements Containers {
  readonly jobsAtOnce: number;
  readonly #python: string;
  readonly #watchdog: string;

  /** @param python the interpreter with the libraries of the images */
  constructor(python: string, processors: number) {
    this.jobsAtOnce = processors;
    this.#python = python;
    this.#watchdog = packageFile("sagemaker", "jobs", "watchdog.py");
  }

  async run(container: ContainerRun): Promise<ContainerExit> {
    if (container.signal.aborted) return { outcome: "stopped", code: 0, stderr: "" };
    makeFolder(dirname(container.log));
    const stdout = openSync(`${container.log}.stdout.log`, "a");
    const child = spawn(this.#python, [this.#watchdog, container.script, ...container.arguments], {
      cwd: container.ml,
      // A group of its own, so that what it starts ends with it.
      detached: true,
      env: { ...baseEnvironment(container.ml), ...container.environment, REHEARSAL_ML: container.ml },
      stdio: ["pipe", stdout, "pipe"],
    });
    closeSync(stdout);
    return watch(child, container);
  }
}

/** What an image brings itself. */
function baseEnvironment(ml: string): Record<string, string> {
  return withoutAws({
    PATH: variable("PATH") ?? "/usr/bin:/bin",
    LANG: "C.UTF-8",
    HOME: ml,
    PYTHONUNBUFFERED: "1",
    PYTHONDONTWRITEBYTECODE: "1",
  });
}

function watch(child: ChildProcess, container: ContainerRun): Promise<ContainerExit> {
  return new Promise((resolve, reject) => {
    let outcome: ContainerExit["outcome"] = "exited";
    let stderr = "";
    let kill: NodeJS.Timeout | undefined;
    const logPath = `${container.log}.stderr.log`;
    const log = createWriteStream(logPath, { flags: "a" });
    log.once("error", (error) => {
      stop();
      reject(machineProblem(error, logPath) ?? error);
    });
    const end = (why: "timeout" | "stopped"): void => {
      outcome = why;
      signalGroup(child, "SIGTERM");
      kill = setTimeout(() => signalGroup(child, "SIGKILL"), GRACE_MILLISECONDS);
    };
    const stop = (): void => end("stopped");
    const timer = setTimeout(() => end("timeout"), Math.min(container.maxSeconds * 1000, 2 ** 31 - 1));
    container.signal.addEventListener("abort", stop);
    // A signal that was given while the process was being started is not given again.
    if (container.signal.aborted) stop();
    child.stderr?.on("data", (chunk: Buffer) => {
      log.write(chunk);
      stderr = (stderr + chunk.toString()).slice(-STDERR_CHARACTERS);
    });
    // The watchdog ends with us: nothing is ever written to it.
    child.stdin?.on("error", () => undefined);
    child.once("error", (error) => {
      stderr += error.message;
      child.emit("close", 127, null);
    });
    child.once("close", (code: number | null, signal: NodeJS.Signals | null) => {
      clearTimeout(timer);
      clearTimeout(kill);
      container.signal.removeEventListener("abort", stop);
      // Whatever the container left running goes with it.
      signalGroup(child, "SIGKILL");
      log.end(() =>
        resolve({ outcome, code: code ?? 128 + (SIGNAL_NUMBERS[signal ?? "SIGKILL"] ?? 9), stderr }),
      );
    });
  });
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
  }
}
