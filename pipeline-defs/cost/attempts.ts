import type { Json, JsonObject } from "sagemaker-pipeline-definitions";
import type { Values } from "./values";

/** How often a step's job may run, at most. */
export interface Attempts {
  /** The first one included. */
  readonly count: number;
  /** What retries that end by the clock add to the run time, in seconds. */
  readonly extraSeconds: number;
}

/** Retries of a policy that gives no end. Source: developer guide, "Retry Policy for Pipeline Steps". */
const DEFAULT_RETRIES = 5;
const SECONDS_A_MINUTE = 60;

/**
 * Counts the retries after a failed job, `SageMaker.*`: its machines have run and are billed. `Step.*` errors happen when
 * the service calls another one, before any machine runs. Policies count side by side, since each has its own errors.
 * Jobs of tuning and AutoML steps are not retried after an internal error (same page).
 */
export function attemptsOf(step: JsonObject, values: Values): Attempts {
  const retriesItself = step.Type === "Tuning" || step.Type === "AutoML";
  const counted = (error: Json) =>
    typeof error === "string" &&
    error.startsWith("SageMaker.") &&
    !(retriesItself && error === "SageMaker.JOB_INTERNAL_ERROR");
  let count = 1;
  let extraSeconds = 0;
  for (const policy of values.list(step, "RetryPolicies")) {
    if (!values.list(policy, "ExceptionType").some(counted)) continue;
    const [retries, minutes] = [values.at(policy, "MaxAttempts"), values.at(policy, "ExpireAfterMin")];
    if (typeof retries === "number") count += retries;
    // The last attempt starts before the time is over at the latest, and may then run its whole time.
    else if (typeof minutes === "number") extraSeconds += minutes * SECONDS_A_MINUTE;
    else count += DEFAULT_RETRIES;
  }
  return { count, extraSeconds };
}
