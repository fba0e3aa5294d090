import { eventTime } from "../clock";
import { isObject } from "../json";
import type { Json, JsonObject } from "../json";
import type { Service } from "../service";
import type { Execution, ExecutionStatus, StepRun, StepStatus } from "./execution";

/** Tells EventBridge of an execution's new status. */
export function announceExecution(
  service: Service,
  execution: Execution,
  before: ExecutionStatus | undefined,
): void {
  const running = execution.status === "Executing" || execution.status === "Stopping";
  service.events.send(
    execution.region,
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

/** Tells EventBridge of a step's new status. Its metadata has the API's members in small letters. */
export function announceStep(
  service: Service,
  execution: Execution,
  run: StepRun,
  before: StepStatus | undefined,
): void {
  service.events.send(
    execution.region,
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
