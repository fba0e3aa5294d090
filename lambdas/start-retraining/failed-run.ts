import { FunctionError } from "../function-error";
import { parseStepEvent, type StepEvent, type StepStatusChangeEvent } from "../step-event";

/** A failed step of an inference execution. */
export type FailedRun = StepEvent;

/**
 * @throws FunctionError `UnexpectedEvent` for any status but Failed: a rule that lets others through
 * must not start trainings; `InvalidArn`
 */
export function parseFailedRun(event: StepStatusChangeEvent): FailedRun {
  const step = parseStepEvent(event);
  if (step.status !== "Failed") {
    throw new FunctionError(
      "UnexpectedEvent",
      `This function answers failed pipeline steps, not ${JSON.stringify({ status: step.status, step: step.stepName })}. ` +
        `Correct the pattern of the EventBridge rule that calls it.`,
    );
  }
  return step;
}
