import { codeSpan, escapeMarkdown } from "sagemaker-pipeline-definitions/diff";
import { CLASSES, CLASS_TITLES } from "./classes";
import type { ConsequencesReport } from "./consequences";
import type { ScriptChange } from "./scripts";
import { scopeText, scriptTitle, shortHashes, shownLines } from "./words";

/** The same for a pull request. */
export function consequencesMarkdown(report: ConsequencesReport): string {
  if (report.changes === 0) return "";
  const classes = CLASSES.flatMap((name) => {
    const items = report.consequences
      .filter((consequence) => consequence.class === name)
      .map(
        ({ subject, what, why }) =>
          `- ${codeSpan(subject)} ${escapeMarkdown(`${shortHashes(what)} — ${why}`)}\n`,
      );
    return items.length === 0 ? [] : [`**${escapeMarkdown(CLASS_TITLES[name])}**\n\n${items.join("")}`];
  });
  const verdict = `> ${escapeMarkdown(`${report.verdict}${scopeText(report)}`)}\n`;
  return [verdict, ...classes, ...report.scripts.map(scriptMarkdown)].join("\n");
}

function scriptMarkdown(script: ScriptChange): string {
  const title = `${escapeMarkdown(scriptTitle(script))}\n`;
  const lines = shownLines(script).join("\n");
  if (lines === "") return title;
  // Longer than any fence in the script itself.
  const fence = "`".repeat(Math.max(3, ...(lines.match(/`+/g) ?? []).map((run) => run.length + 1)));
  return `${title}\n${fence}diff\n${lines}\n${fence}\n`;
}
