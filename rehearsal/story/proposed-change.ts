import { copyFileSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { makeFolder, writeWhole } from "sagemaker-promotion-core/files";
import { projectRoot } from "../../environments/project-root";
import { modelsFolder } from "../../models/load";
import { linkModules } from "../against/modules";
import { assert } from "./assert";
import { run, runToEnd } from "./commands";

/** Folder of the environment files in a changed checkout: a rehearsal may use others than the project's. */
const ENVIRONMENTS = "rehearsed";
/** Likewise of the models. */
const MODELS = "models";

/** What changes, and what it becomes: the first that it is not yet. */
const SCHEDULE = /"cron_schedule": *"[^"]*"/;
const SCHEDULES = ["30 4", "30 5"].map((time) => `"cron_schedule": "cron(${time} * * ? *)"`);

/** A copy of the project with a change that somebody proposes, committed as on a branch of their own. */
export interface ProposedChange {
  readonly folder: string;
  /** Environment variables of whatever runs in it. */
  readonly variables: Readonly<Record<string, string>>;
  remove(): void;
}

export interface ProposedChangeOptions {
  /** Folder of the environment files that are rehearsed. */
  readonly environmentsFolder: string;
  /** The model whose training changes. */
  readonly model: string;
  /** The file among them whose schedule changes. */
  readonly environmentFile: string;
  readonly signal: AbortSignal;
}

/**
 * Another training and another schedule, in a checkout of its own: nothing of the project's own changes.
 * @returns undefined where git knows no checkout here
 */
export async function proposeChange(options: ProposedChangeOptions): Promise<ProposedChange | undefined> {
  const files = await committable(options.signal);
  if (files === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "pull-request-"));
  const change: ProposedChange = {
    folder,
    variables: variablesOf(folder),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
  try {
    for (const file of files) copy(join(projectRoot(), file), join(folder, file));
    for (const file of environmentFiles(options.environmentsFolder)) {
      copy(join(options.environmentsFolder, file), join(folder, ENVIRONMENTS, file));
    }
    cpSync(modelsFolder(projectRoot()), join(folder, MODELS), { recursive: true });
    linkModules(projectRoot(), folder);
    const git = (...args: string[]): Promise<string> =>
      run("git", args, { cwd: folder, environment: change.variables, signal: options.signal });
    await git("init", "--quiet");
    await commit(git, "What is rehearsed");
    const modelFile = join(folder, MODELS, options.model, "model.json");
    writeWhole(modelFile, trainedOtherwise(readFileSync(modelFile, "utf8")));
    edit(join(folder, ENVIRONMENTS, options.environmentFile), SCHEDULE, SCHEDULES);
    await commit(git, "Train otherwise, predict in the morning");
    return change;
  } catch (error) {
    change.remove();
    throw error;
  }
}

/** Every file of the working tree that git does not ignore. */
async function committable(signal: AbortSignal): Promise<string[] | undefined> {
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const ended = await runToEnd("git", args, { signal }).catch(() => undefined);
  if (ended?.failure !== undefined) return undefined;
  return ended?.stdout.split("\0").filter((file) => file !== "" && existsSync(join(projectRoot(), file)));
}

function environmentFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".tfvars.json"),
  );
}

/** The checkout is itself, wherever the rehearsal was started from, and whatever the user's git is set to. */
function variablesOf(folder: string): Record<string, string> {
  const who = { NAME: "ann", EMAIL: "ann@example.com", DATE: "2026-01-01T00:00:00Z" };
  return {
    ENVIRONMENTS: join(folder, ENVIRONMENTS),
    MODELS: join(folder, MODELS),
    GIT_DIR: join(folder, ".git"),
    GIT_WORK_TREE: folder,
    GIT_INDEX_FILE: join(folder, ".git", "index"),
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    ...Object.fromEntries(
      Object.entries(who).flatMap(([key, value]) => [
        [`GIT_AUTHOR_${key}`, value],
        [`GIT_COMMITTER_${key}`, value],
      ]),
    ),
  };
}

async function commit(git: (...args: string[]) => Promise<string>, message: string): Promise<void> {
  await git("add", "--all");
  await git("commit", "--quiet", "--message", message);
}

function copy(from: string, to: string): void {
  makeFolder(dirname(to));
  copyFileSync(from, to);
}

function edit(file: string, what: RegExp, values: readonly string[]): void {
  const text = readFileSync(file, "utf8");
  const edited = text.replace(what, (now) => values.find((value) => value !== now) ?? now);
  assert(edited !== text, `${what.source} in ${file}, to be changed`, "another text");
  writeWhole(file, edited);
}

/** A model's description with a hyperparameter halved; where none is a whole number, with another gate. */
function trainedOtherwise(description: string): string {
  const content = JSON.parse(description) as {
    readonly hyperparameters?: Readonly<Record<string, string | number | boolean>>;
    readonly metric: { readonly threshold: number };
  };
  const { hyperparameters = {}, metric } = content;
  const name = Object.keys(hyperparameters).find((key) => Number.isInteger(Number(hyperparameters[key])));
  const change =
    name === undefined
      ? { metric: { ...metric, threshold: metric.threshold * 0.99 } }
      : { hyperparameters: { ...hyperparameters, [name]: Math.ceil(Number(hyperparameters[name]) / 2) } };
  return `${JSON.stringify({ ...content, ...change }, null, 2)}\n`;
}
