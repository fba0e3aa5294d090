import { execFile } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import { promisify } from "node:util";
import { Problem } from "./problem";
import { variable } from "./variable";

/** The CPython releases that every locked package has a wheel for (packages/local-accounts/requirements.in). */
const OLDEST = 11;
const NEWEST = 14;
const RELEASES = "3.11 to 3.14";

/** A Python that can build virtual environments. */
export interface Interpreter {
  readonly path: string;
  /** Such as `3.12.4`. */
  readonly version: string;
}

interface Probe extends Interpreter {
  readonly implementation: string;
  readonly modules: { readonly venv: boolean; readonly ensurepip: boolean };
}

const PROBE = `
import importlib.util, json, platform, sys
has = lambda name: importlib.util.find_spec(name) is not None
print(json.dumps({
  "path": sys.executable, "version": platform.python_version(), "implementation": sys.implementation.name,
  "modules": {"venv": has("venv"), "ensurepip": has("ensurepip")}}))
`;

/** The executables of this name on PATH, in its order. */
function onPath(name: string, environment: NodeJS.ProcessEnv): string[] {
  if (isAbsolute(name)) return [name];
  const folders = (variable("PATH", environment) ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders
    .map((folder) => join(folder, name))
    .filter((path) => {
      try {
        accessSync(path, constants.X_OK);
        return statSync(path).isFile();
      } catch {
        return false;
      }
    });
}

/**
 * An environment in which nothing of the user's changes how Python starts or what it imports: PYTHONHOME of another
 * installation stops any. PYTHON itself is this project's.
 */
export function withoutPython(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !/^PYTHON./.test(name)));
}

/** Asks an executable what it is; why not, where it is no Python that runs (a version manager's empty shim). */
async function probe(path: string, environment: NodeJS.ProcessEnv): Promise<Probe | string> {
  try {
    const env = withoutPython(environment);
    const { stdout } = await promisify(execFile)(path, ["-c", PROBE], { env, timeout: 30_000 });
    return JSON.parse(stdout) as Probe;
  } catch (error) {
    const {
      stderr = "",
      code,
      message,
    } = error as Error & { readonly stderr?: string; readonly code?: unknown };
    const last = stderr.trim().split("\n").at(-1) ?? "";
    return `${path} (${last !== "" ? last : typeof code === "number" ? `exit code ${code}` : message})`;
  }
}

function isSupported({ implementation, version }: Probe): boolean {
  const [major, minor] = version.split(".").map(Number);
  return implementation === "cpython" && major === 3 && Number(minor) >= OLDEST && Number(minor) <= NEWEST;
}

function describe({ path, version, implementation }: Probe): string {
  return `${path} is ${implementation === "cpython" ? "" : `${implementation} `}${version}`;
}

/**
 * The Python that environments are built from: `$PYTHON` where it is set, otherwise the newest supported
 * `python3.14` … `python3.11` on PATH, otherwise `python3`.
 * @throws Problem `PythonMissing`, `PythonUnsupported` (too old, too new, not CPython) or `PythonWithoutVenv`.
 */
export async function findInterpreter(environment: NodeJS.ProcessEnv = process.env): Promise<Interpreter> {
  const asked = variable("PYTHON", environment);
  const newestFirst = Array.from({ length: NEWEST - OLDEST + 1 }, (_, index) => `python3.${NEWEST - index}`);
  const names = asked === undefined ? [...newestFirst, "python3"] : [asked];
  const seen: Probe[] = [];
  const broken: string[] = [];
  for (const name of names) {
    for (const path of onPath(name, environment)) {
      const found = await probe(path, environment);
      if (typeof found === "string") {
        broken.push(found);
        continue;
      }
      if (isSupported(found) && found.modules.venv && found.modules.ensurepip) return found;
      seen.push(found);
    }
  }
  throw refusal(seen, broken, asked);
}

function refusal(seen: readonly Probe[], broken: readonly string[], asked: string | undefined): Problem {
  const where = asked === undefined ? "PATH" : `PYTHON=${asked}`;
  const install = `install Python ${RELEASES} (python.org, pyenv, your package manager), or point PYTHON at one`;
  const supported = seen.find(isSupported);
  if (supported !== undefined) {
    const module = supported.modules.venv ? "ensurepip" : "venv";
    const release = supported.version.split(".").slice(0, 2).join(".");
    return new Problem({
      code: "PythonWithoutVenv",
      blame: "environment",
      message: `${describe(supported)}, but has no module ${module}, so it cannot build a virtual environment`,
      where,
      next: `install it (on Debian and Ubuntu: apt-get install python${release}-venv), or point PYTHON at another Python`,
    });
  }
  if (seen.length > 0) {
    return new Problem({
      code: "PythonUnsupported",
      blame: "environment",
      message: `CPython ${RELEASES} is needed: ${[...new Set(seen.map(describe))].join(", ")}`,
      where,
      next: install,
    });
  }
  return new Problem({
    code: "PythonMissing",
    blame: "environment",
    message:
      broken.length === 0
        ? `Python ${RELEASES} is needed, and none was found`
        : `Python ${RELEASES} is needed, and what was found does not run: ${[...new Set(broken)].join(", ")}`,
    where,
    next: install,
  });
}
