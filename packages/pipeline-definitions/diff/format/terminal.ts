import type { PipelineDiff } from "../change";
import { rowsOf, type Row } from "./rows";

/** Characters of a value that a line shows; the whole one is in the difference itself. */
const VALUE_CHARACTERS = 100;

/** A difference as lines for a terminal. */
export function terminalLines(diff: Omit<PipelineDiff, "order">): string[] {
  return rowsOf(diff).map(line);
}

function line({ sign, subject, from, to, note }: Row): string {
  const both = from !== undefined && to !== undefined ? apart(from, to) : [from, to];
  const values = both.filter((value) => value !== undefined).map(short);
  const after = values.length === 0 ? "" : `: ${values.join(" → ")}`;
  return `${sign} ${subject}${after}${note === undefined ? "" : ` (${note})`}`.replaceAll("\n", " ");
}

/** Of two lists what differs, behind the item in front of it, such as the name of an argument: the rest tells nothing. */
function apart(from: string, to: string): readonly string[] {
  const [before, after] = [itemsOf(from), itemsOf(to)];
  if (before === undefined || after === undefined) return [from, to];
  const least = Math.min(before.length, after.length);
  const head = same(least, (index) => before[index] === after[index]);
  const tail = same(least - head, (index) => before.at(-1 - index) === after.at(-1 - index));
  return [before, after].map((items) => {
    const start = Math.max(0, head - 1);
    const shown = items.slice(start, items.length - tail).join(",");
    return `[${start > 0 ? "…," : ""}${shown}${tail > 0 ? ",…" : ""}]`;
  });
}

/** How many of the first places are the same. */
function same(places: number, isSame: (index: number) => boolean): number {
  let count = 0;
  while (count < places && isSame(count)) count += 1;
  return count;
}

/** The items of a list, each as JSON; undefined where a text is no list. */
function itemsOf(text: string): readonly string[] | undefined {
  if (!text.startsWith("[")) return undefined;
  try {
    return (JSON.parse(text) as readonly unknown[]).map((item) => JSON.stringify(item));
  } catch {
    // What begins as a list need not be one.
    return undefined;
  }
}

function short(value: string): string {
  return value.length <= VALUE_CHARACTERS ? value : `${value.slice(0, VALUE_CHARACTERS)}…`;
}
