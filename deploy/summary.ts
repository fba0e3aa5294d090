/** What became of each of several environments, as a table. */
import { codeSpan, escapeMarkdown } from "sagemaker-pipeline-definitions/diff";
import { table, type Cell } from "./table";
import type { Paint } from "./text";

/** What became of one environment. */
export interface SummaryRow {
  readonly environment: string;
  readonly failed: boolean;
  /** In a few words. */
  readonly outcome: string;
  readonly seconds: number;
  /** The next step, where there is one. */
  readonly next?: string;
}

/** For a person. */
export function summaryText(rows: readonly SummaryRow[], paint: Paint): string {
  const lines = rows.map(({ environment, failed, outcome, seconds, next = "" }): Cell[] => [
    environment,
    failed ? { text: outcome, paint: (text) => paint("red", text) } : outcome,
    `${seconds.toFixed(1)} s`,
    next,
  ]);
  return table([["environment", "outcome", "time", "next"], ...lines]);
}

/** For a pull request: without times, so that the same plans are the same text. */
export function summaryMarkdown(rows: readonly SummaryRow[]): string {
  const lines = rows.map(
    ({ environment, outcome, next }) =>
      `| ${codeSpan(environment)} | ${escapeMarkdown(outcome)} | ${next === undefined ? "" : escapeMarkdown(next)} |\n`,
  );
  return `| Environment | Outcome | Next |\n| --- | --- | --- |\n${lines.join("")}`;
}
