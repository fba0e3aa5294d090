import { existsSync, readdirSync, statSync, type Dirent } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import type { Finding } from "sagemaker-promotion-core/finding";
import {
  type EnvironmentFile,
  type ParsedEnvironment,
  type ParsedEnvironments,
  parseEnvironment,
  parseEnvironments,
  parseFile,
} from "./parse";
import { Problem } from "sagemaker-promotion-core/problem";
import { modelsFolder, modelsIn, type Models } from "../models/load";
import { projectRoot } from "./project-root";
import { quote } from "sagemaker-promotion-core/characters";
import { KIBIBYTE, readUserFile } from "sagemaker-promotion-core/user-file";
import { didYouMean } from "sagemaker-promotion-core/suggestion";
import { variable } from "sagemaker-promotion-core/variable";

const SUFFIX = ".tfvars.json";
const SCHEMA_FILE = "environment.schema.json";

/**
 * The folder that environments are read from: the one that the variable ENVIRONMENTS names, relative to where the command
 * runs. Default: the project's own.
 */
export function environmentsFolder(): string {
  const named = variable("ENVIRONMENTS");
  return named === undefined ? join(projectRoot(), "environments") : resolve(named);
}

/** The folder of a model, whether it is there or not. */
export function modelFolder(modelName: string): string {
  return join(modelsFolder(projectRoot()), modelName);
}

/** The models of the folder that the variable MODELS names. Default: the project's own. */
export function projectModels(): Models {
  return modelsIn(modelsFolder(projectRoot()));
}

/**
 * Loads every `*.tfvars.json` file in the folder and below it (default: environmentsFolder()).
 * Throws ConfigurationError with all findings of all files, and Problem `NoEnvironments`.
 * @param models where their model_name is looked up (default: projectModels())
 */
export function loadEnvironments(
  folder = environmentsFolder(),
  models: Models = projectModels(),
): ParsedEnvironments {
  const { paths, warnings } = list(folder);
  if (paths.length === 0) {
    throw new Problem({
      code: "NoEnvironments",
      blame: "user",
      message: `the folder of environments has no *${SUFFIX} file`,
      where: folder,
      next: `add one: dev${SUFFIX} and prod${SUFFIX} of this project show the format`,
    });
  }
  const parsed = parseEnvironments(
    paths.map((path) => read(folder, path)),
    models,
  );
  return { ...parsed, warnings: [...parsed.warnings, ...warnings] };
}

/** Paths of the environment files in the folder and below it, sorted, with `/` between folders. */
export function environmentFiles(folder = environmentsFolder()): readonly string[] {
  return list(folder).paths;
}

/** The names of these files' environments. */
export function environmentNames(folder = environmentsFolder()): readonly string[] {
  return environmentFiles(folder).map(nameOf);
}

/** Where `--env` looks. */
export interface EnvironmentPlaces {
  /** The folder that names stand for. Default: environmentsFolder(). */
  readonly folder?: string;
  /** What a relative path of a file is resolved against. Default: process.cwd(). */
  readonly cwd?: string;
}

/**
 * Loads the environment that `--env` says: a name (`prod`, `fraud/prod`) or the path of a file.
 * A file outside the folder is named after itself, and its siblings are the `*.tfvars.json` files beside it.
 * Throws ConfigurationError (see parseEnvironment and parseFile for whose findings count), and Problem
 * `UnknownEnvironment`.
 */
export function loadEnvironment(nameOrPath: string, places: EnvironmentPlaces = {}): ParsedEnvironment {
  const folder = places.folder ?? environmentsFolder();
  const path = resolve(places.cwd ?? process.cwd(), nameOrPath);
  const known = list(folder).paths;
  const inside = relative(folder, path).split(sep).join("/");
  const named = known.find((file) => nameOf(file) === nameOrPath) ?? known.find((file) => file === inside);
  if (named !== undefined)
    return parseEnvironment(
      known.map((file) => read(folder, file)),
      nameOf(named),
      projectModels(),
    );
  if (!existsSync(path) || statSync(path).isDirectory())
    throw unknownEnvironment(nameOrPath, known.map(nameOf));
  const home = dirname(path);
  const siblings = readdirSync(home, { withFileTypes: true })
    .filter((entry) => isEnvironment(entry) && entry.name !== basename(path))
    .map(({ name }) => name);
  return parseFile(
    read(home, basename(path)),
    siblings.map((file) => read(home, file)),
    projectModels(),
  );
}

