import { types } from "node:util";

/** Who can fix it: the user (their input), whoever looks after the environment (AWS, network, machine), or we (a bug). */
export type Blame = "user" | "environment" | "bug";

export interface ProblemDetails {
  /** Stable name of this kind of problem, such as `WrongAccount`. Tests and scripts match on it. */
  readonly code: string;
  readonly blame: Blame;
  /** What happened, in one sentence. */
  readonly message: string;
  /** Where it happened: a file and position, an ARN, a step. */
  readonly where?: string;
  /** What the reader does next. */
  readonly next: string;
  readonly cause?: unknown;
}

/** An expected failure: says what happened, where, whose fault it is and the next step. */
export class Problem extends Error {
  readonly code: string;
  readonly blame: Blame;
  readonly where: string | undefined;
  readonly next: string;

  constructor(details: ProblemDetails) {
    super(details.message, { cause: details.cause });
    this.name = details.code;
    this.code = details.code;
    this.blame = details.blame;
    this.where = details.where;
    this.next = details.next;
  }
}

const BLAME_WORDS: Record<Blame, string> = {
  user: "the input",
  environment: "the environment",
  bug: "a bug in this project",
};

/** Whether an error says what a Problem says: those of `sagemaker-pipeline-definitions`, which is a package of its own, do too. */
export function isProblem(error: unknown): error is Problem {
  return error instanceof Error && "code" in error && "blame" in error && "next" in error;
}

/** What the system's errors say of the machine, by code (errno(3)), and what helps. */
const MACHINE: Readonly<Record<string, readonly [message: string, next: string]>> = {
  ENOSPC: ["the disk is full", "make room, or name a folder on another disk"],
  EDQUOT: ["your share of the disk is used up", "make room, or name a folder on another disk"],
  EFBIG: ["the file would be larger than the system lets it be", "raise the limit (ulimit -f)"],
  EROFS: ["the disk can only be read", "name a folder on a disk that you may write to"],
  EACCES: ["the system does not allow it", "give yourself the permission, or name another place"],
  EPERM: ["the system does not allow it", "give yourself the permission, or name another place"],
  EMFILE: ["the process has as many files open as it may", "raise the limit (ulimit -n)"],
  ENFILE: ["the machine has as many files open as it can", "end other programs, then try again"],
  EAGAIN: [
    "the machine takes no more processes or reads",
    "end other programs, or raise the limit (ulimit -u)",
  ],
  ENOMEM: ["the machine has no memory left", "end other programs, then try again"],
  EIO: ["the disk or the terminal fails", "look at the machine's log, or name a folder on another disk"],
  ESTALE: ["the file's server no longer knows it", "mount the disk again"],
  ENOTCONN: ["the disk's server is not there", "mount the disk again"],
  EPIPE: ["nobody reads the output any more", "let what reads it run to its end"],
};

/**
 * What the machine refused, as the environment's fault; undefined for any other error.
 * @param path where it happened. Default: the one that the error names
 */
export function machineProblem(error: unknown, path?: string): Problem | undefined {
  // Node's own errors may be of another realm, where they are no instance of this one's.
  if (!types.isNativeError(error) || isProblem(error)) return undefined;
  const { code = "", path: own, syscall } = error as NodeJS.ErrnoException;
  const [message, next] = (Object.hasOwn(MACHINE, code) ? MACHINE[code] : undefined) ?? [];
  // A service's error may have such a code too; the system's has the call that it answered.
  if (message === undefined || next === undefined || syscall === undefined) return undefined;
  const where = path ?? own;
  return new Problem({
    code: "MachineRefused",
    blame: "environment",
    message: `${message} (${code}, ${syscall})`,
    ...(where === undefined ? {} : { where }),
    next: `${next}; then run the same command again`,
    cause: error,
  });
}

/** A failure that somebody else than we can fix; undefined for a bug of ours. */
export function knownProblem(error: unknown): Problem | undefined {
  return isProblem(error) ? error : machineProblem(error);
}

/** A failure as text for a person. An error that is neither a Problem nor the machine's is a bug of ours and keeps its stack. */
export function describeProblem(error: unknown): string {
  const problem = knownProblem(error);
  if (problem === undefined) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return `error [Unexpected]: ${text}\n  cause: ${BLAME_WORDS.bug}\n  next:  report it with the lines above\n`;
  }
  const where = problem.where === undefined ? "" : `\n  where: ${problem.where}`;
  return `error [${problem.code}]: ${problem.message}${where}\n  cause: ${BLAME_WORDS[problem.blame]}\n  next:  ${problem.next}\n`;
}
