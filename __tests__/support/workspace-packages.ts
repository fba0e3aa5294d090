import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../environments/project-root";

/** Folders of `packages/`, each after the packages that it depends on. */
export const PACKAGES = ["core", "pipeline-definitions", "local-accounts"] as const;

export type PackageFolder = (typeof PACKAGES)[number];

/** The fields of a package.json that the tests read. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

export function manifestIn(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}

export function packageFolder(name: PackageFolder): string {
  return join(projectRoot(), "packages", name);
}

/** The workspace packages that a package depends on, and itself; what others depend on comes first. */
export function withDependencies(name: PackageFolder): readonly PackageFolder[] {
  const { dependencies = {} } = manifestIn(packageFolder(name));
  const needed = PACKAGES.filter((other) => manifestIn(packageFolder(other)).name in dependencies);
  return PACKAGES.filter(
    (other) => other === name || needed.some((one) => withDependencies(one).includes(other)),
  );
}

/** A package's own TypeScript, without tests: paths below its folder, sorted. */
export function sourcesOf(name: PackageFolder): readonly string[] {
  return readdirSync(packageFolder(name), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !/^(?:dist|node_modules|__tests__)[\\/]/.test(file))
    .sort();
}
