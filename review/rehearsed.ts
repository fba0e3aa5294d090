import { codeSpan, markdownTable } from "sagemaker-pipeline-definitions/diff";
import { compare } from "../rehearsal/against/compare";
import { detailsOf, type Item } from "../rehearsal/against/details";
import { plain } from "../rehearsal/against/plain";
import { tableRows } from "../rehearsal/against/table";
import { verdict } from "../rehearsal/against/verdict";
import type { ReadResults } from "../rehearsal/results/read-results";
import { fence, type Block, type Fold } from "./fold";

/** What rehearsing the pull request beside its base has shown. */
export interface Rehearsed {
  /** In one sentence, in Markdown. */
  readonly verdict: string;
  readonly folds: readonly Fold[];
}

/** Of what both rehearsals have left. What they say is compared here: neither is believed more than its results. */
export function rehearsedOf(base: ReadResults, head: ReadResults): Rehearsed {
  const comparison = compare(base, head);
  const trees = { base: "", head: "" };
  const rows = tableRows(comparison, quoted).map(
    ({ what, base: before, head: after }) => `| ${what} | ${before} | ${after} |`,
  );
  return {
    verdict: verdict({ trees, options: [], comparison }, quoted),
    folds: [
      { title: "rehearsal", blocks: [{ head: "| | Base | Head |\n| --- | --- | --- |", lines: rows }] },
      ...detailsOf(comparison, quoted).map(({ title, items }) => ({
        title: `rehearsal: ${title}`,
        blocks: items.flatMap(blocksOf),
      })),
    ],
  };
}

function quoted(text: string): string {
  return codeSpan(plain(text));
}

function blocksOf({ text, lines, diff }: Item): Block[] {
  const [head, rule, ...rows] = diff === undefined ? [] : plain(markdownTable(diff)).trimEnd().split("\n");
  return [
    { lines: [`- ${text}`] },
    ...(lines === undefined
      ? []
      : [
          fence(
            lines.map((line) => plain(`${line.sign}${line.text}`)),
            "diff",
          ),
        ]),
    ...(head === undefined || rule === undefined ? [] : [{ head: `${head}\n${rule}`, lines: rows }]),
  ];
}
