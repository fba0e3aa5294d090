import { Problem } from "sagemaker-promotion-core/problem";
import type { Operation } from "./operation";
import type { Aws, Execution, Progress, Sleep } from "./ports";

/** What to do with the executions that run. */
export type Running = "leave" | "wait" | "stop";

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 15_000;
/** A Lambda step cannot be stopped (SageMaker API reference, StopPipelineExecution), and a function may take 15 minutes. */
const STOP_MINUTES = 20;
/** A role's session lasts an hour unless asked for longer (STS AssumeRole), and the writes come after. */
const WAIT_MINUTES = 45;
const MINUTE = 60_000;

/** Whether an execution has not ended. */
export function isRunning({ status }: Pick<Execution, "status">): boolean {
  return status === "Executing" || status === "Stopping";
}

/** The write that stops an execution, and waits for its end. */
export function stopOperation(execution: Execution, sleep: Sleep): Operation {
  return {
    action: "stop",
    target: `execution ${execution.arn}`,
    run: (aws) => stopAndWait(execution, aws, sleep),
  };
}

async function stopAndWait(execution: Execution, aws: Aws, sleep: Sleep): Promise<void> {
  if (execution.status === "Executing") await aws.pipelines.stop(execution.arn);
  await waitForEnd(execution, aws, { sleep, minutes: STOP_MINUTES, asked: "was asked to stop and " });
}

/** Waits for the end of each. @throws Problem `ExecutionDoesNotStop` */
export async function waitForAll(
  running: readonly Execution[],
  aws: Aws,
  sleep: Sleep,
  progress: Progress,
): Promise<void> {
  for (const execution of running) {
    await waitForEnd(execution, aws, {
      sleep: (milliseconds) => {
        progress(`waiting for the end of ${execution.arn}`);
        return sleep(milliseconds);
      },
      minutes: WAIT_MINUTES,
      asked: "",
    });
  }
}

interface Patience {
  readonly sleep: Sleep;
  readonly minutes: number;
  readonly asked: string;
}

async function waitForEnd({ arn }: Execution, aws: Aws, { sleep, minutes, asked }: Patience): Promise<void> {
  let wait = FIRST_WAIT;
  for (let waited = 0; waited < minutes * MINUTE; waited += wait) {
    if (!isRunning(await aws.pipelines.execution(arn))) return;
    wait = Math.min(wait * 2, LONGEST_WAIT);
    await sleep(wait);
  }
  throw new Problem({
    code: "ExecutionDoesNotStop",
    blame: "environment",
    message: `The execution ${asked}still runs after ${minutes} minutes.`,
    where: arn,
    next: "See in SageMaker which of its steps runs, then run the same command again.",
  });
}
