import type { Clock } from "../clock";
import { listAt, numberAt, textAt } from "../json";
import type { Json } from "../json";
import { StepFailure } from "../failure";
import type { RetryableException } from "sagemaker-pipeline-definitions";
import type { Step } from "../pipeline/definition";
import type { Execution } from "../pipeline/execution";

/** Defaults of a retry policy; developer guide, "pipelines-retry-policy". */
const INTERVAL_SECONDS = 1;
const BACKOFF_RATE = 2;
const MAX_ATTEMPTS = 5;

interface RetryPolicy {
  readonly intervalSeconds: number;
  readonly backoffRate: number;
  readonly maxAttempts: number;
  readonly expireAfterMinutes: number;
}

/** "Pipelines retries on this type of error automatically." A step's policy for them overrides this one. */
const AUTOMATIC: readonly RetryableException[] = ["Step.SERVICE_FAULT", "Step.THROTTLING"];
const AUTOMATIC_POLICY: RetryPolicy = {
  intervalSeconds: INTERVAL_SECONDS,
  backoffRate: BACKOFF_RATE,
  maxAttempts: MAX_ATTEMPTS,
  expireAfterMinutes: Infinity,
};

/** The policy that governs an exception; undefined where it is not retried. */
function retryPolicy(step: Step, exception: RetryableException): RetryPolicy | undefined {
  const policy = listAt(step.source, "RetryPolicies").find((one) => exceptionsOf(one).includes(exception));
  if (policy === undefined) return AUTOMATIC.includes(exception) ? AUTOMATIC_POLICY : undefined;
  const expireAfterMinutes = numberAt(policy, "ExpireAfterMin");
  return {
    intervalSeconds: numberAt(policy, "IntervalSeconds") ?? INTERVAL_SECONDS,
    backoffRate: numberAt(policy, "BackoffRate") ?? BACKOFF_RATE,
    // "if both are not specified, MaxAttempts becomes the default"
    maxAttempts:
      numberAt(policy, "MaxAttempts") ?? (expireAfterMinutes === undefined ? MAX_ATTEMPTS : Infinity),
    expireAfterMinutes: expireAfterMinutes ?? Infinity,
  };
}

function exceptionsOf(policy: Json): string[] {
  const single = textAt(policy, "ExceptionType");
  const names = single === undefined ? listAt(policy, "ExceptionType").map(String) : [single];
  // An older name of the same exception, which the guide still had in 2023.
  return names.map((name) => (name === "SageMaker.JOB_CAPACITY_ERROR" ? "SageMaker.CAPACITY_ERROR" : name));
}

/** As AWS says that an exception which could have been retried was not, in FailureReasons that users have published. */
function notRetried(
  { message }: StepFailure,
  exception: RetryableException,
  step: Step,
  { arn }: Execution,
): StepFailure {
  const type = exception.replace(".", "_").toUpperCase();
  return new StepFailure(
    `${message} Retry not appropriate on execution of step with PipelineExecutionArn ${arn} and StepId ${step.name}. No retry policy configured for the exception type ${type}.`,
    exception,
  );
}

/**
 * Runs attempts of a step until one succeeds, fails for good, or its policy gives up.
 *
 * @param attempt called with the number of the attempt, from 1
 */
export async function withRetries<T>(
  step: Step,
  execution: Execution,
  clock: Clock,
  attempt: (number: number) => Promise<T>,
): Promise<T> {
  const { signal } = execution.abort;
  const began = clock.now();
  /** Time that was slept, which a rehearsal's clock makes shorter than it claims to be. */
  let slept = 0;
  for (let number = 1; ; number++) {
    try {
      return await attempt(number);
    } catch (error) {
      if (!(error instanceof StepFailure) || error.exception === undefined || signal.aborted) throw error;
      const policy = retryPolicy(step, error.exception);
      if (policy === undefined) throw notRetried(error, error.exception, step, execution);
      const wait = policy.intervalSeconds * policy.backoffRate ** (number - 1) * 1000;
      const elapsed = Math.max(clock.now() - began, slept);
      if (number > policy.maxAttempts || elapsed + wait > policy.expireAfterMinutes * 60_000) throw error;
      await clock.sleep(wait, signal);
      slept += wait;
    }
  }
}
