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

const OWNER_FILE = ".owner";

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

/** Tries to own a folder; false while another living rehearsal does. */
function claim(folder: string): boolean {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, OWNER_FILE);
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
 */
export function claimOutFolder(base: string): { readonly folder: string; release(): void } {
  for (let number = 1; ; number += 1) {
    const folder = number === 1 ? base : `${base}-${number}`;
    if (!claim(folder)) continue;
    for (const name of readdirSync(folder)) {
      if (name !== OWNER_FILE) rmSync(join(folder, name), { recursive: true, force: true });
    }
    return { folder, release: () => rmSync(join(folder, OWNER_FILE), { force: true }) };
  }
}
