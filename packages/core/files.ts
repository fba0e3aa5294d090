import {
  linkSync,
  lstatSync,
  mkdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { machineProblem } from "./problem";

/**
 * Makes a folder and those above it; nothing happens where it is there. Node's own `recursive` tries for ever where a folder
 * that is there takes no others, such as /proc or a mount whose server is gone.
 * @throws Problem as `machineProblem` says it, or the system's error where the path itself is wrong
 */
export function makeFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return;
  if (statSync(dirname(path), { throwIfNoEntry: false }) === undefined) makeFolder(dirname(path));
  naming(path, () => {
    try {
      mkdirSync(path);
    } catch (error) {
      // Another process may have made it in between.
      if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
    }
  });
}

/** How a file is written. */
export interface Writing {
  /** Who may read and write it. Default: as the process makes files. */
  readonly mode?: number;
}

/**
 * Writes a file whole or not at all, in a folder that is made where it is not there: whoever reads it meanwhile, or after a
 * run that was cut off, finds what was there before. A link stays a link; what is no file, such as /dev/stdout, is written
 * as it is.
 * @throws Problem as `machineProblem` says it, with the path; or the system's error where the path itself is wrong
 */
export function writeWhole(path: string, content: string | Uint8Array, { mode }: Writing = {}): void {
  makeFolder(dirname(path));
  naming(path, () => {
    const known = lstatSync(path, { throwIfNoEntry: false });
    const file = known?.isSymbolicLink() === true ? realpathSync(path) : path;
    if (known !== undefined && !statSync(file).isFile()) return writeFileSync(file, content);
    const beside = `${file}.${process.pid}.tmp`;
    try {
      writeFileSync(beside, content, {
        mode: mode ?? (known === undefined ? undefined : statSync(file).mode),
      });
      renameSync(beside, file);
    } catch (error) {
      rmSync(beside, { force: true });
      throw error;
    }
  });
}

/** Disks that have no second name for one file. */
const WITHOUT_LINKS = ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"];

/**
 * Makes a file that is not there yet, whole or not at all: of several processes one succeeds, and nobody finds it empty.
 * @returns whether it was not there
 * @throws as `writeWhole`
 */
export function createWhole(path: string, content: string): boolean {
  const beside = `${path}.${process.pid}.tmp`;
  writeWhole(beside, content);
  try {
    return naming(path, () => {
      try {
        linkSync(beside, path);
      } catch (error) {
        if (!WITHOUT_LINKS.includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
        writeFileSync(path, content, { flag: "wx" });
      }
      return true;
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(beside, { force: true });
  }
}

/** Runs a system call; where the machine refuses it, the Problem names the path, which errors of `write` do not. */
export function naming<T>(path: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw machineProblem(error, path) ?? error;
  }
}
