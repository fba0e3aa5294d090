import type { RetryableException } from "sagemaker-pipeline-definitions";

/** The longest FailureReason that SageMaker keeps of a step or job. */
export const FAILURE_CHARACTERS = 1024;

/** Why a step failed; the message becomes its FailureReason. */
export class StepFailure extends Error {
  /** What a retry policy may retry; undefined where another attempt would fail the same way. */
  readonly exception: RetryableException | undefined;

  constructor(message: string, exception?: RetryableException) {
    super(message.slice(0, FAILURE_CHARACTERS));
    this.name = "StepFailure";
    this.exception = exception;
  }
}

interface JobFailureOptions {
  /** Failed where it is not said. */
  readonly status?: "Failed" | "Stopped";
  /** Training only: what it was doing, or why it was stopped. */
  readonly secondary?: string;
  /** What a retry policy may retry. */
  readonly exception?: RetryableException;
}

/** Why a job ended before its time; the message becomes its FailureReason. */
export class JobFailure extends Error {
  readonly status: "Failed" | "Stopped";
  readonly secondary: string | undefined;
  readonly exception: RetryableException | undefined;

  constructor(message: string, { status = "Failed", secondary, exception }: JobFailureOptions = {}) {
    super(message.slice(0, FAILURE_CHARACTERS));
    this.name = "JobFailure";
    this.status = status;
    this.secondary = secondary;
    this.exception = exception;
  }
}

/** The end of a job that was stopped. */
export function stopped(): JobFailure {
  return new JobFailure("the job was stopped", { status: "Stopped" });
}

/** A job's failure that is SageMaker's own: another attempt may succeed. */
export function internalFailure(explanation: string): JobFailure {
  return new JobFailure(`InternalServerError: ${explanation}`, { exception: "SageMaker.JOB_INTERNAL_ERROR" });
}
