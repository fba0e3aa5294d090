import { parseSageMakerArn } from "./arn";
import { FunctionError } from "./function-error";

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
    /** When the step ended, ISO 8601. */
    readonly stepEndTime?: string;
    /** Of a Fail step: its message. */
    readonly failureReason?: string;
    /** What the step made: a job, a version. */
    readonly metadata?: Readonly<Record<string, { readonly arn?: string } | undefined>>;
  };
}

/** A step of an execution whose status changed. */
export interface StepEvent {
  readonly status: string;
  readonly executionArn: string;
  readonly executionId: string;
  readonly pipelineName: string;
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly stepName: string | undefined;
  readonly reason: string | undefined;
  readonly time: string | undefined;
  /** When the step ended, to the second; of an event that does not say, its own time. */
  readonly ended: string | undefined;
  /** ARNs of what the step made, by their kind: `processingJob`, `trainingJob`, `registerModel`, … */
  readonly made: Readonly<Record<string, string>>;
}

/**
 * What EventBridge delivers is data from outside: the type above is AWS's documentation, not a guarantee.
 * @throws FunctionError `UnexpectedEvent`, `InvalidArn`
 */
export function parseStepEvent(event: StepStatusChangeEvent): StepEvent {
  const detail = record(record(event).detail);
  const executionArn = detail.pipelineExecutionArn;
  if (typeof detail.currentStepStatus !== "string") {
    throw new FunctionError(
      "UnexpectedEvent",
      "This is no event of a pipeline's step. Correct the EventBridge rule.",
    );
  }
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
  const made = Object.entries(record(detail.metadata)).flatMap(([name, value]) => {
    const arn = text(record(value).arn);
    return arn === undefined ? [] : [[name, arn] as const];
  });
  return {
    status: text(detail.currentStepStatus) ?? "",
    executionArn,
    executionId,
    pipelineName,
    partition,
    region,
    account,
    stepName: text(detail.stepName),
    reason: text(detail.failureReason),
    time: text(record(event).time),
    ended: text(detail.stepEndTime) ?? text(record(event).time),
    made: Object.fromEntries(made),
  };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}
