import type { PipelineKind } from "../deploy/desired";
import { commandFor } from "../deploy/command-line";
import { type Paint } from "../deploy/text";
import { role } from "./principal";
import type { RunReport } from "./run-report";
import { paintStatus } from "./run-text";
import { table } from "../deploy/table";
import { length } from "./when";

/** The executions of one pipeline for a person. */
export function runsText(kind: PipelineKind, runs: readonly RunReport[], paint: Paint): string {
  const heading = `${paint("bold", kind)}\n`;
  if (runs.length === 0) return `${heading}  never ran\n`;
  const rows = runs.map((run) => [
    run.startedAt.slice(0, 16).replace("T", " "),
    { text: run.status, paint: paintStatus(run.status, paint) },
    run.seconds === null ? "" : length(run.seconds * 1000),
    run.id,
    what(run),
  ]);
  return `${heading}${table([["started (UTC)", "status", "took", "execution", "by whom"], ...rows])}`;
}

function what({ startedBy, failedStep }: RunReport): string {
  const by = startedBy === null ? "" : role(startedBy);
  return failedStep === null ? by : `${by}\nat ${failedStep}`;
}

/** Where a reader of the table finds out more. */
export function runsHint(runs: readonly RunReport[], environment: string): string {
  const [failed] = runs.filter(({ status }) => status === "Failed");
  return failed === undefined ? "" : `\nWhy one failed: ${commandFor(`why ${failed.id}`, environment)}\n`;
}
