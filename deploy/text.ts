/** The reports as text for people. */
import { terminalLines } from "sagemaker-pipeline-definitions/diff";
import { ceilingText, unknownText } from "./budget";
import { consequencesText } from "./consequences/render";
import { CODE_TAG_PREFIX, DEFINITION_HASH_TAG, GIT_COMMIT_TAG } from "./desired";
import type { OutcomeReport } from "./outcome-report";
import type { ApplyReport, DestroyReport, PipelineReport, Place, PlanReport } from "./report";

type Colour = "green" | "yellow" | "red" | "dim" | "bold";
/** Colours a text, or leaves it as it is. */
export type Paint = (colour: Colour, text: string) => string;

const COLOURS: Readonly<Record<string, Colour>> = {
  upload: "green",
  create: "green",
  replace: "yellow",
  update: "yellow",
  tag: "yellow",
  none: "dim",
  done: "green",
  failed: "red",
};
/** Said of an environment whose file has no cron_schedule. */
export const NO_SCHEDULE = "no schedule: the inference pipeline runs when somebody starts it";
export const HASH_CHARACTERS = 12;
const DETAIL_INDENT = " ".repeat(21);

/** @param reference the environment as it was given: a name or a path */
export function planText(report: PlanReport, reference: string, paint: Paint): string {
  const changes = changesIn(report);
  if (changes === 0)
    return `${planTable(report, paint)}\nNo changes: what is there is what should be there.\n`;
  const counted = `${count(changes, "change")}. Apply with: ${commandFor("apply", reference)}`;
  return `${paint("bold", sentence(report.verdict))}\n${consequencesText(report.consequences)}\n${planTable(report, paint)}\n${counted}\n`;
}

/** Scripts, pipelines and resources that change, each counted once however many writes it takes. */
export function changesIn({ code, pipelines, resources = [] }: PlanContent): number {
  const scripts = code.filter(({ action }) => action !== "none");
  return scripts.length + resources.length + pipelines.filter((one) => shownAction(one) !== "none").length;
}

/** A text as a sentence. */
export function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** The command that does, or goes on with, a verb. */
export function commandFor(verb: string, reference: string): string {
  return `npm run deploy -- ${verb} --env ${reference}`;
}

export function applyText(report: ApplyReport, paint: Paint): string {
  if (!report.ok) return `${heading(report, paint)}\n${outcomeTable(report, paint)}`;
  const made =
    report.changes === 0
      ? "No changes, nothing was written.\n"
      : `${count(changesIn(report), "change")} made.\n`;
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

function heading({ environment, account, region }: Place, paint: Paint): string {
  return `${paint("bold", environment)} in account ${account}, ${region}\n`;
}

type PlanContent = Omit<PlanReport, "verb" | "ok">;

function planTable(report: PlanContent, paint: Paint): string {
  const code = report.code.map(({ action, key, sha256, bytes }) => {
    const file = key.slice(key.lastIndexOf("/") + 1);
    return row("code", action, `${file} ${sha256.slice(0, HASH_CHARACTERS)} (${bytes} bytes)`, paint);
  });
  const pipelines = report.pipelines.map((pipeline) => {
    const { kind, name, action, differences, cache, outputs, cost, tags } = pipeline;
    const details = [
      ...takeOverTexts(pipeline),
      ...terminalLines({ changes: differences, cache, outputs }),
      ...tagTexts(action, tags),
      ceilingText(cost, report.budget),
      ...cost.unknown.map(unknownText),
    ];
    return row(kind, shownAction(pipeline), name, paint) + details.map(indented).join("");
  });
  const schedule = report.schedule === undefined ? `  ${NO_SCHEDULE}\n` : "";
  return `${heading(report, paint)}  commit ${report.gitCommit}\n${schedule}\n${[...code, ...pipelines].join("")}`;
}

function outcomeTable({ done, remaining }: OutcomeReport, paint: Paint): string {
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

/** A pipeline whose tags alone change is tagged. */
export function shownAction({ action, tags }: PipelineReport): PipelineReport["action"] | "tag" {
  return action === "none" && tags.length > 0 ? "tag" : action;
}

function indented(line: string): string {
  return `${DETAIL_INDENT}${line}\n`;
}

function isRecord(key: string): boolean {
  return key === DEFINITION_HASH_TAG || key === GIT_COMMIT_TAG || key.startsWith(CODE_TAG_PREFIX);
}

/** An update changes the tags that name definition, commit and scripts by itself: they would only repeat it. */
export function tagTexts(action: PipelineReport["action"], tags: PipelineReport["tags"]): string[] {
  return tags
    .filter(({ key }) => action === "none" || !isRecord(key))
    .map(({ key, from, to }) => `~ tag ${key}: ${from ?? "(none)"} → ${to}`);
}

export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
