/**
 * SageMaker's event on a pipeline step, and patterns for it.
 * Fields: SageMaker developer guide, "Events that Amazon SageMaker AI sends to Amazon EventBridge", pipeline step
 * state change. They arrive on the default bus only, and more than once.
 */

/** One value, or the operator that names those it must not be. */
type Match = string | { readonly "anything-but": readonly string[] };

export interface StepFailure {
  readonly pipelineArns: readonly string[];
  /** Every step where left out. */
  readonly stepName?: readonly Match[];
}

/** Event pattern for failed steps. */
export function stepFailurePattern({ pipelineArns, stepName }: StepFailure): string {
  return JSON.stringify({
    source: ["aws.sagemaker"],
    "detail-type": ["SageMaker Model Building Pipeline Execution Step Status Change"],
    detail: { pipelineArn: pipelineArns, currentStepStatus: ["Failed"], ...(stepName && { stepName }) },
  });
}
