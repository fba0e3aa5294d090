import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Monitoring } from "../../environments/environment";
import { projectRoot } from "../../environments/project-root";
import type { StoryResult } from "../../rehearsal/story/run-story";

/** One run of `npm run rehearse`. */
export interface Rehearsed {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The folder of what it left. */
  readonly out: string;
}

/** The full UCI file of 961 rows; the packaged one has the 830 complete ones. */
const FULL_SET = join(__dirname, "data", "mammographic_masses.data");
const ASK_AGAIN_MILLISECONDS = 200;

/** Runs `npm run rehearse` as users do, in a folder of its own. */
export function rehearse(...args: string[]): Promise<Rehearsed> {
  return rehearseWith({}, ...args);
}

/** Environment variables; undefined takes one away. */
type Variables = Readonly<Record<string, string | undefined>>;

/** The same with some environment variables of its own. */
export function rehearseWith(variables: Variables, ...args: string[]): Promise<Rehearsed> {
  return rehearseUnder([], variables, ...args);
}

/** The same under another program, such as strace: the beginning of its command line. */
export function rehearseUnder(
  program: readonly string[],
  variables: Variables,
  ...args: string[]
): Promise<Rehearsed> {
  return rehearseIn(mkdtempSync(join(tmpdir(), "rehearsal-")), args, variables, program);
}

/** The whole story in one way of monitoring: told once in a run of the tests, by the first that asks. */
export async function sharedRehearsal(monitoring: Monitoring): Promise<Rehearsed> {
  const shared = process.env["REHEARSALS"];
  if (shared === undefined) throw new Error("jest.config.js names no globalSetup that sets REHEARSALS");
  const folder = join(shared, monitoring);
  const result = join(folder, "rehearsed.json");
  if (claims(folder)) {
    const rehearsed = await rehearseIn(folder, argumentsFor(monitoring));
    // Whoever waits sees the whole file or none.
    writeFileSync(`${result}.new`, JSON.stringify(rehearsed));
    renameSync(`${result}.new`, result);
  }
  while (!existsSync(result)) await setTimeout(ASK_AGAIN_MILLISECONDS);
  return JSON.parse(readFileSync(result, "utf8")) as Rehearsed;
}

export function storyOf({ code, stdout, stderr }: Rehearsed): StoryResult {
  if (code !== 0) throw new Error(`the rehearsal ended with ${code}:\n${stderr}`);
  return JSON.parse(stdout) as StoryResult;
}

/** One of the two stories is told on the full UCI file. */
function argumentsFor(monitoring: Monitoring): string[] {
  if (monitoring === "processing") return ["--json"];
  return ["--json", "--monitoring", monitoring, "--data", FULL_SET];
}

/** Whether the folder is ours to fill. Of all that ask, one is told so: making a folder is one step to the system. */
function claims(folder: string): boolean {
  mkdirSync(dirname(folder), { recursive: true });
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function rehearseIn(
  folder: string,
  args: readonly string[],
  variables: Variables = {},
  under: readonly string[] = [],
): Promise<Rehearsed> {
  const out = join(folder, "out");
  const command = [...under, process.execPath, "run.mjs", "rehearsal/cli.ts", "--out", out, ...args];
  const [program = "", ...rest] = command;
  const child = spawn(program, rest, {
    cwd: projectRoot(),
    env: { ...process.env, ...variables },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, stdout, stderr, out })));
}
