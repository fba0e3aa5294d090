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

/** A failure as text for a person. An error that is not a Problem is a bug of ours and keeps its stack. */
export function describeProblem(error: unknown): string {
  if (!isProblem(error)) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return `error [Unexpected]: ${text}\n  cause: ${BLAME_WORDS.bug}\n  next:  report it with the lines above\n`;
  }
  const where = error.where === undefined ? "" : `\n  where: ${error.where}`;
  return `error [${error.code}]: ${error.message}${where}\n  cause: ${BLAME_WORDS[error.blame]}\n  next:  ${error.next}\n`;
}
