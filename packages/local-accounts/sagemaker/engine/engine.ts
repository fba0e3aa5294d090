import { messageOf } from "../errors";
import { StepFailure } from "../failure";
import type { Step } from "../pipeline/definition";
import type { Execution, ExecutionStatus, StepRun } from "../pipeline/execution";
import type { StepDependencies } from "../steps/context";
import { announceExecution, announceStep } from "./announcements";
import { prospectOf } from "./progress";
import { runStep } from "./run-step";

/** AWS's reason for every execution that a step has failed. */
const STEP_FAILURE = "Step failure: One or multiple steps failed.";

/**
 * Runs executions. Steps whose needs are met run at the same time. After a failure the steps that run are left to
 * end, and no other is started (AWS's documentation does not say what becomes of independent branches).
 */
export class Engine {
  readonly #dependencies: StepDependencies;
  readonly #running = new Map<Execution, Promise<void>>();

  constructor(dependencies: StepDependencies) {
    this.#dependencies = dependencies;
  }

  /** Lets an execution run, from its start or from where it failed. */
  start(execution: Execution): void {
    this.#setStatus(execution, "Executing");
    const run = this.#run(execution).finally(() => this.#running.delete(execution));
    this.#running.set(execution, run);
  }

  /** Asks an execution to stop: its jobs are stopped, its Lambda functions waited for. */
  stop(execution: Execution): void {
    this.#setStatus(execution, "Stopping");
    execution.abort.abort();
  }

  /** Whether an execution of the pipeline runs. */
  isRunning(pipelineArn: string): boolean {
    return [...this.#running.keys()].some((execution) => execution.pipeline.arn === pipelineArn);
  }

  isIdle(): boolean {
    return this.#running.size === 0;
  }

  /** Resolves when no execution runs. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.values());
  }

  /** Stops every execution, and waits for its end. */
  async close(): Promise<void> {
    for (const execution of this.#running.keys()) {
      if (execution.status === "Executing") this.stop(execution);
    }
    await this.settled();
  }

  async #run(execution: Execution): Promise<void> {
    // StartPipelineExecution answers before the first step starts.
    await Promise.resolve();
    const active = new Map<string, Promise<void>>();
    for (;;) {
      for (const step of startable(execution, active.size)) {
        const run = this.#begin(execution, step);
        active.set(
          step.name,
          this.#finish(execution, run).finally(() => active.delete(step.name)),
        );
      }
      if (active.size === 0) break;
      await Promise.race(active.values());
    }
    this.#conclude(execution);
  }

  #begin(execution: Execution, step: Step): StepRun {
    const { clock, events } = this.#dependencies.services;
    const run: StepRun = {
      step,
      started: clock.now(),
      status: "Starting",
      ended: undefined,
      failureReason: undefined,
      metadata: {},
      properties: undefined,
      attempts: 1,
      cacheHit: undefined,
      reusedFrom: undefined,
    };
    execution.runs.set(step.name, run);
    announceStep(events, execution, run, undefined);
    return run;
  }

  async #finish(execution: Execution, run: StepRun): Promise<void> {
    const { clock, events, log } = this.#dependencies.services;
    let status: StepRun["status"] = "Succeeded";
    try {
      await runStep(this.#dependencies, execution, run);
    } catch (error) {
      // A job that was stopped along with its execution has not failed.
      status = execution.abort.signal.aborted && error instanceof StepFailure ? "Stopped" : "Failed";
      const reason =
        error instanceof StepFailure
          ? error.message
          : `InternalServerError: the rehearsal failed at this step: ${messageOf(error)}`;
      if (status === "Failed" && reason !== "") run.failureReason = reason;
      if (!(error instanceof StepFailure)) log(`${execution.arn} ${run.step.name}: ${String(error)}`);
    }
    const before = run.status;
    run.status = status;
    run.ended = clock.now();
    announceStep(events, execution, run, before);
  }

  #conclude(execution: Execution): void {
    const failed = [...execution.runs.values()].some(({ status }) => status === "Failed");
    if (execution.abort.signal.aborted) this.#setStatus(execution, "Stopped");
    else if (failed) {
      execution.failureReason = STEP_FAILURE;
      this.#setStatus(execution, "Failed");
    } else this.#setStatus(execution, "Succeeded");
  }

  #setStatus(execution: Execution, status: ExecutionStatus): void {
    const { clock, events } = this.#dependencies.services;
    const before = execution.status;
    execution.status = status;
    execution.modified = clock.now();
    announceExecution(events, execution, before === status ? undefined : before);
  }
}

/** The steps to start now, in the definition's order and within the execution's parallelism. */
function startable(execution: Execution, running: number): Step[] {
  const over = [...execution.runs.values()].some(({ status }) => status === "Failed" || status === "Stopped");
  if (over || execution.abort.signal.aborted) return [];
  const { selected, runs, version } = execution;
  const ready = [...version.definition.steps.values()].filter(
    (step) =>
      selected?.has(step.name) !== false && !runs.has(step.name) && prospectOf(execution, step) === "ready",
  );
  return ready.slice(0, Math.max(0, (execution.maxParallelSteps ?? Infinity) - running));
}
