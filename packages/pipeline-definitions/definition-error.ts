interface DefinitionErrorDetails {
  /** Stable name of this kind of error, such as `InvalidPipeline`; scripts and tests match on it. */
  readonly code: string;
  /** What is wrong. */
  readonly message: string;
  /** What the caller does next. */
  readonly next: string;
}

/**
 * A definition, or a difference, that this library cannot work with. The input is to blame, so it says
 * what to do.
 */
export class DefinitionError extends Error {
  readonly code: string;
  readonly blame = "user";
  readonly next: string;

  constructor({ code, message, next }: DefinitionErrorDetails) {
    super(message);
    this.name = code;
    this.code = code;
    this.next = next;
  }
}
