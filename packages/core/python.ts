import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { accessSync, constants, createWriteStream, existsSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { makeFolder, writeWhole } from "./files";
import { machineProblem, Problem } from "./problem";
import { withoutAws } from "./without-aws";
import { cacheFolder } from "./cache-folder";
import { killGroup } from "./processes";
import { findInterpreter, withoutPython, type Interpreter } from "./interpreter";
import { variable } from "./variable";

/** One line for a person about what is going on. */
export type Progress = (line: string) => void;

export interface PythonEnvironment {
  /** The environment's interpreter. */
  readonly python: string;
  /** Whether this call built it; otherwise it was there. */
  readonly created: boolean;
}

export interface PythonOptions {
  /** Default: the process's own environment. PYTHON, REHEARSAL_CACHE, XDG_CACHE_HOME and PATH are read of it. */
  readonly environment?: NodeJS.ProcessEnv;
  /**
   * Hashed lock files: of the environment and, where there are such, of packages installed without what they depend
   * on. Other locks make other environments, each kept beside the rest.
   */
  readonly requirements: readonly [environment: string, ...alone: string[]];
}

/** What the builder's own lines start with. */
const OWN = "environment: ";
/** Lines of pip's output that are kept for the message when it fails. */
const TAIL = 12;

/**
 * The interpreter that was found last time, while PYTHON and PATH are the same and it is unchanged: asking each
 * candidate for its version takes a few tenths of a second.
 */
async function knownInterpreter(cache: string, environment: NodeJS.ProcessEnv): Promise<Interpreter> {
  const memo = join(cache, "interpreter.json");
  const asked = ["PYTHON", "PATH"].map((name) => variable(name, environment) ?? "").join("\0");
  try {
    const known = JSON.parse(readFileSync(memo, "utf8")) as Interpreter & { asked: string; changed: number };
    if (known.asked === asked && statSync(known.path).mtimeMs === known.changed) return known;
  } catch {
    // None yet, or half written by another process: looked for again.
  }
  const { path, version } = await findInterpreter(environment);
  const changed = statSync(path).mtimeMs;
  try {
    makeFolder(cache);
    writeWhole(memo, JSON.stringify({ asked, path, version, changed }));
  } catch (cause) {
    throw new Problem({
      code: "CacheNotWritable",
      blame: "environment",
      message: `the folder for Python environments cannot be written: ${(cause as Error).message}`,
      where: cache,
      next: "set REHEARSAL_CACHE to a folder that you may write to",
      cause,
    });
  }
  return { path, version };
}

function keyOf(interpreter: Interpreter, requirements: readonly string[]): string {
  const hash = createHash("sha256");
  for (const path of requirements) hash.update(readFileSync(path)).update("\0");
  hash.update([interpreter.version, process.platform, process.arch].join("\0"));
  return hash.digest("hex").slice(0, 16);
}

/** Complete, and its interpreter still there: the Python it was built from may have been uninstalled. */
function isReady(folder: string): boolean {
  try {
    accessSync(join(folder, "bin", "python"), constants.X_OK);
    return existsSync(join(folder, "complete"));
  } catch {
    return false;
  }
}

function isLarge(size: string | undefined): boolean {
  return size !== undefined && /[MG]B$/.test(size);
}

/** What a person wants to know of a line of pip's, or undefined. */
export function summarize(line: string): string | undefined {
  if (line.startsWith(OWN)) return line.slice(OWN.length);
  const download = /^\s*(?:Downloading|Using cached) (?:.*\/)?([A-Za-z0-9_.]+)-([^-]+)-?\S*.*\((.+?)\)/.exec(
    line,
  );
  if (download !== null)
    return isLarge(download[3]) ? `${download[1]} ${download[2]} (${download[3]})` : undefined;
  const installing = /^Installing collected packages: (.*)$/.exec(line);
  return installing === null ? undefined : `installing ${installing[1]}`;
}

/**
 * A Python environment, built on first use and re-used afterwards. Safe to call from two processes at once, and after a build that was
 * killed half way.
 * @throws Problem when there is no suitable Python, the cache cannot be written (`CacheNotWritable`), or the packages
 * cannot be installed (`PythonEnvironmentFailed`).
 */
export async function pythonEnvironment(
  progress: Progress,
  options: PythonOptions,
): Promise<PythonEnvironment> {
  // pip goes to the index and through the proxy that the user has set up, and knows nothing of AWS.
  const environment = withoutPython(withoutAws(options.environment));
  const { requirements } = options;
  const cache = cacheFolder(environment);
  const interpreter = await knownInterpreter(cache, environment);
  const folder = join(cache, `venv-${keyOf(interpreter, requirements)}`);
  const python = join(folder, "bin", "python");
  if (isReady(folder)) return { python, created: false };
  progress(
    `building the Python environment with ${interpreter.path} ${interpreter.version}, once: ${folder}`,
  );
  const built = await build(interpreter, folder, requirements, environment, progress);
  return { python, created: built };
}

/** Runs `environment.py` to its end; whether it built the environment (another process may have, while it waited). */
async function build(
  interpreter: Interpreter,
  folder: string,
  requirements: readonly string[],
  environment: NodeJS.ProcessEnv,
  progress: Progress,
): Promise<boolean> {
  const builder = join(
    dirname(createRequire(__filename).resolve("sagemaker-promotion-core/package.json")),
    "environment.py",
  );
  const child = spawn(interpreter.path, [builder, folder, ...requirements], {
    // A group of its own, so that pip is stopped together with it.
    detached: true,
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stop = (): void => killGroup(child.pid);
  process.once("exit", stop);
  const logPath = `${folder}.log`;
  const log = createWriteStream(logPath);
  const unlogged = new Promise<never>((_, reject) =>
    log.once("error", (error) => {
      stop();
      reject(machineProblem(error, logPath) ?? error);
    }),
  );
  const tail: string[] = [];
  let complete = false;
  const read = (line: string): void => {
    log.write(`${line}\n`);
    tail.push(line);
    if (tail.length > TAIL) tail.shift();
    complete ||= line === `${OWN}complete`;
    const summary = summarize(line);
    if (summary !== undefined) progress(summary);
  };
  createInterface({ input: child.stdout }).on("line", read);
  createInterface({ input: child.stderr }).on("line", read);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject).once("close", resolve);
  });
  const code = await Promise.race([ended, unlogged]).finally(() => {
    process.removeListener("exit", stop);
    log.end();
  });
  if (code === 0) return complete;
  throw new Problem({
    code: "PythonEnvironmentFailed",
    blame: "environment",
    message: `the Python environment could not be built:\n${tail.join("\n")}`,
    where: logPath,
    next: "check the network and pip's configuration (registry, proxy), then run the same command again; it starts over",
  });
}
