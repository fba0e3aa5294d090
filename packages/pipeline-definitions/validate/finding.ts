/** An error or a warning about a pipeline definition. */
export interface Finding {
  /** Stable name of the rule, such as `UnknownStep`. */
  readonly code: string;
  /** A pipeline with warnings is built all the same. */
  readonly severity: "error" | "warning";
  /** Name of the step in which it stands; undefined where it belongs to none. */
  readonly step: string | undefined;
  /** JSON pointer (RFC 6901) into the definition. */
  readonly pointer: string;
  readonly message: string;
  /** What the author can do about it. */
  readonly fix: string;
}

/** A finding as one line for a person. */
export function describeFinding(finding: Finding): string {
  const step = finding.step === undefined ? "" : ` step ${finding.step}:`;
  return `${finding.severity} [${finding.code}]${step} ${finding.message} (${finding.pointer || "/"}) ${finding.fix}`;
}
