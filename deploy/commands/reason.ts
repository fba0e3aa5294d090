import { InvalidArgumentError } from "commander";

/** ApprovalDescription's limit (SageMaker API reference, UpdateModelPackage); the label of a pipeline's version has room for it. */
export const LONGEST_REASON = 1_024;

/** `--reason TEXT`, in one line: SageMaker's descriptions know no line's end. */
export function reason(text: string): string {
  const line = text.replace(/[\s\p{Cc}]+/gu, " ").trim();
  if (line === "") throw new InvalidArgumentError("expected a reason: it is recorded with the version.");
  if (line.length > LONGEST_REASON)
    throw new InvalidArgumentError(`expected at most ${LONGEST_REASON} characters, found ${line.length}.`);
  return line;
}
