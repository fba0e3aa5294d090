/** The plan as Markdown, for a comment on a pull request. */
import { codeSpan, escapeMarkdown, markdownTable } from "sagemaker-pipeline-definitions/diff";
import { ceilingText, costsOf, costText, unknownText } from "./budget";
import { consequencesMarkdown } from "./consequences/render";
import type { PipelineReport, PlanReport } from "./report";
import {
  changesIn,
  commandFor,
  count,
  HASH_CHARACTERS,
  NO_SCHEDULE,
  sentence,
  shownAction,
  tagTexts,
  takeOverTexts,
} from "./text";

/** @param reference the environment as it was given: a name or a path */
export function planMarkdown(report: PlanReport, reference: string): string {
  const { environment, account, region, gitCommit, code, pipelines, budget, schedule } = report;
  const changes = changesIn(report);
  const verdict =
    changes === 0
      ? "**No changes**: what is there is what should be there."
      : `**${sentence(report.verdict)}** ${count(changes, "change")}. Apply with ${codeSpan(commandFor("apply", reference))}.\n\n${consequencesMarkdown(report.consequences)}`;
  const scripts = code.map(({ action, key, sha256 }) => {
    const file = codeSpan(key.slice(key.lastIndexOf("/") + 1));
    return `| ${action} | ${file} | ${codeSpan(sha256.slice(0, HASH_CHARACTERS))} |\n`;
  });
  return [
    `### Plan for ${codeSpan(environment)}\n`,
    `Account ${codeSpan(account)}, ${codeSpan(region)}, commit ${codeSpan(gitCommit)}.\n\n${verdict}\n`,
    ...(schedule === undefined ? [`${escapeMarkdown(NO_SCHEDULE)}\n`] : []),
    `| | Script | SHA-256 |\n| --- | --- | --- |\n${scripts.join("")}`,
    ...pipelines.map((pipeline) => section(pipeline, budget)),
  ].join("\n");
}

function section(pipeline: PipelineReport, budget: number | undefined): string {
  const { kind, name, action, differences, cache, outputs, cost, tags } = pipeline;
  const table = action === "update" ? `${markdownTable({ changes: differences, cache, outputs })}\n` : "";
  const lines = [
    ...takeOverTexts(pipeline),
    ...tagTexts(action, tags),
    ceilingText(cost, budget),
    ...cost.unknown.map(unknownText),
    ...costsOf(cost).map((known) => `cost: ${costText(known)}`),
  ];
  const list = lines.map((line) => `- ${escapeMarkdown(line)}\n`).join("");
  return `#### ${kind}: ${shownAction(pipeline)} ${codeSpan(name)}\n\n${table}${list}`;
}
