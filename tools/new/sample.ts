import type { DataProfile } from "./profile";
import { readLines, readTable, type Line, type Row } from "./table";
import { stripped } from "./cell";

/** Rows that a rehearsal works with at most. */
const MOST_ROWS = 5_000;
/** Rows that a rare class keeps. */
const ROWS_OF_CLASS = 10;
const SEED = 42;

/** Rows of a file, as its lines are, with its header. */
export interface Sample {
  readonly text: string;
  readonly rows: number;
  /** Of all rows. */
  readonly of: number;
}

/**
 * The rows of a file to rehearse on: all of them, or as many as a rehearsal works with, drawn by chance and the same ones
 * each time. Of a classification each class keeps its share, and some rows at least.
 * @param isClassification whether the target's values are classes
 */
export function sampleRows(
  path: string,
  data: DataProfile,
  target: string,
  isClassification: boolean,
): Sample {
  const index = data.columns.findIndex(({ name }) => name === target);
  const counts = isClassification ? data.columns[index]?.counts() : undefined;
  const share = Math.min(1, MOST_ROWS / data.rows);
  const groups = new Map(
    [...(counts ?? [["", data.rows] as const])].map(([name, left]) => [
      name,
      { left, wanted: Math.min(left, Math.max(ROWS_OF_CLASS, Math.round(left * share))) },
    ]),
  );
  const next = chance(SEED);
  let header: string | undefined;
  const drawn: string[] = [];
  // A regression's rows are drawn without looking at their cells.
  const rows: Iterable<Line & Partial<Row>> = counts === undefined ? readLines(path) : readTable(path);
  for (const row of rows) {
    const group = groups.get(stripped(row.cells?.[index] ?? ""));
    if (header === undefined) header = row.text;
    else if (group !== undefined) {
      // Knuth, The Art of Computer Programming 2, 3.4.2, algorithm S: exactly as many as are wanted, in their order.
      if (next() * group.left < group.wanted) {
        drawn.push(row.text);
        group.wanted -= 1;
      }
      group.left -= 1;
    }
  }
  return { text: `${[header, ...drawn].join("\n")}\n`, rows: drawn.length, of: data.rows };
}

/** Numbers from 0 to below 1 that look like chance (mulberry32), the same ones for a seed. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
