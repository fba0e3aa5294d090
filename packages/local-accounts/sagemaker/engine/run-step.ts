import { StepFailure } from "../failure";
import type { Execution, StepRun } from "../pipeline/execution";
import { stepContext } from "../steps/context";
import type { StepContext, StepDependencies } from "../steps/context";
import { RUNNERS } from "../steps/runners";
import { announceStep } from "./announcements";
import { cacheKey, cachedResult, keyParts, remember } from "./caching";
import { withRetries } from "./retries";

/**
 * Runs a step, or takes its result from an earlier execution.
 *
 * @throws StepFailure when the step has failed for good
 */
export async function runStep(
  dependencies: StepDependencies,
  execution: Execution,
  run: StepRun,
): Promise<void> {
  const { clock, events } = dependencies.services;
  const runner = RUNNERS[run.step.type];
  if (runner === undefined) throw new StepFailure(`ClientError: no step type ${run.step.type}`);
  const key = await keyOf(stepContext(dependencies, execution, run));
  if (key !== undefined && useCached(execution, run, key, clock.now())) return;
  run.status = "Executing";
  announceStep(events, execution, run, "Starting");
  run.properties = await withRetries(run.step, execution, clock, (attempt) => {
    run.attempts = attempt;
    return runner(stepContext(dependencies, execution, run));
  });
  if (key !== undefined) remember(execution, run, key, clock.now());
}

async function keyOf(context: StepContext): Promise<string | undefined> {
  const parts = keyParts(context.step);
  return parts === undefined ? undefined : cacheKey(context.step, await context.resolved(parts));
}

function useCached(execution: Execution, run: StepRun, key: string, now: number): boolean {
  const cached = cachedResult(execution.pipeline.results, run.step, key, now);
  if (cached === undefined) return false;
  run.cacheHit = cached.execution;
  run.properties = cached.properties;
  run.metadata = cached.metadata;
  return true;
}
