import { defineStep, type Step, type StepOptions } from "../step";
import type { Input } from "../variable";

export interface FailStepOptions extends StepOptions {
  /**
   * The execution's reason of failure; the API shows at most 1,024 characters of it (API:
   * FailureReason).
   */
  readonly message?: Input<string>;
}

/** Ends the execution as failed. */
export function failStep(options: FailStepOptions): Step {
  return defineStep("Fail", options, { Arguments: { ErrorMessage: options.message ?? "" } });
}
