import { isJsonObject, pointTo } from "../json";
import { TRIGGERS } from "../step";
import { dependenciesOf, type DependencyEntry } from "./dependencies";
import type { Finding } from "./finding";
import type { Branch, IndexedDefinition, StepEntry } from "./indexed-definition";
import type { Wait } from "./waits";

/** Order: every step that another waits for exists, runs before it, and runs at all. */
export function checkOrder({ steps }: IndexedDefinition, waits: readonly Wait[]): readonly Finding[] {
  const blocked = waits.filter((wait) => !runsWhenever(wait.on.branch, wait.from));
  const sound = waits.filter((wait) => !blocked.includes(wait));
  return [...checkDependencies(steps), ...blocked.map(untakenBranch), ...cycles(steps, sound)];
}

function checkDependencies(steps: readonly StepEntry[]): Finding[] {
  const byName = new Map(steps.map((step) => [step.name, step]));
  return steps.flatMap((from) =>
    dependenciesOf(from).flatMap((entry) => {
      const { name = "", pointer, json } = entry;
      const on = byName.get(name);
      const unknown = (): Finding => ({
        code: "UnknownStep",
        severity: "error",
        step: from.name,
        pointer,
        message: `the pipeline has no step ${JSON.stringify(entry.name ?? json)} to wait for`,
        fix: `name one of ${[...byName.keys()].join(", ")}`,
      });
      return [
        ...(on === undefined ? [unknown()] : on.type === "Fail" ? [afterTheEnd(from, on, pointer)] : []),
        ...checkTrigger(from, entry),
      ];
    }),
  );
}

/** Nothing runs after a Fail step, which ends the execution; CreatePipeline says "can not depends on". */
function afterTheEnd(from: StepEntry, on: StepEntry, pointer: string): Finding {
  return {
    code: "AfterFail",
    severity: "error",
    step: from.name,
    pointer,
    message: `${from.name} waits for ${on.name}, a Fail step, after which nothing runs`,
    fix: `take ${on.name} out of DependsOn`,
  };
}

function checkTrigger(from: StepEntry, { name, trigger, pointer, json }: DependencyEntry): Finding[] {
  const report = (code: string, message: string, fix: string, at = pointer): Finding[] => [
    { code, severity: "error", step: from.name, pointer: at, message, fix },
  ];
  if (trigger === undefined || !TRIGGERS.some((known) => known === trigger)) {
    return report("WrongEnum", "a step cannot end that way", `use one of ${TRIGGERS.join(", ")}`);
  }
  const unknown = isJsonObject(json)
    ? Object.keys(json).find((key) => key !== "Step" && key !== "Trigger")
    : undefined;
  if (unknown !== undefined)
    return report(
      "UnknownField",
      `a dependency has no ${unknown}`,
      "write Step and Trigger",
      pointTo(pointer, unknown),
    );
  const others = dependenciesOf(from).filter((other) => other.name === name && other.trigger !== trigger);
  if (others.length === 0) return [];
  return report(
    "Contradiction",
    `${from.name} waits for two different outcomes of ${name ?? ""}`,
    "keep one of the two, or write Any",
  );
}

/** Whether a step of the branch runs whenever `from` does: `from` is in that branch, at any depth. */
function runsWhenever(branch: Branch | undefined, from: StepEntry): boolean {
  if (branch === undefined) return true;
  for (let around = from.branch; around !== undefined; around = around.parent.branch) {
    if (around.parent === branch.parent && around.side === branch.side) return true;
  }
  return false;
}

function untakenBranch({ from, on, pointer, how }: Wait): Finding {
  const { parent, side = "IfSteps" } = on.branch ?? {};
  const name = parent?.name ?? "";
  const where = side === "ForEachBody" ? `inside the loop ${name}` : `if ${name} takes its ${side}`;
  return {
    code: "UntakenBranch",
    severity: "error",
    step: from.name,
    pointer,
    message: `${from.name} ${how} ${on.name}, which runs only ${where}`,
    fix: `move ${from.name} into that branch, or ${on.name} out of it`,
  };
}

/** One step runs after another: it waits for it, or is nested in it (which has no pointer). */
type Edge = Pick<Wait, "from" | "on"> & Partial<Wait>;

/** Each cycle of waiting steps once, at the reference that closes it. */
function cycles(steps: readonly StepEntry[], waits: readonly Wait[]): readonly Finding[] {
  const next = new Map<StepEntry, Map<StepEntry, Edge>>(steps.map((step) => [step, new Map()]));
  const inner = steps.flatMap((from) => (from.branch ? [{ from, on: from.branch.parent }] : []));
  for (const edge of [...inner, ...waits]) {
    const edges = next.get(edge.from);
    if (edges?.has(edge.on) === false) edges.set(edge.on, edge);
  }
  const done = new Set<StepEntry>();
  const findings: Finding[] = [];
  const visit = (step: StepEntry, path: readonly Edge[]): void => {
    const start = path.findIndex(({ from }) => from === step);
    if (start >= 0) findings.push(cycle(path.slice(start)));
    if (start >= 0 || done.has(step)) return;
    for (const [waitedFor, edge] of next.get(step) ?? []) visit(waitedFor, [...path, edge]);
    done.add(step);
  };
  for (const step of steps) visit(step, []);
  return findings;
}

function cycle(circle: readonly Edge[]): Finding {
  const names = circle.map(({ from }) => from.name);
  const closing = circle.findLast(({ pointer }) => pointer !== undefined);
  return {
    code: "Cycle",
    severity: "error",
    step: closing?.from.name,
    pointer: closing?.pointer ?? "",
    message: `these steps wait for each other: ${[...names, names[0]].join(" → ")}`,
    fix: "remove one of the references or dependencies between them",
  };
}
