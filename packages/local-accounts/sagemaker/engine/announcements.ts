import { eventTime } from "../clock";
import type { Events } from "../events";
import { isObject } from "../json";
import type { Json, JsonObject } from "../json";
import type { Execution, ExecutionStatus, StepRun, StepStatus } from "../pipeline/execution";

/** Sends EventBridge an execution's new status. */
export function announceExecution(
  events: Events,
  execution: Execution,
  before: ExecutionStatus | undefined,
): void {
  const running = execution.status === "Executing" || execution.status === "Stopping";
  events.send(
    execution.scope,
    execution.arn,
    "SageMaker Model Building Pipeline Execution Status Change",
    [execution.pipeline.arn, execution.arn],
    {
      pipelineExecutionDisplayName: execution.displayName,
      currentPipelineExecutionStatus: execution.status,
      previousPipelineExecutionStatus: before,
      executionStartTime: eventTime(execution.created),
      executionEndTime: running ? undefined : eventTime(execution.modified),
      pipelineExecutionDescription: execution.description,
      pipelineArn: execution.pipeline.arn,
      pipelineExecutionArn: execution.arn,
    },
  );
}

/** Sends EventBridge a step's new status. Its metadata has the API's members in small letters. */
export function announceStep(
  events: Events,
  execution: Execution,
  run: StepRun,
  before: StepStatus | undefined,
): void {
  events.send(
    execution.scope,
    execution.arn,
    "SageMaker Model Building Pipeline Execution Step Status Change",
    [execution.pipeline.arn, execution.arn],
    {
      failureReason: run.failureReason,
      metadata: uncapitalized(run.metadata),
      stepStartTime: eventTime(run.started),
      stepEndTime: run.ended === undefined ? undefined : eventTime(run.ended),
      stepName: run.step.name,
      stepType: run.step.type,
      previousStepStatus: before,
      currentStepStatus: run.status,
      cacheHitResult: run.cacheHit === undefined ? undefined : { sourcePipelineExecutionArn: run.cacheHit },
      pipelineArn: execution.pipeline.arn,
      pipelineExecutionArn: execution.arn,
    },
  );
}

function uncapitalized(value: JsonObject): JsonObject {
  const entries = Object.entries(value).map(([key, item]): [string, Json | undefined] => [
    key.charAt(0).toLowerCase() + key.slice(1),
    isObject(item) ? uncapitalized(item) : item,
  ]);
  return Object.fromEntries(entries);
}
