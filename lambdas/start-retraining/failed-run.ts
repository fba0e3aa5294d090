import { createHash } from "node:crypto";
import { FunctionError } from "../function-error";
import { parseStepEvent, type StepEvent, type StepStatusChangeEvent } from "../step-event";

/** A failed inference execution, and the names that a training started for it bears. */
export interface FailedRun extends StepEvent {
  /** Display name of the training: ListPipelineExecutions finds it again by this. */
  readonly trainingName: string;
  /** ClientRequestToken of the training: 64 characters of the 32 to 128 that the API takes. */
  readonly token: string;
}

/** The API's rule for PipelineExecutionDisplayName (1 to 82 characters), less the prefix `drift-`. */
const NAMEABLE = /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,75}$/;

/**
 * @throws FunctionError `UnexpectedEvent` for any status but Failed: a rule that lets others through
 * must not start trainings; `InvalidArn`
 */
export function parseFailedRun(event: StepStatusChangeEvent): FailedRun {
  const step = parseStepEvent(event);
  const { status, executionArn, executionId, stepName } = step;
  if (status !== "Failed") {
    throw new FunctionError(
      "UnexpectedEvent",
      `This function answers failed pipeline steps, not ${JSON.stringify({ status, step: stepName })}. ` +
        `Correct the pattern of the EventBridge rule that calls it.`,
    );
  }
  const token = createHash("sha256").update(executionArn).digest("hex");
  return { ...step, trainingName: `drift-${NAMEABLE.test(executionId) ? executionId : token}`, token };
}
