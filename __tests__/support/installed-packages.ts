import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { projectRoot } from "../../environments/project-root";
import { manifestIn, packageFolder, withDependencies, type PackageFolder } from "./workspace-packages";

const MODULES = join(projectRoot(), "node_modules");

/** A project that has installed a package of this repository, as npm would leave it there. */
export interface Consumer {
  readonly folder: string;
  /** Where a package lies in it. */
  installed(name: PackageFolder): string;
  remove(): void;
}

/**
 * Packs a package, and the packages of this repository that it depends on, and installs them beside their other
 * dependencies and the `extra` ones. Each is built in a folder where nothing can be reached but what its own package.json
 * names: a dependant compiles against the packed dependency.
 */
export function installPackage(name: PackageFolder, extra: readonly string[] = []): Consumer {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), "package-")));
  const folder = join(scratch, "consumer");
  const modules = join(folder, "node_modules");
  const installed = (one: PackageFolder) => join(modules, manifestIn(packageFolder(one)).name);
  for (const one of withDependencies(name)) {
    const archive = pack(one, join(scratch, one), modules);
    mkdirSync(installed(one), { recursive: true });
    execFileSync("tar", ["-xzf", archive, "-C", installed(one), "--strip-components=1"]);
    const { bin = {}, dependencies = {}, peerDependencies = {} } = manifestIn(installed(one));
    link(modules, Object.keys({ ...dependencies, ...peerDependencies }), MODULES);
    for (const [command, file] of Object.entries(bin)) {
      const program = join(installed(one), file);
      // npm does the same.
      chmodSync(program, 0o755);
      mkdirSync(join(modules, ".bin"), { recursive: true });
      symlinkSync(program, join(modules, ".bin", command));
    }
  }
  link(modules, ["@types/node", ...extra], MODULES);
  return { folder, installed, remove: () => rmSync(scratch, { recursive: true }) };
}

/** Builds and packs a package in a folder of its own: the path of the archive. */
function pack(name: PackageFolder, folder: string, consumerModules: string): string {
  const original = packageFolder(name);
  cpSync(original, folder, {
    recursive: true,
    filter: (path) => !/[\\/](?:dist|node_modules|__pycache__)$/.test(path.slice(original.length)),
  });
  const { dependencies = {}, peerDependencies = {}, devDependencies = {} } = manifestIn(folder);
  const modules = join(folder, "node_modules");
  const needed = Object.keys({ ...dependencies, ...peerDependencies, ...devDependencies });
  const packed = withDependencies(name).map((one) => manifestIn(packageFolder(one)).name);
  link(
    modules,
    needed.filter((one) => packed.includes(one)),
    consumerModules,
  );
  link(modules, needed, MODULES);
  execFileSync("npm", ["pack", "--foreground-scripts=false", "--ignore-scripts=false", "--offline"], {
    cwd: folder,
    env: { ...process.env, PATH: `${join(MODULES, ".bin")}${delimiter}${process.env.PATH ?? ""}` },
    stdio: ["ignore", "ignore", "pipe"],
  });
  return join(folder, readdirSync(folder).find((file) => file.endsWith(".tgz")) ?? "");
}

/** Links packages from one `node_modules` into another, where they are not there yet. */
function link(modules: string, names: readonly string[], from: string): void {
  const there = (scope: string): readonly string[] =>
    readdirSync(join(modules, scope)).map((name) => (scope === "" ? name : `${scope}/${name}`));
  mkdirSync(modules, { recursive: true });
  for (const name of names) {
    const scope = name.includes("/") ? dirname(name) : "";
    mkdirSync(join(modules, scope), { recursive: true });
    if (!there(scope).includes(name)) symlinkSync(join(from, name), join(modules, name), "dir");
  }
}
