import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { mkdtempSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { projectRoot } from "../../../environments/project-root";
import { FOLDER, manifestIn } from "./library-files";

const MODULES = join(projectRoot(), "node_modules");

/** A project that has installed the library, as npm would leave it there. */
export interface Consumer {
  readonly folder: string;
  /** Where the library lies in it. */
  readonly installed: string;
  remove(): void;
}

/**
 * Builds and packs the library in a folder where nothing can be reached but the packages that its own package.json names,
 * and installs the result beside its peers.
 */
export function installPackage(): Consumer {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), "package-")));
  const source = join(scratch, "source");
  cpSync(FOLDER, source, {
    recursive: true,
    filter: (path) => !/[\\/](?:dist|node_modules|__pycache__)$/.test(path.slice(FOLDER.length)),
  });
  const { name, dependencies = {}, peerDependencies = {}, devDependencies = {} } = manifestIn(source);
  const runtime = Object.keys({ ...dependencies, ...peerDependencies });
  link(join(source, "node_modules"), [...runtime, ...Object.keys(devDependencies)]);
  execFileSync("npm", ["pack", "--foreground-scripts=false", "--ignore-scripts=false", "--offline"], {
    cwd: source,
    env: { ...process.env, PATH: `${join(MODULES, ".bin")}${delimiter}${process.env.PATH ?? ""}` },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const archive = readdirSync(source).find((file) => file.endsWith(".tgz")) ?? "";
  const folder = join(scratch, "consumer");
  const installed = join(folder, "node_modules", name);
  mkdirSync(installed, { recursive: true });
  execFileSync("tar", ["-xzf", join(source, archive), "-C", installed, "--strip-components=1"]);
  link(join(folder, "node_modules"), [...runtime, "@types/node"]);
  return { folder, installed, remove: () => rmSync(scratch, { recursive: true }) };
}

function link(modules: string, names: readonly string[]): void {
  for (const name of names) {
    const place = join(modules, name);
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(join(MODULES, name), place, "dir");
  }
}
