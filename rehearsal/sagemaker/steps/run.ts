import type { JsonObject } from "../json";
import { announceStep } from "../pipeline/announcements";
import { cacheKey, cachedResult, keyParts, remember } from "../pipeline/caching";
import type { Execution, StepRun } from "../pipeline/execution";
import { withRetries } from "../pipeline/retries";
import type { Service } from "../service";
import { stepContext } from "./context";
import type { StepContext } from "./context";
import { StepFailure } from "../failure";
import { runJob } from "./job";
import { runLambda } from "./lambda";
import { runQualityCheck } from "./quality-check";
import { runCondition, runFail, runModel, runRegisterModel } from "./simple";

/** Runs one attempt and gives the step its properties. */
type StepRunner = (context: StepContext) => Promise<JsonObject>;

const RUNNERS: Readonly<Record<string, StepRunner>> = {
  Processing: (context) => runJob(context, "processing"),
  Training: (context) => runJob(context, "training"),
  Transform: (context) => runJob(context, "transform"),
  QualityCheck: runQualityCheck,
  Model: runModel,
  RegisterModel: runRegisterModel,
  Lambda: runLambda,
  Condition: runCondition,
  Fail: runFail,
};

/**
 * Runs a step, or takes its result from an earlier execution.
 *
 * @throws StepFailure when the step has failed for good
 */
export async function runStep(service: Service, execution: Execution, run: StepRun): Promise<void> {
  const runner = RUNNERS[run.step.type];
  if (runner === undefined) throw new StepFailure(`ClientError: no step type ${run.step.type}`);
  const key = await keyOf(stepContext(service, execution, run));
  if (key !== undefined && useCached(service, execution, run, key)) return;
  run.status = "Executing";
  announceStep(service, execution, run, "Starting");
  run.properties = await withRetries(run.step, service.clock, execution.abort.signal, (attempt) => {
    run.attempts = attempt;
    return runner(stepContext(service, execution, run));
  });
  if (key !== undefined) remember(execution, run, key, service.clock.now());
}

async function keyOf(context: StepContext): Promise<string | undefined> {
  const parts = keyParts(context.step);
  return parts === undefined ? undefined : cacheKey(context.step, await context.resolved(parts));
}

function useCached(service: Service, execution: Execution, run: StepRun, key: string): boolean {
  const cached = cachedResult(execution.pipeline.results, run.step, key, service.clock.now());
  if (cached === undefined) return false;
  run.cacheHit = cached.execution;
  run.properties = cached.properties;
  run.metadata = cached.metadata;
  return true;
}
