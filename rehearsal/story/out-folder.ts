import { existsSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createWhole, makeFolder, writeWhole } from "sagemaker-promotion-core/files";
import { Problem } from "sagemaker-promotion-core/problem";

/** Says that a folder is a rehearsal's to empty. Stays there between rehearsals. */
const MARK = ".rehearsal";
/** Holds the process number of the rehearsal at work. */
const OWNER = ".rehearsal-owner";

/** Whether the process that an owner's file names is there. A file that names none is nobody's: 0 would be our own group. */
function isAlive(owner: string): boolean {
  if (!/^[1-9][0-9]{0,9}$/.test(owner.trim())) return false;
  try {
    process.kill(Number(owner), 0);
    return true;
  } catch (error) {
    // It lives, but it is somebody else's.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Makes the folder, or takes one that a rehearsal made before: nobody else's files are ever removed. */
function open(folder: string): void {
  try {
    makeFolder(folder);
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
    writeWhole(join(folder, MARK), "");
  } catch (cause) {
    if (cause instanceof Problem && cause.code === "FolderInUse") throw cause;
    throw new Problem({
      code: "FolderNotWritable",
      blame: "environment",
      message: `the folder for what the rehearsal leaves cannot be made: ${(cause as Error).message}`,
      where: folder,
      next: "name a folder that you may write to with --out",
      cause,
    });
  }
}

/** Tries to own an opened folder; false while another living rehearsal does. */
function claim(folder: string): boolean {
  const file = join(folder, OWNER);
  if (existsSync(file) && !isAlive(readFileSync(file, "utf8"))) rmSync(file, { force: true });
  return createWhole(file, String(process.pid));
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
