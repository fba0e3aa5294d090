import { defineStep, type Step, type StepOptions } from "../step";
import type { Value } from "../variable";

export interface FailStepOptions extends StepOptions {
  /** The execution's reason of failure; the API shows at most 1,024 characters of it (API: FailureReason). */
  readonly message?: Value<string>;
}

/** Ends the execution as failed. */
export function failStep(options: FailStepOptions): Step {
  return defineStep("Fail", options, { Arguments: { ErrorMessage: options.message ?? "" } });
}
