import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const SUFFIX = ".plan.json";

/** File of an environment's plan in a folder of several. No two have one: their stacks would be called the same. */
export function planFileName(environment: string): string {
  return `${environment.replaceAll("/", "-")}${SUFFIX}`;
}

/** Whether plans of several environments lie there. */
export function isPlanFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** The files of plans in a folder, sorted; none where it is not there. */
export function planFilesIn(folder: string): string[] {
  if (!isPlanFolder(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(SUFFIX))
    .sort();
}

/** Where an environment's plan is: the file itself, or its file in a folder of several. */
export function planIn(path: string, environment: string): string {
  return isPlanFolder(path) ? join(path, planFileName(environment)) : path;
}
