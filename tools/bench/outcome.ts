import { isMet, verdict } from "./judge";
import type { Goal } from "./judge";
import { table } from "./measure";
import { ratiosOf } from "./ratio";
import type { Ratio } from "./ratio";
import type { Sample } from "./measure";

/** What a bench measured, and what that is held against. */
export interface Outcome {
  /** Medians by program. What a table compares stands in it beside its base, which comes first. */
  readonly tables: readonly Readonly<Record<string, Sample>>[];
  /** What stands in the table that closes all benches. */
  readonly ratios: readonly Ratio[];
  readonly goals: readonly Goal[];
}

/** For a person: every table, then every goal with its figure. */
export function outcomeText(name: string, { tables, goals }: Outcome): string {
  const lines = goals.map((goal) => `  ${verdict(goal)}\n`);
  return `${name}\n${tables.map((samples) => `${table(samples)}\n`).join("")}${lines.join("")}\n`;
}

/** For machines: seconds of processor time and of the clock, MiB at the peak, and every goal with `met`. */
export function outcomeReport(outcome: Outcome) {
  const { tables, goals } = outcome;
  return {
    ok: goals.every(isMet),
    programs: Object.assign({}, ...tables) as Readonly<Record<string, Sample>>,
    ratios: ratiosOf(outcome),
    goals: goals.map((goal) => ({ ...goal, met: isMet(goal) })),
  };
}
