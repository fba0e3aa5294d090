import type { Pair, Sides } from "./row";
import type { Batch } from "../results/findings";

/** How a batch's predictions differ. */
export interface PredictionsDifference {
  readonly batch: string;
  readonly rows: Sides<number>;
  /** Rows with another score or other values, and those that one side alone has. */
  readonly changed: number;
  /** Those of them whose values are others: the batch is another, not the prediction. */
  readonly otherValues: number;
  /** Rows that another class follows from. */
  readonly crossing: number;
  /** Of the rows with the same values. */
  readonly largestChange: number;
}

/** A score above it is taken as positive, as in `ml/evaluate.py`. */
export const THRESHOLD = 0.5;

/** Compares row by row: inference keeps the order of a batch. */
export function comparePredictions({ name, base, head }: Pair<Batch>): PredictionsDifference {
  const [before, after] = [base?.predictions ?? [], head?.predictions ?? []].map((lines) =>
    lines.map(rowIn),
  ) as [PredictedRow[], PredictedRow[]];
  const rows = { base: before.length, head: after.length };
  let [changed, otherValues, crossing, largestChange] = [Math.abs(rows.base - rows.head), 0, 0, 0];
  for (const [index, then] of before.entries()) {
    const now = after[index];
    if (now === undefined) break;
    if (then.values !== now.values) {
      changed += 1;
      otherValues += 1;
    } else if (then.score !== now.score) {
      changed += 1;
      if (then.score > THRESHOLD !== now.score > THRESHOLD) crossing += 1;
      largestChange = Math.max(largestChange, Math.abs(then.score - now.score));
    }
  }
  return { batch: name, rows, changed, otherValues, crossing, largestChange };
}

interface PredictedRow {
  readonly values: string;
  readonly score: number;
}

/** The score follows a row's values. */
function rowIn(line: string): PredictedRow {
  const end = line.lastIndexOf(",");
  return { values: line.slice(0, Math.max(end, 0)), score: Number(line.slice(end + 1)) };
}
