import type { Pair, Sides } from "./row";
import type { Batch } from "../results/findings";
import type { RehearsedModel } from "../results/results";

/** How a batch's predictions differ. */
export interface PredictionsDifference {
  readonly batch: string;
  readonly rows: Sides<number>;
  /** Rows with another prediction or other values, and those that one side alone has. */
  readonly changed: number;
  /** Those of them whose values are others: the batch is another, not the prediction. */
  readonly otherValues: number;
  /** Rows that are predicted another class; none of a model that predicts a number. */
  readonly crossing: number;
  /** Of any number of a prediction, over the rows with the same values. */
  readonly largestChange: number;
}

/** A score above it is taken as positive, as in `ml/evaluate.py`. */
const THRESHOLD = 0.5;

/**
 * Compares row by row: inference keeps the order of a batch.
 * @param model default: one that predicts a score of two classes, as all did before results told of the model
 */
export function comparePredictions(
  { name, base, head }: Pair<Batch>,
  { task, numbers }: Pick<RehearsedModel, "task" | "numbers"> = { task: "binary", numbers: 1 },
): PredictionsDifference {
  const [before, after] = [base?.predictions ?? [], head?.predictions ?? []].map((lines) =>
    lines.map((line) => rowIn(line, numbers)),
  ) as [PredictedRow[], PredictedRow[]];
  const rows = { base: before.length, head: after.length };
  let [changed, otherValues, crossing, largestChange] = [Math.abs(rows.base - rows.head), 0, 0, 0];
  for (const [index, then] of before.entries()) {
    const now = after[index];
    if (now === undefined) break;
    if (then.values !== now.values) {
      changed += 1;
      otherValues += 1;
    } else {
      const change = Math.max(
        ...then.predicted.map((one, cell) => Math.abs(one - (now.predicted[cell] ?? NaN))),
      );
      if (change === 0) continue;
      changed += 1;
      if (classOf(then.predicted, task) !== classOf(now.predicted, task)) crossing += 1;
      largestChange = Math.max(largestChange, change);
    }
  }
  return { batch: name, rows, changed, otherValues, crossing, largestChange };
}

interface PredictedRow {
  readonly values: string;
  readonly predicted: readonly number[];
}

/** The prediction follows a row's values; the built-in algorithm writes several numbers as `[0.1, 0.9]`. */
function rowIn(line: string, numbers: number): PredictedRow {
  const cells = line.split(",");
  const predicted = cells.splice(-numbers).map((cell) => Number(cell.replace(/[[\]]/g, "")));
  return { values: cells.join(","), predicted };
}

/** The class that a prediction stands for, by its index; undefined where a number is predicted. */
function classOf(predicted: readonly number[], task: RehearsedModel["task"]): number | undefined {
  if (task === "regression") return undefined;
  if (task === "multiclass") return predicted.indexOf(Math.max(...predicted));
  return (predicted[0] ?? NaN) > THRESHOLD ? 1 : 0;
}
