/** The reports as text for people. */
import { ceilingText, unknownText } from "./budget";
import { commandFor } from "./command-line";
import { consequencesText } from "./consequences/text";
import { HASH_CHARACTERS } from "./consequences/words";
import { EVIDENCE, evidenceRows } from "./evidence-text";
import type { OutcomeReport } from "./outcome-report";
import type { ApplyReport, DestroyReport, PipelineReport, Place, PlanReport } from "./report";
import { table, WIDTH, wrap } from "./table";

type Colour = "green" | "yellow" | "red" | "dim" | "bold";
/** Colours a text, or leaves it as it is. */
export type Paint = (colour: Colour, text: string) => string;

const COLOURS: Readonly<Record<string, Colour>> = {
  upload: "green",
  create: "green",
  replace: "yellow",
  update: "yellow",
  tag: "yellow",
  label: "yellow",
  none: "dim",
  done: "green",
  failed: "red",
};
/** Said of an environment whose file has no cron_schedule. */
export const NO_SCHEDULE = "no schedule: the inference pipeline runs when somebody starts it";
/** Said of a plan beside the one that was reviewed. */
export const REVIEWED = {
  same: "this is the plan that was reviewed",
  another: "this is not what was reviewed",
} as const;
const DETAIL_INDENT = " ".repeat(21);

/** @param reference the environment as it was given: a name or a path */
export function planText(report: PlanReport, reference: string, paint: Paint): string {
  const { changes } = report.consequences;
  const verdict =
    changes === 0
      ? "No changes: what is there is what should be there."
      : `${count(changes, "change")}. Apply with: ${commandFor("apply", reference)}`;
  return `${planTable(report, paint)}\n${verdict}\n`;
}

export function applyText(report: ApplyReport, paint: Paint): string {
  if (!report.ok) return `${heading(report, paint)}\n${outcomeTable(report, paint)}`;
  const { changes } = report.consequences;
  const made = changes === 0 ? "No changes, nothing was written.\n" : `${count(changes, "change")} made.\n`;
  return `${planTable(report, paint)}${runningText(report)}\n${made}`;
}

/** SageMaker keeps the definition of an execution with it (DescribePipelineDefinitionForExecution). */
function runningText({ running, done }: ApplyReport): string {
  const stopped = done.some(({ action }) => action === "stop");
  if (running.length === 0 || stopped) return "";
  const names = running.map(({ arn }) => `  ${arn}\n`).join("");
  return `\nThese ran already, with the definition that they started with:\n${names}`;
}

export function destroyText(report: DestroyReport, paint: Paint): string {
  const nothing = report.done.length + report.remaining.length === 0;
  const table = nothing ? "  There was nothing to delete.\n" : outcomeTable(report, paint);
  const leaves = report.leaves.map((sentence) => `  ${sentence}\n`).join("");
  return `${heading(report, paint)}\n${table}\nThis stays:\n${leaves}`;
}

/** Where a verb worked. */
export function heading({ environment, account, region }: Place, paint: Paint): string {
  return `${paint("bold", environment)} in account ${account}, ${region}\n`;
}

type PlanContent = Omit<PlanReport, "verb" | "ok">;

function planTable(report: PlanContent, paint: Paint): string {
  const code = report.code.map(({ action, key, sha256, bytes }) => {
    const file = key.slice(key.lastIndexOf("/") + 1);
    return row("code", action, `${file} ${sha256.slice(0, HASH_CHARACTERS)} (${bytes} bytes)`, paint);
  });
  const pipelines = report.pipelines.map((pipeline) => {
    const { kind, name, cost } = pipeline;
    const details = [
      ...takeOverTexts(pipeline),
      ceilingText(cost, report.budget),
      ...cost.unknown.map(unknownText),
    ];
    return row(kind, shownAction(pipeline), name, paint) + details.map(indented).join("");
  });
  const schedule = report.schedule === undefined ? `  ${NO_SCHEDULE}\n` : "";
  const consequences = consequencesText(report.consequences, (text) => paint("bold", text));
  const evidence =
    report.evidence === undefined
      ? ""
      : `${paint("bold", EVIDENCE)}\n${table(evidenceRows(report.evidence))}\n`;
  return `${heading(report, paint)}  commit ${report.gitCommit}\n${schedule}\n${reviewedText(report, paint)}${consequences}${evidence}${[...code, ...pipelines].join("")}`;
}

/** What is done, what failed and what is left. */
/** In front of what a plan does: whether somebody has seen it. */
function reviewedText({ reviewed }: PlanContent, paint: Paint): string {
  if (reviewed === undefined) return "";
  const title = reviewed.same ? paint("bold", REVIEWED.same) : paint("red", REVIEWED.another);
  const lines = reviewed.text.split("\n").flatMap((line) => wrap(line, WIDTH - 2));
  return `${title}\n${lines.map((line) => `  ${line}\n`).join("")}\n`;
}

export function outcomeTable({ done, remaining }: OutcomeReport, paint: Paint): string {
  return [
    ...done.map(({ action, target }) => row("done", action, target, paint)),
    ...remaining.map(({ action, target }, index) =>
      row(index === 0 ? "failed" : "not done", action, target, paint),
    ),
  ].join("");
}

function row(subject: string, action: string, target: string, paint: Paint): string {
  return `  ${cell(subject, 11, paint)}${cell(action, 8, paint)}${target}\n`;
}

function cell(text: string, width: number, paint: Paint): string {
  const colour = COLOURS[text];
  return (colour === undefined ? text : paint(colour, text)) + " ".repeat(Math.max(1, width - text.length));
}

/** What an apply would take from somebody else. */
export function takeOverTexts({ owner }: PipelineReport): string[] {
  return owner === undefined ? [] : [`! takes over a pipeline that ${owner}: apply wants --take-over`];
}

/** A pipeline whose tags alone change is tagged, and one whose newest version has no label is labelled. */
export function shownAction({
  action,
  tags,
  labels,
}: PipelineReport): PipelineReport["action"] | "tag" | "label" {
  if (action !== "none") return action;
  return tags.length > 0 ? "tag" : labels ? "label" : "none";
}

function indented(text: string): string {
  const lines = wrap(text, WIDTH - DETAIL_INDENT.length);
  return lines.map((line) => `${DETAIL_INDENT}${line}\n`).join("");
}

export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
