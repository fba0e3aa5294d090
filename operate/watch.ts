import type { Sleep } from "../deploy/ports";
import { isOver, type ObservedRun } from "./run-report";
import type { Step, Workload } from "./ports";
import { length } from "./when";

const POLL_MILLISECONDS = 2_000;
/** After so much silence a line says what is going on. */
const SILENCE_MILLISECONDS = 60_000;

/** What following an execution needs. */
export interface Following {
  readonly workload: Pick<Workload, "run" | "steps">;
  readonly sleep: Sleep;
  readonly now: () => number;
  readonly say: (line: string) => void;
}

/** Follows an execution to its end, and says each step as it ends. */
export async function follow(arn: string, { workload, sleep, now, say }: Following): Promise<ObservedRun> {
  const told = new Set<string>();
  let spoke = now();
  for (;;) {
    // The execution first: of one that is over, every step is there by then.
    const run = await workload.run(arn);
    const steps = await workload.steps(arn);
    const ended = steps.filter((step) => step.ended !== undefined && !told.has(keyOf(step)));
    for (const step of ended) {
      told.add(keyOf(step));
      say(stepLine(step));
    }
    if (isOver(run)) return { ...run, steps };
    if (ended.length > 0) spoke = now();
    if (now() - spoke >= SILENCE_MILLISECONDS) {
      spoke = now();
      const running = steps.filter((step) => step.ended === undefined);
      for (const step of running) {
        say(
          `${step.name.padEnd(21)} still ${step.status}, ${length(now() - (step.started?.getTime() ?? now()))}`,
        );
      }
    }
    await sleep(POLL_MILLISECONDS);
  }
}

/** Of an execution that is retried, the same step may end again. */
function keyOf({ name, ended }: Step): string {
  return `${name} ${ended?.getTime()}`;
}

function stepLine({ name, status, started, ended, cached }: Step): string {
  const took = started === undefined || ended === undefined ? 0 : ended.getTime() - started.getTime();
  return `${name.padEnd(21)} ${status.padEnd(10)} ${length(took).padStart(8)}${cached ? "  (cached)" : ""}`;
}
