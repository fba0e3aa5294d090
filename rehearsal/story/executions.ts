import {
  DescribePipelineExecutionCommand,
  DescribeProcessingJobCommand,
  ListPipelineExecutionStepsCommand,
  ListPipelineExecutionsCommand,
  StartPipelineExecutionCommand,
} from "@aws-sdk/client-sagemaker";
import type { PipelineExecutionStep } from "@aws-sdk/client-sagemaker";
import { setTimeout as sleep } from "node:timers/promises";
import { assert, assertDefined } from "./assert";
import type { Fact } from "./chapter";
import type { Log } from "./log";
import type { Actor } from "./actors";

const POLL_MILLISECONDS = 200;
/** For what hangs, not for what is slow: machines are busy with others as well. */
const PATIENCE_MILLISECONDS = 30 * 60_000;

/** An execution that has ended. */
export interface EndedExecution {
  readonly arn: string;
  readonly status: string;
  readonly failureReason: string | undefined;
  /** In the order in which they started. */
  readonly steps: readonly PipelineExecutionStep[];
}

/** Starts a pipeline as a person would from Studio, and waits for its end. */
export async function execute(
  actor: Actor,
  pipelineName: string,
  parameters: Readonly<Record<string, string>>,
  log: Log,
): Promise<EndedExecution> {
  const answer = await actor.clients.sagemaker.send(
    new StartPipelineExecutionCommand({
      PipelineName: pipelineName,
      PipelineParameters: Object.entries(parameters).map(([Name, Value]) => ({ Name, Value })),
    }),
  );
  return ended(actor, assertDefined(answer.PipelineExecutionArn, "the execution's ARN"), log);
}

/** Waits for an execution's end, and logs each of its steps as it ends. */
export async function ended(actor: Actor, arn: string, log: Log): Promise<EndedExecution> {
  const deadline = Date.now() + PATIENCE_MILLISECONDS;
  const told = new Set<string | undefined>();
  for (;;) {
    const execution = await actor.clients.sagemaker.send(
      new DescribePipelineExecutionCommand({ PipelineExecutionArn: arn }),
    );
    const status = assertDefined(execution.PipelineExecutionStatus, "the execution's status");
    const steps = await stepsOf(actor, arn);
    for (const step of steps.filter(
      ({ StepName, EndTime }) => EndTime !== undefined && !told.has(StepName),
    )) {
      told.add(step.StepName);
      log(describeStep(step, await exitMessage(actor, step)));
    }
    if (status !== "Executing" && status !== "Stopping") {
      return { arn, status, failureReason: execution.FailureReason, steps };
    }
    assert(Date.now() < deadline, `${arn} to end within ${PATIENCE_MILLISECONDS / 1000} s`, status);
    await sleep(POLL_MILLISECONDS);
  }
}

async function stepsOf(actor: Actor, arn: string): Promise<PipelineExecutionStep[]> {
  const page = await actor.clients.sagemaker.send(
    new ListPipelineExecutionStepsCommand({
      PipelineExecutionArn: arn,
      SortOrder: "Ascending",
      MaxResults: 100,
    }),
  );
  return page.PipelineExecutionSteps ?? [];
}

/** ARNs of a pipeline's executions, oldest first. */
export async function executionsOf(actor: Actor, pipelineName: string): Promise<string[]> {
  const page = await actor.clients.sagemaker.send(
    new ListPipelineExecutionsCommand({
      PipelineName: pipelineName,
      SortOrder: "Ascending",
      MaxResults: 100,
    }),
  );
  return (page.PipelineExecutionSummaries ?? []).map((summary) => summary.PipelineExecutionArn ?? "");
}

/** The one execution that started since `before` was listed, once it has ended. */
export async function nextExecution(
  actor: Actor,
  pipelineName: string,
  before: readonly string[],
  log: Log,
): Promise<EndedExecution> {
  const started = (await executionsOf(actor, pipelineName)).filter((arn) => !before.includes(arn));
  assert(started.length === 1, `exactly one new execution of ${pipelineName}`, started);
  return ended(actor, assertDefined(started[0], "its ARN"), log);
}

function seconds(step: PipelineExecutionStep): number {
  const { StartTime: start, EndTime: end } = step;
  return start === undefined || end === undefined ? 0 : (end.getTime() - start.getTime()) / 1000;
}

/** What the script of a failed processing job said: its FailureReason is a fixed text. */
export async function exitMessage(actor: Actor, step: PipelineExecutionStep): Promise<string | undefined> {
  const job = step.Metadata?.ProcessingJob?.Arn?.split("/").at(-1);
  if (job === undefined || step.StepStatus !== "Failed") return undefined;
  const command = new DescribeProcessingJobCommand({ ProcessingJobName: job });
  return (await actor.clients.sagemaker.send(command)).ExitMessage;
}

function describeStep(step: PipelineExecutionStep, message: string | undefined): string {
  const name = (step.StepName ?? "").padEnd(21);
  const status = (step.StepStatus ?? "").padEnd(10);
  const cached = step.CacheHitResult === undefined ? "" : "  (cached)";
  const said = message ?? step.FailureReason;
  const reason = said === undefined ? "" : `  ${said.split("\n")[0] ?? ""}`;
  return `${name} ${status} ${seconds(step).toFixed(1).padStart(5)} s${cached}${reason}`;
}

/** Steps with status and seconds, for the facts. */
export function stepFacts(execution: EndedExecution): Fact {
  return execution.steps.map((step) => ({
    name: step.StepName ?? "",
    status: step.StepStatus ?? "",
    seconds: Number(seconds(step).toFixed(2)),
  }));
}

/** The named step of an execution; the story breaks where it did not run. */
export function stepOf(execution: EndedExecution, name: string): PipelineExecutionStep {
  const names = execution.steps.map((step) => step.StepName);
  return assertDefined(
    execution.steps.find((step) => step.StepName === name),
    `a step ${name} among ${names.join(", ")}`,
  );
}

/** Holds when the execution ended as expected; shows its reason where it did not. */
export function holdStatus(execution: EndedExecution, status: "Succeeded" | "Failed"): void {
  const failures = execution.steps.filter((step) => step.FailureReason !== undefined);
  assert(
    execution.status === status,
    `${execution.arn} to end as ${status}`,
    `${execution.status}: ${execution.failureReason ?? ""} ${failures.map((step) => `${step.StepName}: ${step.FailureReason}`).join("; ")}`,
  );
}
