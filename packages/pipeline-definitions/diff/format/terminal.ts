import type { PipelineDiff } from "../change";
import { rowsOf, type Row } from "./rows";

/** Characters of a value that a line shows; the whole one is in the difference itself. */
const VALUE_CHARACTERS = 100;

/** A difference as lines for a terminal. */
export function terminalLines(diff: Omit<PipelineDiff, "order">): string[] {
  return rowsOf(diff).map(line);
}

function line({ sign, subject, from, to, note }: Row): string {
  const values = [from, to].filter((value) => value !== undefined).map(short);
  const after = values.length === 0 ? "" : `: ${values.join(" → ")}`;
  return `${sign} ${subject}${after}${note === undefined ? "" : ` (${note})`}`.replaceAll("\n", " ");
}

function short(value: string): string {
  return value.length <= VALUE_CHARACTERS ? value : `${value.slice(0, VALUE_CHARACTERS)}…`;
}
