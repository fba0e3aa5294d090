import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import type { Finding } from "./finding";
import { parseEnvironment, parseEnvironments, type EnvironmentFile } from "./parse";
import type { ParsedEnvironment, ParsedEnvironments } from "./parse";
import { Problem } from "./problem";
import { projectRoot } from "./project-root";
import { didYouMean } from "./suggestion";

const SUFFIX = ".tfvars.json";
const SCHEMA_FILE = "environment.schema.json";

/** The project's own environments. */
export function environmentsFolder(): string {
  return join(projectRoot(), "environments");
}

/**
 * Loads every `*.tfvars.json` file in the folder and below it (default: the project's own).
 * Throws ConfigurationError with all findings of all files, and Problem `NoEnvironments`.
 */
export function loadEnvironments(folder = environmentsFolder()): ParsedEnvironments {
  const { paths, warnings } = list(folder);
  const parsed = parseEnvironments(paths.map((path) => read(folder, path)));
  return { ...parsed, warnings: [...parsed.warnings, ...warnings] };
}

/** Where `--env` looks. */
export interface EnvironmentPlaces {
  /** The folder that names stand for. Default: the project's own. */
  readonly folder?: string;
  /** What a relative path of a file is resolved against. Default: process.cwd(). */
  readonly cwd?: string;
}

/**
 * Loads the environment that `--env` says: a name (`prod`, `fraud/prod`) or the path of a file.
 * A file outside the folder is named after itself, and its siblings are the `*.tfvars.json` files beside it.
 * Throws ConfigurationError (see parseEnvironment for whose findings count), and Problem `UnknownEnvironment`.
 */
export function loadEnvironment(nameOrPath: string, places: EnvironmentPlaces = {}): ParsedEnvironment {
  const folder = places.folder ?? environmentsFolder();
  const path = resolve(places.cwd ?? process.cwd(), nameOrPath);
  const known = existsSync(folder) ? list(folder).paths : [];
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
  const files = [basename(path), ...siblings].map((file) => read(home, file));
  return parseEnvironment(files, nameOf(basename(path)));
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

/** Paths below the folder, sorted, and a warning for each file that looks like an environment and is none. */
function list(folder: string): { paths: string[]; warnings: Finding[] } {
  const entries = existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : [];
  const files = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort();
  const paths = files.filter((file) => file.endsWith(SUFFIX));
  if (paths.length === 0) {
    throw new Problem({
      code: "NoEnvironments",
      blame: "user",
      message: `the folder of environments has no *${SUFFIX} file`,
      where: folder,
      next: `add one: dev${SUFFIX} and prod${SUFFIX} of this project show the format`,
    });
  }
  const strays = files.filter(
    (file) => /\.(?:json|tfvars)$/i.test(file) && !paths.includes(file) && file !== SCHEMA_FILE,
  );
  return { paths, warnings: strays.map(strayWarning) };
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
  return { name: nameOf(path), path, text: readFileSync(join(folder, path), "utf8") };
}
