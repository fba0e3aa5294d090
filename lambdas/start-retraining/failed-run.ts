import { createHash } from "node:crypto";
import { parseSageMakerArn } from "../arn";
import { FunctionError } from "../function-error";

/**
 * EventBridge's event `SageMaker Model Building Pipeline Execution Step Status Change`, as far as it is read.
 * (SageMaker's developer guide, "Events that Amazon SageMaker AI sends to Amazon EventBridge".)
 */
export interface StepStatusChangeEvent {
  /** When the step changed, ISO 8601. */
  readonly time?: string;
  readonly detail: {
    readonly pipelineExecutionArn: string;
    readonly stepName?: string;
    readonly currentStepStatus: string;
    /** Of a Fail step: its message. */
    readonly failureReason?: string;
  };
}

/** A failed inference execution, and the names that a training started for it bears. */
export interface FailedRun {
  readonly executionArn: string;
  readonly executionId: string;
  readonly pipelineName: string;
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly stepName: string | undefined;
  readonly reason: string | undefined;
  readonly time: string | undefined;
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
  // What EventBridge delivers is data from outside: the types above are AWS's documentation, not a guarantee.
  const detail = record(record(event).detail);
  const status = detail.currentStepStatus;
  if (status !== "Failed") {
    throw new FunctionError(
      "UnexpectedEvent",
      `This function answers failed pipeline steps, not ${JSON.stringify({ status, step: detail.stepName })}. ` +
        `Correct the pattern of the EventBridge rule that calls it.`,
    );
  }
  const executionArn = detail.pipelineExecutionArn;
  const { partition, region, account, resource } = parseSageMakerArn("pipelineExecutionArn", executionArn);
  const [kind, pipelineName, marker, executionId] = resource;
  if (
    typeof executionArn !== "string" ||
    kind !== "pipeline" ||
    marker !== "execution" ||
    !pipelineName ||
    !executionId
  ) {
    throw new FunctionError(
      "UnexpectedEvent",
      `${String(executionArn)} is not the ARN of a pipeline execution. Correct the EventBridge rule.`,
    );
  }
  const token = createHash("sha256").update(executionArn).digest("hex");
  return {
    executionArn,
    executionId,
    pipelineName,
    partition,
    region,
    account,
    stepName: text(detail.stepName),
    reason: text(detail.failureReason),
    time: text(record(event).time),
    trainingName: `drift-${NAMEABLE.test(executionId) ? executionId : token}`,
    token,
  };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}
