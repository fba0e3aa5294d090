import { terminalLines } from "sagemaker-pipeline-definitions/diff";
import { table, wrap, WIDTH } from "../../deploy/table";
import { detailsOf, type Item } from "./details";
import { plain } from "./plain";
import type { AgainstReport } from "./report";
import { tableRows } from "./table";
import { verdict } from "./verdict";

const INDENT = "    ";

/** The report for a terminal. */
export function againstText(report: AgainstReport): string {
  const { trees, comparison } = report;
  const parts = [
    `${wrap(verdict(report, plain), WIDTH).join("\n")}\n`,
    table([
      ["base", `tree ${trees.base}`],
      ["head", `tree ${trees.head}`],
    ]),
  ];
  if (comparison === null) return parts.join("\n");
  parts.push(table(tableRows(comparison, plain).map(({ what, base, head }) => [what, sides(base, head)])));
  for (const { title, items } of detailsOf(comparison, plain)) {
    parts.push(`${title}\n${items.map(itemText).join("")}`);
  }
  return parts.join("\n");
}

function sides(base: string, head: string): string {
  return [base, head].filter((text) => text !== "").join(" → ");
}

function itemText({ text, lines = [], diff }: Item): string {
  const told = [
    ...lines.map(({ sign, text: line }) => `${sign} ${plain(line)}`),
    ...(diff === undefined ? [] : terminalLines(diff).map(plain)),
  ];
  return [`  ${wrap(text, WIDTH - 2).join("\n  ")}`, ...told.flatMap(wrapped)]
    .map((line) => `${line}\n`)
    .join("");
}

function wrapped(line: string): string[] {
  return wrap(line, WIDTH - INDENT.length).map((part) => `${INDENT}${part}`);
}
