import { codeSpan, markdownTable } from "sagemaker-pipeline-definitions/diff";
import { detailsOf, type Item } from "./details";
import type { Line } from "./lines";
import { plain } from "./plain";
import type { AgainstReport } from "./report";
import { tableRows } from "./table";
import { verdict } from "./verdict";

/**
 * The report as GitHub's Markdown. The same report gives the same bytes. What others wrote stands in code alone: there it
 * mentions nobody, links nowhere and ends nothing.
 */
export function againstMarkdown(report: AgainstReport): string {
  const { trees, options, comparison } = report;
  const rehearsed = options.length === 0 ? "" : ` Rehearsed with ${options.map(quoted).join(" ")}.`;
  const footer = `Rehearsed on local accounts: base is the tree ${quoted(trees.base)}, head the tree ${quoted(trees.head)}.${rehearsed}`;
  const parts = [`**${verdict(report, quoted)}**`];
  if (comparison !== null) {
    const rows = tableRows(comparison, quoted).map(
      ({ what, base, head }) => `| ${what} | ${base} | ${head} |\n`,
    );
    parts.push(`| | Base | Head |\n| --- | --- | --- |\n${rows.join("")}`.trimEnd());
    for (const { title, items } of detailsOf(comparison, quoted)) {
      parts.push(
        `<details><summary>${title}</summary>`,
        items.map(itemText).join("\n").trimEnd(),
        "</details>",
      );
    }
  }
  return `${[...parts, footer].join("\n\n")}\n`;
}

function quoted(text: string): string {
  return codeSpan(plain(text));
}

/** Items one below the other; a difference stands below the item that it belongs to. */
function itemText({ text, lines, diff }: Item): string {
  const below = [
    ...(lines === undefined ? [] : [fenced(lines)]),
    ...(diff === undefined ? [] : [plain(markdownTable(diff)).trimEnd()]),
  ];
  return [`- ${text}`, ...below.flatMap((part) => ["", part, ""])].join("\n");
}

const SHORTEST_FENCE = 3;

/** Lines as a difference. The fence is longer than any run of backticks in them, so that none of them ends it. */
function fenced(lines: readonly Line[]): string {
  const text = lines.map((line) => plain(`${line.sign}${line.text}`)).join("\n");
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(Math.max(SHORTEST_FENCE, longest + 1));
  return `${fence}diff\n${text}\n${fence}`;
}
