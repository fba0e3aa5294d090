/** Kinds of failure that a retry policy may name; developer guide, "pipelines-retry-policy". */
export type RetryableException =
  | "Step.SERVICE_FAULT"
  | "Step.THROTTLING"
  | "SageMaker.JOB_INTERNAL_ERROR"
  | "SageMaker.CAPACITY_ERROR"
  | "SageMaker.RESOURCE_LIMIT";

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