function unknownEnvironment(nameOrPath: string, known: readonly string[]): Problem {
  const suggestion = didYouMean(nameOrPath, known);
  return new Problem({
    code: "UnknownEnvironment",
    blame: "user",
    message: `there is no environment and no file ${quote(nameOrPath)}`,
    where: `known environments: ${known.length === 0 ? "none" : known.join(", ")}`,
    next:
      suggestion === undefined
        ? "pass the name of a known environment or the path of a file"
        : `did you mean ${suggestion}?`,
  });
}

/**
 * Whether what a folder holds is an environment's file, or a link to one. Hidden files are none: Emacs' lock
 * (`.#prod.tfvars.json`, a link to nowhere) or macOS' attributes (`._prod.tfvars.json`).
 */
function isEnvironment(entry: Dirent): boolean {
  return entry.name.endsWith(SUFFIX) && !entry.name.startsWith(".") && !entry.isDirectory();
}

/** Paths below the folder with `/` between folders, sorted, and a warning for each file that looks like an environment. */
function list(folder: string): { paths: string[]; warnings: Finding[] } {
  // With types, Node does not go through links to folders, which may lead round in a circle.
  const found = isFolder(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : [];
  const pathOf = (entry: Dirent): string =>
    relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/");
  const entries = found.filter((entry) => !/(?:^|\/)\./.test(pathOf(entry)));
  const paths = entries.map(pathOf).sort();
  const links = entries
    .filter((entry) => entry.isSymbolicLink() && isFolder(join(entry.parentPath, entry.name)))
    .map(pathOf)
    .sort();
  const strays = paths.filter(
    (path) =>
      /\.(?:json|tfvars)$/i.test(path) &&
      !path.endsWith(SUFFIX) &&
      path !== SCHEMA_FILE &&
      !links.includes(path),
  );
  return {
    paths: entries
      .filter(isEnvironment)
      .map(pathOf)
      .filter((path) => !links.includes(path))
      .sort(),
    warnings: [...strays.map(strayWarning), ...links.map(linkWarning)],
  };
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function strayWarning(file: string): Finding {
  return warning(file, {
    expected: `a name that ends in ${SUFFIX}`,
    found: "a file that is not read",
    fix: "rename it, or move it out of the folder",
  });
}

function linkWarning(file: string): Finding {
  return warning(file, {
    expected: "a folder of its own",
    found: "a link to a folder, which is not followed",
    fix: "put the folder here, or link to its files one by one",
  });
}

function warning(file: string, said: Pick<Finding, "expected" | "found" | "fix">): Finding {
  return { file, line: 1, column: 1, pointer: "", ...said };
}

function nameOf(path: string): string {
  return path.endsWith(SUFFIX) ? path.slice(0, -SUFFIX.length) : path.replace(/\.json$/, "");
}

/** Twice what every key with its longest value takes. */
const LONGEST_FILE = 64 * KIBIBYTE;

/**
 * The text of one environment file, for whoever needs more of it than `Environment` says.
 * @throws Problem `UnreadableFile`
 */
export function readEnvironmentFile(path: string): string {
  const bytes = readUserFile(path, {
    what: "the environment file",
    limit: LONGEST_FILE,
    next: "make it a JSON file that you may read, or move it out of the folder",
  });
  return bytes.toString("utf8").replace(/^\uFEFF/, "");
}

function read(folder: string, path: string): EnvironmentFile {
  return { name: nameOf(path), path, text: readEnvironmentFile(join(folder, path)) };
}
