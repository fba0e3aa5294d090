/** Something that an API refuses although every member by itself has the form that its model asks for. */
export interface RequestProblem {
  /** Stable name of the rule. */
  readonly code: string;
  /** JSON pointer (RFC 6901) into the request, or into the structure that a rule is about. */
  readonly pointer: string;
  readonly message: string;
  readonly fix: string;
}
