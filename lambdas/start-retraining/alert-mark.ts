import type {
  DescribePipelineExecutionRequest,
  DescribePipelineExecutionResponse,
  UpdatePipelineExecutionRequest,
} from "@aws-sdk/client-sagemaker";
import { describeError } from "../function-error";
import { truncate } from "../text";
import type { FailedRun } from "./failed-run";

/** The part of the SageMaker API that keeps a note with an execution. */
export interface ExecutionNotes {
  describePipelineExecution(
    input: DescribePipelineExecutionRequest,
  ): Promise<Pick<DescribePipelineExecutionResponse, "PipelineExecutionDescription">>;
  updatePipelineExecution(input: UpdatePipelineExecutionRequest): Promise<unknown>;
  /** Writes a line to the function's log. */
  log(line: string): void;
}

/** The longest PipelineExecutionDescription, and the longest name of a step (API reference). */
const DESCRIPTION_LIMIT = 3_072;
const STEP_NAME_LIMIT = 256;

/**
 * Whether the alert on a failed step was sent: its execution's description says so. Of an execution that was retried,
 * the same step may fail again; that is another failure, and has another mark.
 *
 * Where SageMaker does not say, the answer is no: an alert that is sent twice is better than none.
 */
export async function isAlertMarked(notes: ExecutionNotes, failed: FailedRun): Promise<boolean> {
  try {
    return (await descriptionOf(notes, failed)).includes(markOf(failed));
  } catch (error) {
    notes.log(
      `Whether the alert on ${failed.executionArn} was sent before is not known, so it is sent: ${describeError(error)}`,
    );
    return false;
  }
}

/** Notes that the alert was sent. That it cannot is told in the log: then an event that comes again sends another alert. */
export async function markAlert(notes: ExecutionNotes, failed: FailedRun): Promise<void> {
  const mark = markOf(failed);
  try {
    const description = truncate(await descriptionOf(notes, failed), DESCRIPTION_LIMIT - mark.length - 1);
    await notes.updatePipelineExecution({
      PipelineExecutionArn: failed.executionArn,
      PipelineExecutionDescription: description === "" ? mark : `${description} ${mark}`,
    });
  } catch (error) {
    notes.log(
      `The alert on ${failed.executionArn} was sent, but not noted in its description: ${describeError(error)}`,
    );
  }
}

async function descriptionOf(notes: ExecutionNotes, { executionArn }: FailedRun): Promise<string> {
  const { PipelineExecutionDescription: description = "" } = await notes.describePipelineExecution({
    PipelineExecutionArn: executionArn,
  });
  return description;
}

function markOf({ stepName = "a step", ended }: FailedRun): string {
  const step = truncate(stepName.replace(/\s+/g, " "), STEP_NAME_LIMIT);
  return `[Alert sent: ${step} failed${ended === undefined ? "" : ` at ${ended}`}]`;
}
