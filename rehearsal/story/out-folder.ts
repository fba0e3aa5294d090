import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { Problem } from "sagemaker-promotion-core/problem";

/** Says that a folder is a rehearsal's to empty. Stays there between rehearsals. */
const MARK = ".rehearsal";
/** Holds the process number of the rehearsal at work. */
const OWNER = ".rehearsal-owner";

/** The code of a system call's error, such as `EEXIST`. */
function errorCode(error: unknown): unknown {
  return typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, but it is somebody else's.
    return errorCode(error) === "EPERM";
  }
}

/** Makes the folder, or takes one that a rehearsal made before: nobody else's files are ever removed. */
function open(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    const names = readdirSync(folder);
    if (names.length > 0 && !names.includes(MARK)) {
      throw new Problem({
        code: "FolderInUse",
        blame: "user",
        message: "the folder holds files that no rehearsal left there",
        where: folder,
        next: "name an empty folder, or one that does not exist yet, with --out",
      });
    }
    closeSync(openSync(join(folder, MARK), "a"));
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    throw new Problem({
      code: "FolderNotWritable",
      blame: "environment",
      message: `the folder for what the rehearsal leaves cannot be made: ${String(cause)}`,
      where: folder,
      next: "name a folder that you may write to with --out",
      cause,
    });
  }
}

/** Tries to own an opened folder; false while another living rehearsal does. */
function claim(folder: string): boolean {
  const file = join(folder, OWNER);
  if (existsSync(file) && !isAlive(Number(readFileSync(file, "utf8")))) rmSync(file, { force: true });
  try {
    const descriptor = openSync(file, "wx");
    writeSync(descriptor, String(process.pid));
    closeSync(descriptor);
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw error;
  }
}

/**
 * An empty folder for one rehearsal: `<base>`, or `<base>-2`, `<base>-3`, … where another rehearsal is at work.
 * What an earlier rehearsal left there is removed.
 * @throws Problem `FolderInUse` for a folder with other files, `FolderNotWritable`.
 */
export function claimOutFolder(base: string): { readonly folder: string; release(): void } {
  for (let number = 1; ; number += 1) {
    const folder = number === 1 ? base : `${base}-${number}`;
    open(folder);
    if (!claim(folder)) continue;
    for (const name of readdirSync(folder)) {
      if (name !== MARK && name !== OWNER) rmSync(join(folder, name), { recursive: true, force: true });
    }
    return { folder, release: () => rmSync(join(folder, OWNER), { force: true }) };
  }
}
