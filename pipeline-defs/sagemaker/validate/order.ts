import type { Json } from "../json";
import { pointTo, type Finding } from "./finding";
import type { Branch, Outline, StepEntry } from "./outline";
import type { Reference } from "./reference";

/** One step waits for another. */
interface Wait {
  readonly from: StepEntry;
  readonly on: StepEntry;
  readonly pointer: string;
  readonly how: string;
}

/** Order: every step that another waits for exists, runs before it, and runs at all. */
export function checkOrder(outline: Outline, references: readonly Reference[]): readonly Finding[] {
  const steps = new Map(outline.steps.map((step) => [step.name, step]));
  const { waits, findings } = dependencies(outline.steps, steps);
  for (const { from, target, pointer } of references) {
    const on = target.kind === "step" ? steps.get(target.name) : undefined;
    if (from !== undefined && on !== undefined) waits.push({ from, on, pointer, how: "refers to" });
  }
  const blocked = waits.filter((wait) => !runsWhenever(wait.on.branch, wait.from));
  const sound = waits.filter((wait) => !blocked.includes(wait));
  return [...findings, ...blocked.map(untakenBranch), ...cycles(outline.steps, sound)];
}

function dependencies(entries: readonly StepEntry[], steps: ReadonlyMap<string, StepEntry>) {
  const waits: Wait[] = [];
  const findings: Finding[] = [];
  for (const from of entries) {
    const list = from.json.DependsOn;
    if (!Array.isArray(list)) continue;
    list.forEach((name: Json, index) => {
      const pointer = pointTo(pointTo(from.pointer, "DependsOn"), index);
      const on = typeof name === "string" ? steps.get(name) : undefined;
      if (on !== undefined) waits.push({ from, on, pointer, how: "depends on" });
      else {
        findings.push({
          code: "UnknownStep",
          severity: "error",
          step: from.name,
          pointer,
          message: `the pipeline has no step ${JSON.stringify(name)} to wait for`,
          mend: `name one of ${[...steps.keys()].join(", ")}`,
        });
      }
    });
  }
  return { waits, findings };
}

/** Whether a step of the branch runs whenever `from` does: `from` stands in that branch, at whatever depth. */
function runsWhenever(branch: Branch | undefined, from: StepEntry): boolean {
  if (branch === undefined) return true;
  for (let around = from.branch; around !== undefined; around = around.condition.branch) {
    if (around.condition === branch.condition && around.side === branch.side) return true;
  }
  return false;
}

function untakenBranch({ from, on, pointer, how }: Wait): Finding {
  const side = on.branch?.side ?? "IfSteps";
  return {
    code: "UntakenBranch",
    severity: "error",
    step: from.name,
    pointer,
    message: `${from.name} ${how} ${on.name}, which runs only where ${on.branch?.condition.name ?? ""} takes its ${side}`,
    mend: `move ${from.name} into that branch, or ${on.name} out of it`,
  };
}

/** Each circle of waiting steps once, from its first step in the definition. */
function cycles(steps: readonly StepEntry[], waits: readonly Wait[]): readonly Finding[] {
  const next = new Map<StepEntry, StepEntry[]>(
    steps.map((step) => [step, step.branch ? [step.branch.condition] : []]),
  );
  for (const { from, on } of waits) next.get(from)?.push(on);
  const done = new Set<StepEntry>();
  const findings: Finding[] = [];
  const visit = (step: StepEntry, path: readonly StepEntry[]): void => {
    const start = path.indexOf(step);
    if (start >= 0) findings.push(cycle(path.slice(start)));
    if (start >= 0 || done.has(step)) return;
    for (const waitedFor of next.get(step) ?? []) visit(waitedFor, [...path, step]);
    done.add(step);
  };
  for (const step of steps) visit(step, []);
  return findings;
}

function cycle(circle: readonly StepEntry[]): Finding {
  const names = circle.map(({ name }) => name);
  return {
    code: "Cycle",
    severity: "error",
    step: names[0],
    pointer: circle[0]?.pointer ?? "",
    message: `these steps wait for each other: ${[...names, names[0]].join(" → ")}`,
    mend: "take one of the references or dependencies between them out",
  };
}
