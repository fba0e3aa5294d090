import { messageOf } from "../errors";
import type { Service } from "../service";
import { StepFailure } from "../failure";
import { runStep } from "../steps/run";
import { announceExecution, announceStep } from "./announcements";
import type { Step } from "./definition";
import type { Execution, ExecutionStatus, StepRun } from "./execution";
import { prospectOf } from "./progress";

/** AWS's reason for every execution that a step has failed. */
const STEP_FAILURE = "Step failure: One or multiple steps failed.";

/**
 * Runs executions. Steps whose needs are met run at the same time. After a failure the steps that run are left to
 * end, and no other is started (AWS's documentation does not say what becomes of independent branches).
 */
export class Engine {
  readonly #running = new Map<Execution, Promise<void>>();

  /** Lets an execution run, from its start or from where it failed. */
  start(service: Service, execution: Execution): void {
    setStatus(service, execution, "Executing");
    const run = this.#run(service, execution).finally(() => this.#running.delete(execution));
    this.#running.set(execution, run);
  }

  /** Asks an execution to stop: its jobs are stopped, its Lambda functions waited for. */
  stop(service: Service, execution: Execution): void {
    setStatus(service, execution, "Stopping");
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
  async close(service: Service): Promise<void> {
    for (const execution of this.#running.keys()) {
      if (execution.status === "Executing") this.stop(service, execution);
    }
    await this.settled();
  }

  async #run(service: Service, execution: Execution): Promise<void> {
    // StartPipelineExecution answers before the first step starts.
    await Promise.resolve();
    const under = new Map<string, Promise<void>>();
    for (;;) {
      for (const step of startable(execution, under.size)) {
        const run = begin(service, execution, step);
        under.set(
          step.name,
          finish(service, execution, run).finally(() => under.delete(step.name)),
        );
      }
      if (under.size === 0) break;
      await Promise.race(under.values());
    }
    conclude(service, execution);
  }
}

/** The steps to start now, in the definition's order and within the execution's parallelism. */
function startable(execution: Execution, running: number): Step[] {
  const over = [...execution.runs.values()].some(({ status }) => status === "Failed" || status === "Stopped");
  if (over || execution.abort.signal.aborted) return [];
  const ready = [...execution.definition.steps.values()].filter(
    (step) => !execution.runs.has(step.name) && prospectOf(execution, step) === "ready",
  );
  return ready.slice(0, Math.max(0, (execution.maxParallelSteps ?? Infinity) - running));
}

function begin(service: Service, execution: Execution, step: Step): StepRun {
  const run: StepRun = {
    step,
    started: service.clock.now(),
    status: "Starting",
    ended: undefined,
    failureReason: undefined,
    metadata: {},
    properties: undefined,
    attempts: 1,
    cacheHit: undefined,
  };
  execution.runs.set(step.name, run);
  announceStep(service, execution, run, undefined);
  return run;
}

async function finish(service: Service, execution: Execution, run: StepRun): Promise<void> {
  let status: StepRun["status"] = "Succeeded";
  try {
    await runStep(service, execution, run);
  } catch (error) {
    // A job that was stopped along with its execution has not failed.
    status = execution.abort.signal.aborted && error instanceof StepFailure ? "Stopped" : "Failed";
    const reason =
      error instanceof StepFailure
        ? error.message
        : `InternalServerError: the rehearsal failed at this step: ${messageOf(error)}`;
    if (status === "Failed" && reason !== "") run.failureReason = reason;
    if (!(error instanceof StepFailure)) service.log(`${execution.arn} ${run.step.name}: ${String(error)}`);
  }
  const before = run.status;
  run.status = status;
  run.ended = service.clock.now();
  announceStep(service, execution, run, before);
}

function conclude(service: Service, execution: Execution): void {
  const failed = [...execution.runs.values()].some(({ status }) => status === "Failed");
  if (execution.abort.signal.aborted) setStatus(service, execution, "Stopped");
  else if (failed) {
    execution.failureReason = STEP_FAILURE;
    setStatus(service, execution, "Failed");
  } else setStatus(service, execution, "Succeeded");
}

function setStatus(service: Service, execution: Execution, status: ExecutionStatus): void {
  const before = execution.status;
  execution.status = status;
  execution.modified = service.clock.now();
  announceExecution(service, execution, before === status ? undefined : before);
}
