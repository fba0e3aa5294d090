import type { PipelineKind } from "../deploy/desired";
import { commandFor } from "../deploy/command-line";
import type { Paint } from "../deploy/text";
import { metricText } from "../deploy/metric";
import { principal } from "./principal";
import type { RunReport } from "./run-report";
import { PIPELINE_KINDS, type StatusReport } from "./status";
import { table, type Cell } from "../deploy/table";
import { paintStatus } from "./run-text";
import type { VersionReport } from "./version-report";
import { ago, length, moment } from "./when";

/** Characters of a commit that are shown. */
const COMMIT = 10;

/** One environment for a person. */
export function statusText(report: StatusReport, now: Date, paint: Paint): string {
  const { environment, model, account, region } = report;
  const rows: (readonly [string, Cell])[] = [
    ["live", live(report)],
    ...report.passedOver.map(
      ({ version, because }) => ["", `passed over: version ${version}: ${because}`] as const,
    ),
    ...PIPELINE_KINDS.map((kind) => [kind, lastRun(report.lastRuns[kind], now, paint)] as const),
    ["next run", nextRun(report)],
    ["drift", drift(report, paint)],
    ["branch", branch(report)],
    ...PIPELINE_KINDS.flatMap((kind) => wentBack(kind, report)),
    ...report.waits.map(
      ({ text }, index) =>
        [index === 0 ? "waits" : "", { text, paint: (said: string) => paint("yellow", said) }] as const,
    ),
  ];
  return `${paint("bold", environment)}  ${model} in account ${account}, ${region}\n${table(rows)}`;
}

function live({ live: found }: StatusReport): string {
  if (found === null) return "no approved version: inference stops at its first step";
  return `${version(found)}\n${judged(found)}`;
}

/** A version, what it is worth, and where it comes from. */
export function version(report: VersionReport): string {
  return `version ${report.version}${worth(report)}${origin(report)}`;
}

/** What a version is worth. */
export function worth({ metric }: VersionReport): string {
  return metric === null ? "" : `, ${metricText(metric)}`;
}

function origin({ trainedBy, execution, commit }: VersionReport): string {
  const by =
    trainedBy === null ? "" : `, trained by ${trainedBy}${execution === null ? "" : ` in ${execution}`}`;
  return commit === null ? by : `${by} from commit ${commit.slice(0, COMMIT)}`;
}

/** Who judged a version, when and why. */
export function judged({ approval, judgedBy, judgedAt, reason }: VersionReport): string {
  const when = judgedAt === null ? "" : ` ${moment(new Date(judgedAt))}`;
  const by = judgedBy === null ? ", nobody says by whom" : ` by ${principal(judgedBy)}`;
  return `${approval.toLowerCase()}${when}${by}${reason === null ? "" : `: ${reason}`}`;
}

/** An execution in a line. */
export function lastRun(run: RunReport | null, now: Date, paint: Paint): Cell {
  if (run === null) return "never ran";
  const { status, startedAt, seconds, failedStep, id } = run;
  const took = seconds === null ? "" : `, took ${length(seconds * 1000)}`;
  const at = failedStep === null ? "" : ` at ${failedStep}`;
  return {
    text: `${status}${at}: ${id}, started ${ago(new Date(startedAt), now)}${took}`,
    paint: paintStatus(status, paint),
  };
}

function nextRun({ nextRun: next }: StatusReport): string {
  if (next === null) return "when somebody starts it: there is no schedule";
  const { at, schedule, enabled } = next;
  if (!enabled) return `none: the rule of ${schedule} is disabled`;
  return at === null ? `by ${schedule}` : `${moment(new Date(at))}, by ${schedule}`;
}

function drift({ drift: found }: StatusReport, paint: Paint): Cell {
  if (found === null) return "no inference has looked yet";
  if (!found.found) return `none in the batch of ${found.execution}`;
  return {
    text: `in the batch of ${found.execution}${found.what === null ? "" : `: ${found.what}`}`,
    paint: (text) => paint("red", text),
  };
}

/** Where a pipeline's definition is an earlier one, put back by hand. */
function wentBack(kind: PipelineKind, { pipelines }: StatusReport): (readonly [string, Cell])[] {
  const { by, rollback } = pipelines[kind];
  if (rollback === null) return [];
  const who = by === null ? "" : ` by ${principal(by)}`;
  return [["", `${kind} was put back to its version ${rollback.to}${who}: ${rollback.reason}`]];
}

function branch({ pipelines, environment }: StatusReport): string {
  const differing = PIPELINE_KINDS.filter((kind) => pipelines[kind].state === "differs");
  const missing = PIPELINE_KINDS.filter((kind) => pipelines[kind].state === "missing");
  if (missing.length > 0) return `not deployed: ${missing.join(" and ")}`;
  const commits = [...new Set(PIPELINE_KINDS.map((kind) => pipelines[kind].commit ?? "no commit"))];
  const from = `deployed from ${commits.map((commit) => commit.slice(0, COMMIT)).join(" and ")}`;
  if (differing.length === 0) return `as this checkout has it, ${from}`;
  return `${differing.join(" and ")} as this checkout does not have it, ${from}; see ${commandFor("plan", environment)}`;
}
