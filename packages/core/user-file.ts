import { closeSync, constants, fstatSync, openSync, readSync, statSync, type Stats } from "node:fs";
import { Problem } from "./problem";

/** A file that a user names: what it is for, how long it may be, what to do when it cannot be read. */
export interface UserFile {
  /** Subject of the message: `the environment file`. */
  readonly what: string;
  /** The most bytes that it may have. */
  readonly limit: number;
  /** The reader's next step. */
  readonly next: string;
  /** Default: `UnreadableFile`. */
  readonly code?: string;
}

export const KIBIBYTE = 1024;
export const MEBIBYTE = 1024 * KIBIBYTE;

/**
 * Reads a file that a user names. What is not a regular file is refused before it is opened: a pipe would block for
 * ever, a device may never end. A link to a regular file is fine.
 * @throws Problem `UnreadableFile`, or the code of `file`
 */
export function readUserFile(path: string, file: UserFile): Buffer {
  requireUserFile(path, file);
  return attempt(path, file, () => {
    // Whatever took the file's place since: opened so, a pipe does not block.
    const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      check(fstatSync(descriptor), path, file);
      return readAll(descriptor, path, file);
    } finally {
      closeSync(descriptor);
    }
  });
}

/**
 * Checks a file that another program will read, without opening it.
 * @throws Problem `UnreadableFile`, or the code of `file`
 */
export function requireUserFile(path: string, file: UserFile): void {
  check(
    attempt(path, file, () => statSync(path)),
    path,
    file,
  );
}

function check(stats: Stats, path: string, file: UserFile): void {
  if (!stats.isFile()) throw refuse(path, file, `it is ${kindOf(stats)}, not a file`);
  if (stats.size > file.limit) throw tooLong(path, file);
}

/** Reads to the end rather than to the size: a file may grow, and those of /proc are said to be empty. */
function readAll(descriptor: number, path: string, file: UserFile): Buffer {
  const chunks: Buffer[] = [];
  let length = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(Math.min(MEBIBYTE, file.limit - length + 1));
    const count = readSync(descriptor, chunk);
    if (count === 0) return Buffer.concat(chunks, length);
    length += count;
    if (length > file.limit) throw tooLong(path, file);
    chunks.push(chunk.subarray(0, count));
  }
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return "a folder";
  if (stats.isFIFO()) return "a named pipe";
  if (stats.isSocket()) return "a socket";
  return "a device";
}

function attempt<T>(path: string, file: UserFile, action: () => T): T {
  try {
    return action();
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    // The path follows in `where`: `ENOENT: no such file or directory, stat '…'`.
    throw refuse(path, file, String((cause as Error).message).replace(/, \w+(?: '.*')?$/s, ""), cause);
  }
}

function tooLong(path: string, file: UserFile): Problem {
  return refuse(path, file, `it is longer than ${sizeText(file.limit)}`);
}

/** What the system refuses for another reason than the path is the machine's to fix. */
function refuse(
  path: string,
  { what, next, code = "UnreadableFile" }: UserFile,
  why: string,
  cause?: unknown,
): Problem {
  const system = (cause as NodeJS.ErrnoException | undefined)?.code;
  const isPath = system === undefined || ["ENOENT", "ENOTDIR", "ELOOP", "ENAMETOOLONG"].includes(system);
  return new Problem({
    code,
    blame: isPath ? "user" : "environment",
    message: `${what} cannot be read: ${why}`,
    where: path,
    next,
    cause,
  });
}

function sizeText(bytes: number): string {
  if (bytes < KIBIBYTE) return `${bytes} bytes`;
  return bytes < MEBIBYTE ? `${Math.floor(bytes / KIBIBYTE)} KiB` : `${Math.floor(bytes / MEBIBYTE)} MiB`;
}
