import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import type { Finding } from "./finding";
import { parseEnvironment, parseEnvironments, parseFile, type EnvironmentFile } from "./parse";
import type { ParsedEnvironment, ParsedEnvironments } from "./parse";
import { Problem } from "./problem";
import { projectRoot } from "./project-root";
import { didYouMean } from "../pipeline-defs/sagemaker";

const SUFFIX = ".tfvars.json";
const SCHEMA_FILE = "environment.schema.json";

/**
 * The folder that environments are read from: the one that the variable ENVIRONMENTS names, relative to where the command
 * runs. Default: the project's own.
 */
export function environmentsFolder(): string {
  const named = process.env["ENVIRONMENTS"];
  return named === undefined ? join(projectRoot(), "environments") : resolve(named);
}

/**
 * Loads every `*.tfvars.json` file in the folder and below it (default: environmentsFolder()).
 * Throws ConfigurationError with all findings of all files, and Problem `NoEnvironments`.
 */
export function loadEnvironments(folder = environmentsFolder()): ParsedEnvironments {
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
  const parsed = parseEnvironments(paths.map((path) => read(folder, path)));
  return { ...parsed, warnings: [...parsed.warnings, ...warnings] };
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
    );
  if (!existsSync(path) || statSync(path).isDirectory())
    throw unknownEnvironment(nameOrPath, known.map(nameOf));
  const home = dirname(path);
  const siblings = readdirSync(home).filter((file) => file.endsWith(SUFFIX) && file !== basename(path));
  return parseFile(
    read(home, basename(path)),
    siblings.map((file) => read(home, file)),
  );
}

function unknownEnvironment(nameOrPath: string, known: readonly string[]): Problem {
  const suggestion = didYouMean(nameOrPath, known);
  return new Problem({
    code: "UnknownEnvironment",
    blame: "user",
    message: `there is no environment and no file "${nameOrPath}"`,
    where: `known environments: ${known.length === 0 ? "none" : known.join(", ")}`,
    next:
      suggestion === undefined
        ? "pass the name of a known environment or the path of a file"
        : `did you mean ${suggestion}?`,
  });
}

/** Paths below the folder with `/` between folders, sorted, and a warning for each file that looks like an environment. */
function list(folder: string): { paths: string[]; warnings: Finding[] } {
  const files = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: "utf8" }) : [];
  const paths = files.map((file) => file.split(sep).join("/")).sort();
  const strays = paths.filter(
    (path) => /\.(?:json|tfvars)$/i.test(path) && !path.endsWith(SUFFIX) && path !== SCHEMA_FILE,
  );
  return { paths: paths.filter((path) => path.endsWith(SUFFIX)), warnings: strays.map(strayWarning) };
}

function strayWarning(file: string): Finding {
  return {
    file,
    line: 1,
    column: 1,
    pointer: "",
    expected: `a name that ends in ${SUFFIX}`,
    found: "a file that is not read",
    mend: "rename it, or move it out of the folder",
  };
}

function nameOf(path: string): string {
  return path.endsWith(SUFFIX) ? path.slice(0, -SUFFIX.length) : path.replace(/\.json$/, "");
}

function read(folder: string, path: string): EnvironmentFile {
  try {
    return { name: nameOf(path), path, text: readFileSync(join(folder, path), "utf8") };
  } catch (cause) {
    throw new Problem({
      code: "UnreadableFile",
      blame: "environment",
      message: `the environment file cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
      where: join(folder, path),
      next: "make it a file that you may read",
      cause,
    });
  }
}
