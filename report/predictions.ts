import type { Point } from "./evaluation";
import { predictionsOf } from "./files";
import { fullRuns, versionOfRun, type View } from "./view";

/** How two versions' predictions of the same rows differ. */
export interface ChangedPredictions {
  readonly before: number;
  readonly after: number;
  readonly rows: number;
  readonly changed: number;
  /** Rows that go to the other side of 0.5. */
  readonly crossing: number;
  readonly largest: number;
  /** Of both versions, by row. */
  readonly points: readonly Point[];
}

interface Predicted {
  readonly version: number;
  /** What was predicted: text of the rows without their predictions. */
  readonly batch: string;
  readonly scores: readonly number[];
}

/** The two newest versions that have predicted the same batch; undefined where no two have. */
export function changedPredictions(view: View): ChangedPredictions | undefined {
  const predicted = view.environments
    .flatMap((environment) => fullRuns(environment).flatMap((run) => predictedBy(view, run) ?? []))
    .sort((one, other) => other.version - one.version);
  for (const after of predicted) {
    const before = predicted.find(({ version, batch }) => version < after.version && batch === after.batch);
    if (before !== undefined) return difference(before, after);
  }
  return undefined;
}

function predictedBy(
  { data: { files = {} } }: View,
  run: Parameters<typeof versionOfRun>[0],
): Predicted | undefined {
  const version = versionOfRun(run);
  const job = run.steps.map((step) => step.job).find((one) => one?.kind === "transform");
  const [uri] = (job && predictionsOf(job)) ?? [];
  const text = uri === undefined || !Object.hasOwn(files, uri) ? undefined : files[uri];
  if (text === undefined || version === undefined) return undefined;
  const rows = text.trimEnd().split("\n");
  const ends = rows.map((row) => row.lastIndexOf(","));
  return {
    version,
    batch: rows.map((row, index) => row.slice(0, ends[index])).join("\n"),
    scores: rows.map((row, index) => Number(row.slice((ends[index] ?? 0) + 1))),
  };
}

function difference(before: Predicted, after: Predicted): ChangedPredictions | undefined {
  const points = before.scores.map((score, row): Point => [score, after.scores[row] ?? Number.NaN]);
  // Classes, or several numbers a row, are no points.
  if (points.length === 0 || points.flat().some(Number.isNaN)) return undefined;
  const moves = points.map(([one, other]) => Math.abs(one - other));
  return {
    before: before.version,
    after: after.version,
    rows: points.length,
    changed: moves.filter((move) => move > 0).length,
    crossing: points.filter(([one, other]) => one >= 0.5 !== other >= 0.5).length,
    largest: Math.max(...moves),
    points,
  };
}
