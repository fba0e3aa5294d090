/** The reports as text for people. */
import type { Difference } from "./difference";
import type { Json } from "../pipeline-defs/sagemaker/json";
import { isJsonObject } from "../pipeline-defs/sagemaker/json";
import { DEFINITION_HASH_TAG, GIT_COMMIT_TAG } from "./desired";
import type { ApplyReport, DestroyReport, OutcomeReport, PipelineReport, Place, PlanReport } from "./report";

export type Colour = "green" | "yellow" | "red" | "dim" | "bold";
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
/** Longest value that a difference shows; the whole one is in `--json`. */
const VALUE_CHARACTERS = 100;
const HASH_CHARACTERS = 12;
const DETAIL_INDENT = " ".repeat(21);

/** @param reference the environment as it was given: a name or a path */
export function planText(report: PlanReport, reference: string, paint: Paint): string {
  const verdict =
    report.changes === 0
      ? "No changes: what is there is what should be there."
      : `${count(report.changes, "change")}. Apply with: ${commandFor("apply", reference)}`;
  return `${planTable(report, paint)}\n${verdict}\n`;
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
      : `${count(report.changes, "change")} made.\n`;
  return `${planTable(report, paint)}\n${made}`;
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
  const pipelines = report.pipelines.map(({ kind, name, action, differences, tags }) => {
    const shown = action === "none" && tags.length > 0 ? "tag" : action;
    const details = [...differences.map(differenceText), ...tagTexts(action, tags)];
    return row(kind, shown, name, paint) + details.map((line) => `${DETAIL_INDENT}${line}\n`).join("");
  });
  return `${heading(report, paint)}  commit ${report.gitCommit}\n\n${[...code, ...pipelines].join("")}`;
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

function differenceText({ path, change, from, to }: Difference): string {
  const place = path === "" ? "(whole definition)" : path;
  switch (change) {
    case "added":
      return `+ ${place}${to === undefined ? "" : `: ${valueText(to)}`}`;
    case "removed":
      return `- ${place}${from === undefined ? "" : `: ${valueText(from)}`}`;
    case "changed":
      return `~ ${place}: ${changeText(from ?? null, to ?? null)}`;
    case "reordered":
      return `~ ${place}: in another order`;
  }
}

/** An update changes the tags that name the definition and the commit by itself: they would only repeat it. */
function tagTexts(action: PipelineReport["action"], tags: PipelineReport["tags"]): string[] {
  return tags
    .filter(({ key }) => action === "none" || (key !== DEFINITION_HASH_TAG && key !== GIT_COMMIT_TAG))
    .map(({ key, from, to }) => `~ tag ${key}: ${from ?? "(none)"} → ${to}`);
}

/** Long paths that start alike are told from the folder on in which they part. */
function changeText(from: Json, to: Json): string {
  if (typeof from !== "string" || typeof to !== "string") return `${valueText(from)} → ${valueText(to)}`;
  let shared = 0;
  while (shared < from.length && from[shared] === to[shared]) shared += 1;
  const start = from.lastIndexOf("/", shared - 1) + 1;
  const begun = start === 0 ? "" : "…/";
  return `${valueText(begun + from.slice(start))} → ${valueText(begun + to.slice(start))}`;
}

/** A step is told by its type; any other value by its beginning. */
function valueText(value: Json): string {
  if (isJsonObject(value) && typeof value.Type === "string" && "Name" in value) return value.Type;
  const text = JSON.stringify(value);
  return text.length <= VALUE_CHARACTERS ? text : `${text.slice(0, VALUE_CHARACTERS)}…`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
