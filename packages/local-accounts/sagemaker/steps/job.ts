import { argumentsShape } from "sagemaker-pipeline-definitions/service-model";
import { listAt, text, textAt } from "../json";
import type { JsonObject } from "../json";
import { JOB_KINDS } from "../jobs/job";
import type { Job, JobKind } from "../jobs/job";
import { resolvedArguments, suffixed } from "./context";
import type { StepContext } from "./context";
import { StepFailure } from "../failure";

/** Runs the job of a Processing, Training or Transform step; its properties are the job's Describe response. */
export async function runJob(context: StepContext, kind: JobKind): Promise<JsonObject> {
  const request = await resolvedArguments(context, argumentsShape(context.step.type));
  return startJob(context, kind, request);
}

/** Creates a job as the pipeline's role, waits for its end, and describes it. */
export async function startJob(
  context: StepContext,
  kind: JobKind,
  request: JsonObject,
): Promise<JsonObject> {
  const { noun } = JOB_KINDS[kind];
  const prefix = textAt(request, `${noun}Name`);
  const name = prefix === undefined ? context.name : suffixed(prefix);
  const created = await context.invoke(`Create${noun}`, {
    ...request,
    [`${noun}Name`]: name,
    Tags: [...listAt(request, "Tags"), ...context.tags],
  });
  const arn = text(created, `${noun}Arn`);
  const job = context.stores.owning(arn)?.jobs.get(arn);
  if (job === undefined) throw new StepFailure(`InternalServerError: ${arn} was created and is gone`);
  context.run.metadata = { [noun]: { Arn: arn } };
  await endOf(context, job);
  if (job.status !== "Completed") throw new StepFailure(job.failureReason ?? job.status, job.exception);
  return context.invoke(`Describe${noun}`, { [`${noun}Name`]: name });
}

/** Waits for a job; stops it when the execution is stopped. */
async function endOf({ execution, run }: StepContext, job: Job): Promise<void> {
  const stop = (): void => {
    run.status = "Stopping";
    job.stop();
  };
  const { signal } = execution.abort;
  signal.addEventListener("abort", stop);
  if (signal.aborted) stop();
  await job.done;
  signal.removeEventListener("abort", stop);
}
