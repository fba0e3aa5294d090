import type { Step } from "../pipeline/definition";
import type { Execution, StepRun } from "../pipeline/execution";

/** What may become of a step that has not run yet. */
type Prospect =
  /** All that it waits for has succeeded. */
  | "ready"
  | "waiting"
  /** It lies in a branch that was not taken, or behind a step that did not succeed: it never runs. */
  | "never";

/** Looks at what an execution has done so far, and says what may come. */
export function prospectOf(execution: Execution, step: Step): Prospect {
  return look(execution, step, new Map());
}

function look(execution: Execution, step: Step, known: Map<string, Prospect>): Prospect {
  const seen = known.get(step.name);
  if (seen !== undefined) return seen;
  known.set(step.name, "waiting");
  const before = [...step.needs].map((name) => outcomeOf(execution, name, known));
  if (step.branch !== undefined) {
    const outcome = outcomeOf(execution, step.branch.condition, known);
    const taken =
      execution.runs.get(step.branch.condition)?.properties?.["Outcome"] === String(step.branch.when);
    before.push(outcome === "ready" && !taken ? "never" : outcome);
  }
  const prospect = before.includes("never")
    ? "never"
    : before.every((one) => one === "ready")
      ? "ready"
      : "waiting";
  known.set(step.name, prospect);
  return prospect;
}

/** Whether a step's successors may run: "ready" when it has succeeded. */
function outcomeOf(execution: Execution, name: string, known: Map<string, Prospect>): Prospect {
  const run = execution.runs.get(name);
  if (run !== undefined) return outcomeOfRun(run);
  const step = execution.version.definition.steps.get(name);
  if (step === undefined) return "never";
  return look(execution, step, known) === "never" ? "never" : "waiting";
}

function outcomeOfRun(run: StepRun): Prospect {
  if (run.status === "Succeeded") return "ready";
  return run.status === "Failed" || run.status === "Stopped" ? "never" : "waiting";
}
