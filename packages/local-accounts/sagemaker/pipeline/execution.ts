import type { Caller } from "../../ports";
import { userContext } from "../authorization";
import { wireTime } from "../clock";
import { at, compact } from "../json";
import type { Json, JsonObject } from "../json";
import type { Scope } from "../scope";
import type { Step } from "./definition";
import { parallelism } from "./pipeline";
import type { Pipeline } from "./pipeline";
import type { PipelineVersion } from "./pipeline-version";

export type ExecutionStatus = "Executing" | "Stopping" | "Stopped" | "Failed" | "Succeeded";
export type StepStatus = "Starting" | "Executing" | "Stopping" | "Stopped" | "Failed" | "Succeeded";

/** A step that an execution has started. */
export interface StepRun {
  readonly step: Step;
  readonly started: number;
  status: StepStatus;
  ended: number | undefined;
  failureReason: string | undefined;
  /** What ListPipelineExecutionSteps says of it, by step type. */
  metadata: JsonObject;
  /** What references to the step resolve against; undefined until it has succeeded. */
  properties: JsonObject | undefined;
  attempts: number;
  /** The execution whose result the cache gave instead of running the step. */
  cacheHit: string | undefined;
  /** The execution whose result a selective execution uses, which does not run the step. */
  readonly reusedFrom: string | undefined;
}

/** One execution of a pipeline. */
export interface Execution {
  readonly arn: string;
  readonly id: string;
  readonly pipeline: Pipeline;
  readonly scope: Scope;
  /** What of the pipeline it runs. */
  readonly version: PipelineVersion;
  readonly parameters: ReadonlyMap<string, Json>;
  /** The only steps that it runs; undefined where it runs them all. */
  readonly selected: ReadonlySet<string> | undefined;
  /** Names of its experiment and trial; undefined where it has none. */
  experiment: JsonObject | undefined;
  displayName: string | undefined;
  description: string | undefined;
  /** The call that started it. */
  readonly request: JsonObject;
  readonly startedBy: Caller;
  readonly created: number;
  /** By step, in the order in which they started. */
  readonly runs: Map<string, StepRun>;
  status: ExecutionStatus;
  failureReason: string | undefined;
  modified: number;
  maxParallelSteps: number | undefined;
  /** Aborted by StopPipelineExecution; a retry gets a new one. */
  abort: AbortController;
}

/** What DescribePipelineExecution answers. */
export function describeExecution(execution: Execution): JsonObject {
  return compact({
    PipelineArn: execution.pipeline.arn,
    PipelineExecutionArn: execution.arn,
    PipelineExecutionDisplayName: execution.displayName,
    PipelineExecutionStatus: execution.status,
    PipelineExecutionDescription: execution.description,
    // AWS makes experiment and trial by these names; the rehearsal has no experiments and only names them.
    PipelineExperimentConfig: execution.experiment,
    FailureReason: execution.failureReason,
    CreationTime: wireTime(execution.created),
    LastModifiedTime: wireTime(execution.modified),
    CreatedBy: userContext(execution.startedBy),
    LastModifiedBy: userContext(execution.startedBy),
    ParallelismConfiguration: parallelism(execution.maxParallelSteps),
    SelectiveExecutionConfig: at(execution.request, "SelectiveExecutionConfig"),
    PipelineVersionId: execution.version.id,
  });
}

/** What ListPipelineExecutions says of it. */
export function summarizeExecution(execution: Execution): JsonObject {
  return compact({
    PipelineExecutionArn: execution.arn,
    StartTime: wireTime(execution.created),
    PipelineExecutionStatus: execution.status,
    PipelineExecutionDescription: execution.description,
    PipelineExecutionDisplayName: execution.displayName,
    PipelineExecutionFailureReason: execution.failureReason,
  });
}

/** What ListPipelineExecutionSteps says of a step. */
export function describeStepRun(run: StepRun): JsonObject {
  const { DisplayName, Description } = run.step.source;
  return compact({
    StepName: run.step.name,
    StepDisplayName: DisplayName,
    StepDescription: Description,
    StartTime: wireTime(run.started),
    EndTime: wireTime(run.ended),
    StepStatus: run.status,
    CacheHitResult: run.cacheHit === undefined ? undefined : { SourcePipelineExecutionArn: run.cacheHit },
    FailureReason: run.failureReason,
    Metadata: run.metadata,
    AttemptCount: run.attempts,
    SelectiveExecutionResult:
      run.reusedFrom === undefined ? undefined : { SourcePipelineExecutionArn: run.reusedFrom },
  });
}

const ID_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
const ID_LENGTH = 12;

/** An execution's id, of AWS's form: twelve small letters and digits. */
export function newExecutionId(): string {
  return Array.from({ length: ID_LENGTH }, () =>
    ID_CHARACTERS.charAt(Math.floor(Math.random() * ID_CHARACTERS.length)),
  ).join("");
}
