import type { PipelineDiff } from "../change";
import { rowsOf, type Row } from "./rows";

/** A difference as a Markdown table for a pull request; a sentence where there is none. */
export function markdownTable(diff: Omit<PipelineDiff, "order">): string {
  const rows = rowsOf(diff);
  if (rows.length === 0) return "No changes.\n";
  return `| | What | Before | After |\n| --- | --- | --- | --- |\n${rows.map(markdownRow).join("")}`;
}

/** One row of such a table. */
export function markdownRow({ sign, subject, from, to, note }: Row): string {
  const what = `${escapeMarkdown(subject)}${note === undefined ? "" : ` (${escapeMarkdown(note)})`}`;
  return `| ${codeSpan(sign)} | ${what} | ${cell(from)} | ${cell(to)} |\n`;
}

function cell(value: string | undefined): string {
  return value === undefined ? "" : codeSpan(value);
}

/** Longest value of a cell; a comment on a pull request may have 65,536 characters in all. */
const CELL_CHARACTERS = 300;

/**
 * A value as code inside a table's cell: the fence is longer than any run of backticks in it, and bars
 * do not end the cell.
 */
export function codeSpan(value: string): string {
  const cut = value.length <= CELL_CHARACTERS ? value : `${value.slice(0, CELL_CHARACTERS)}…`;
  const line = cut.replace(/\s+/g, " ");
  // In a table a bar cannot follow a backslash inside a code span.
  if (line.includes("\\|")) return `<code>${line.replace(/[^A-Za-z0-9 .,:/-]/gu, entity)}</code>`;
  const text = line.replaceAll("|", "\\|");
  const runs = text.match(/`+/g)?.map((run) => run.length) ?? [];
  const fence = "`".repeat(Math.max(0, ...runs) + 1);
  const pad = runs.length > 0 || text.trim() === "" ? " " : "";
  return `${fence}${pad}${text}${pad}${fence}`;
}

function entity(character: string): string {
  return `&#${character.codePointAt(0)};`;
}

/** Text that says in Markdown what it says without. */
export function escapeMarkdown(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\\`*_[\]<>|~]/g, "\\$&");
}
