/** The plan as Markdown, for a comment on a pull request. */
import { codeSpan, escapeMarkdown } from "sagemaker-pipeline-definitions/diff";
import { ceilingText, costsOf, costText, unknownText } from "./budget";
import { consequencesMarkdown } from "./consequences/markdown";
import type { Evidence } from "./evidence";
import { EVIDENCE, evidenceRows } from "./evidence-text";
import { HASH_CHARACTERS } from "./consequences/words";
import type { PipelineReport, PlanReport, Reviewed } from "./report";
import { commandFor } from "./command-line";
import { count, NO_SCHEDULE, REVIEWED, shownAction, takeOverTexts } from "./text";

/** @param reference the environment as it was given: a name or a path */
export function planMarkdown(report: PlanReport, reference: string): string {
  const { environment, account, region, gitCommit, code, pipelines, budget, schedule, evidence, reviewed } =
    report;
  const { changes } = report.consequences;
  const verdict =
    changes === 0
      ? "**No changes**: what is there is what should be there."
      : `**${count(changes, "change")}.** Apply with ${codeSpan(commandFor("apply", reference))}.`;
  const scripts = code.map(({ action, key, sha256 }) => {
    const file = codeSpan(key.slice(key.lastIndexOf("/") + 1));
    return `| ${action} | ${file} | ${codeSpan(sha256.slice(0, HASH_CHARACTERS))} |\n`;
  });
  return [
    `### Plan for ${codeSpan(environment)}\n`,
    `Account ${codeSpan(account)}, ${codeSpan(region)}, commit ${codeSpan(gitCommit)}.\n\n${verdict}\n`,
    ...(schedule === undefined ? [`${escapeMarkdown(NO_SCHEDULE)}\n`] : []),
    ...(reviewed === undefined ? [] : [reviewedMarkdown(reviewed)]),
    consequencesMarkdown(report.consequences),
    ...(evidence === undefined ? [] : [evidenceMarkdown(evidence)]),
    `| | Script | SHA-256 |\n| --- | --- | --- |\n${scripts.join("")}`,
    ...pipelines.map((pipeline) => section(pipeline, budget)),
  ].join("\n");
}

function reviewedMarkdown({ same, text }: Reviewed): string {
  const [first = "", ...lines] = text.split("\n");
  const items = lines.map((line) => `- ${codeSpan(line.trim())}\n`).join("");
  return `**${same ? REVIEWED.same : REVIEWED.another}**: ${escapeMarkdown(first)}\n${items === "" ? "" : `\n${items}`}`;
}

function evidenceMarkdown(evidence: Evidence): string {
  const items = evidenceRows(evidence).map(([subject, text]) => {
    const of = subject === "" ? "" : `${codeSpan(subject)} `;
    return `- ${of}${escapeMarkdown(text)}\n`;
  });
  return `**${escapeMarkdown(EVIDENCE)}**\n\n${items.join("")}`;
}

function section(pipeline: PipelineReport, budget: number | undefined): string {
  const { kind, name, cost } = pipeline;
  const lines = [
    ...takeOverTexts(pipeline),
    ceilingText(cost, budget),
    ...cost.unknown.map(unknownText),
    ...costsOf(cost).map((known) => `cost: ${costText(known)}`),
  ];
  const list = lines.map((line) => `- ${escapeMarkdown(line)}\n`).join("");
  return `#### ${kind}: ${shownAction(pipeline)} ${codeSpan(name)}\n\n${list}`;
}
