import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import ts from "typescript";
import { projectRoot } from "../../environments/project-root";
import {
  manifestIn,
  packageFolder,
  PACKAGES,
  sourcesOf,
  type PackageFolder,
  withDependencies,
} from "../support/workspace-packages";

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly link?: boolean }>>;
}

const lock = JSON.parse(readFileSync(join(projectRoot(), "package-lock.json"), "utf8")) as Lock;

/** The version that the lock file has of a package; a workspace's own where it is one. */
function locked(name: string): string | undefined {
  const folder = PACKAGES.find((one) => manifestIn(packageFolder(one)).name === name);
  return lock.packages[folder === undefined ? `node_modules/${name}` : `packages/${folder}`]?.version;
}

/** Modules that a source names, types included. */
function importsOf(path: string): readonly string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(path, "utf8"), true, true);
  return importedFiles.map(({ fileName }) => fileName);
}

/** Whether a module is a part of the package, of Node, or of a package that its package.json names. */
function isReachable(name: PackageFolder, file: string, module: string): boolean {
  const folder = packageFolder(name);
  if (module.startsWith("."))
    return !relative(folder, resolve(folder, dirname(file), module)).startsWith("..");
  if (builtinModules.includes(module.replace(/^node:/, ""))) return true;
  const manifest = manifestIn(folder);
  const packages = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
  return packages.some((one) => module === one || module.startsWith(`${one}/`));
}

describe.each(PACKAGES)("packages/%s", (name) => {
  const folder = packageFolder(name);
  const manifest = manifestIn(folder);

  test("imports nothing from outside its folder but what its package.json names", () => {
    const all = sourcesOf(name).flatMap((file) =>
      importsOf(join(folder, file)).map((module) => [file, module] as const),
    );
    expect(all.length).toBeGreaterThan(10);
    expect(all.filter(([file, module]) => !isReachable(name, file, module))).toEqual([]);
  });

  test("needs everything that its package.json names", () => {
    // What a dependency asks its user to install is needed as well.
    const peers = withDependencies(name)
      .filter((one) => one !== name)
      .flatMap((one) => Object.keys(manifestIn(packageFolder(one)).peerDependencies ?? {}));
    const used = [...peers, ...sourcesOf(name).flatMap((file) => importsOf(join(folder, file)))];
    const { dependencies = {}, peerDependencies = {} } = manifest;
    const unused = Object.keys({ ...dependencies, ...peerDependencies }).filter(
      (one) => !used.some((module) => module === one || module.startsWith(`${one}/`)),
    );
    expect(unused).toEqual([]);
  });

  test("asks for what the lock file holds, or newer", () => {
    const { dependencies = {}, peerDependencies = {}, devDependencies = {} } = manifest;
    for (const [one, version] of Object.entries({ ...dependencies, ...devDependencies }))
      expect([one, version]).toEqual([one, locked(one)]);
    for (const [one, range] of Object.entries(peerDependencies))
      expect([one, range]).toEqual([one, `^${locked(one)}`]);
    expect(manifest.version).toBe(locked(manifest.name));
  });

  test("comes with the project's licence", () => {
    const licence = (of: string) => readFileSync(join(of, "LICENSE"), "utf8");
    expect(licence(folder)).toBe(licence(projectRoot()));
  });
});

test("an import from outside would be found out", () => {
  expect(isReachable("pipeline-definitions", "validate/names.ts", "../json")).toBe(true);
  expect(isReachable("pipeline-definitions", "validate/names.ts", "../../train")).toBe(false);
  expect(isReachable("pipeline-definitions", "pipeline.ts", "../../environments/project-root")).toBe(false);
  expect(isReachable("pipeline-definitions", "json.ts", "fflate")).toBe(false);
  expect(isReachable("core", "json-text.ts", "sagemaker-local-accounts")).toBe(false);
});

test("everything outside imports a package by its name", () => {
  const FOLDERS = ["deploy", "environments", "lambdas", "pipeline-defs", "rehearsal", "stacks", "tools"];
  const outside = FOLDERS.flatMap((folder) =>
    readdirSync(join(projectRoot(), folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => join(projectRoot(), folder, file)),
  );
  const imports = outside.flatMap((file) => importsOf(file).map((module) => [file, module] as const));
  const names = PACKAGES.map((name) => manifestIn(packageFolder(name)).name);
  expect(
    imports.filter(([, module]) => names.some((name) => module.startsWith(name))).length,
  ).toBeGreaterThan(30);
  const past = imports.filter(
    ([file, module]) =>
      module.startsWith(".") && resolve(dirname(file), module).startsWith(join(projectRoot(), "packages")),
  );
  expect(past).toEqual([]);
});
