import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The library's folder, which is a package of its own. */
export const FOLDER = join(__dirname, "..");

/** Paths of its TypeScript below that folder, sorted. */
export const SOURCES: readonly string[] = readdirSync(FOLDER, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && !/^(?:dist|node_modules|__tests__)[\\/]/.test(file))
  .sort();

/** What a package.json says of packages, as far as the tests ask. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

export function manifestIn(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}
