import type { Environment } from "../environments/environment";
import type { PipelineKind } from "../deploy/desired";
import { isRunning } from "../deploy/executions";
import type { Run, Step } from "./ports";

/** An execution with its steps. */
export interface ObservedRun extends Run {
  readonly steps: readonly Step[];
}

/** An execution, as reports tell of it. Times are ISO 8601. */
export interface RunReport {
  readonly id: string;
  readonly arn: string;
  readonly pipeline: PipelineKind;
  /** Which of the pipeline's versions it runs. */
  readonly pipelineVersion: number | null;
  readonly status: string;
  readonly startedAt: string;
  /** Of one that is over, how long it took. */
  readonly seconds: number | null;
  readonly startedBy: string | null;
  readonly failedStep: string | null;
  readonly reason: string | null;
}

/** Whether an execution is over. */
export function isOver({ status }: Pick<Run, "status">): boolean {
  return !isRunning({ status });
}

/** The step that an execution failed at: of several the first that ended. */
export function failedStep({ steps }: Pick<ObservedRun, "steps">): Step | undefined {
  const failed = steps.filter(({ status }) => status === "Failed");
  return failed.sort((one, other) => (one.ended?.getTime() ?? 0) - (other.ended?.getTime() ?? 0))[0];
}

/** When an execution ended: with its last step, since a note that is added later counts as a change. */
export function endOf({ changed, steps }: ObservedRun): Date {
  const last = Math.max(...steps.map(({ ended }) => ended?.getTime() ?? 0));
  return last > 0 ? new Date(last) : changed;
}

/** Which of an environment's pipelines one is, by its name. */
export function kindOf(pipeline: string, { trainPipeline }: Environment): PipelineKind {
  return pipeline.toLowerCase() === trainPipeline.name.toLowerCase() ? "train" : "inference";
}

/** An execution for a report. */
export function runReport(run: ObservedRun, environment: Environment): RunReport {
  const failed = failedStep(run);
  return {
    id: run.id,
    arn: run.arn,
    pipeline: kindOf(run.pipeline, environment),
    pipelineVersion: run.pipelineVersion ?? null,
    status: run.status,
    startedAt: run.started.toISOString(),
    seconds: isOver(run) ? Math.max(0, endOf(run).getTime() - run.started.getTime()) / 1000 : null,
    startedBy: run.startedBy ?? null,
    failedStep: failed?.name ?? null,
    reason: failed?.reason ?? run.failureReason ?? null,
  };
}
