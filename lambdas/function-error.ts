/**
 * An expected failure of a function. Of an error, Lambda reports no more than the name and the message
 * (a pipeline shows them as the step's FailureReason), so the message also says what to do next.
 */
export class FunctionError extends Error {
  /** @param name stable name of this kind of failure, such as `NoApprovedModelPackage` */
  constructor(name: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = name;
  }
}

/** Name and message of anything thrown, in one line. */
export function describeError(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
