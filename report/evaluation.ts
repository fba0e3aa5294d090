import type { Json } from "sagemaker-pipeline-definitions";
import { metricOf, type Interval, type Metric as RegisteredMetric } from "../pipeline-defs/version-metric";
import { at, entriesAt, listAt, numberAt, numbersAt, textAt } from "./json";

/** A metric of an evaluation. */
export interface Metric {
  readonly name: string;
  readonly value: number;
  readonly interval?: Interval;
}

export type Point = readonly [x: number, y: number];

/** Counts of pairs of numbers, by bins of the first and then of the second. */
export interface Grid {
  readonly xEdges: readonly number[];
  readonly yEdges: readonly number[];
  readonly counts: readonly (readonly number[])[];
}

/** The metric that decides, of the rows with one value of a feature; undefined where they do not define it. */
interface GroupMetric {
  readonly feature: string;
  readonly value: string;
  readonly rows: number;
  readonly metric: number | undefined;
}

/** What `evaluation.json` says of a version, as far as this report knows its members. */
export interface Evaluation {
  /** The metric that decides, first of `metrics`. */
  readonly metrics: readonly Metric[];
  readonly rows?: number;
  /** True class by row, predicted class by column. */
  readonly confusion?: {
    readonly classes: readonly string[];
    readonly counts: readonly (readonly number[])[];
  };
  /** False against true positive rate. */
  readonly roc: readonly Point[];
  /** Recall against precision. */
  readonly precisionRecall: readonly Point[];
  /** Mean score against the share of rows that it came true for. */
  readonly calibration: readonly Point[];
  /** Actual less predicted value against the share of rows, bin by bin. */
  readonly residuals: readonly Point[];
  /** Actual by predicted value. */
  readonly predictedAgainstActual?: Grid;
  readonly groups: readonly GroupMetric[];
  /** Largest first. */
  readonly importance: readonly { readonly name: string; readonly value: number }[];
  /** What kept it from registration, or let it through. */
  readonly gate?: { readonly passed: boolean; readonly note: string };
}

const GROUPS = [
  "binary_classification_metrics",
  "multiclass_classification_metrics",
  "regression_metrics",
] as const;

/**
 * @param report undefined where it could not be read: then the metadata say the one metric that they hold
 */
export function evaluationOf(
  report: Json | undefined,
  metadata: Readonly<Record<string, string>> = {},
): Evaluation {
  const group = GROUPS.map((name) => at(report, name)).find((found) => found !== undefined);
  const registered = metricOf({ metadata });
  const decides = textAt(report, "gate", "metric") ?? registered?.name;
  const measured = entriesAt(group).flatMap(([name, json]) => measuredMetric(name, json) ?? []);
  const told = measured.length > 0 || registered === null ? measured : [ofMetadata(registered)];
  const metrics = [...told].sort(
    (one, other) => Number(other.name === decides) - Number(one.name === decides),
  );
  const passed = at(report, "gate", "passed");
  const charts = at(report, "charts");
  return {
    metrics,
    rows: numberAt(report, "rows"),
    confusion: confusionOf(at(group, "confusion_matrix")),
    roc: curve(
      at(group, "receiver_operating_characteristic_curve"),
      "false_positive_rates",
      "true_positive_rates",
    ),
    precisionRecall: curve(at(group, "precision_recall_curve"), "recalls", "precisions"),
    calibration: listAt(charts, "calibration").flatMap((one) =>
      point(numberAt(one, "score"), numberAt(one, "share")),
    ),
    residuals: residualsOf(at(charts, "residuals")),
    predictedAgainstActual: gridOf(at(charts, "predicted_against_actual")),
    groups: listAt(charts, "groups").map((one) => ({
      feature: textAt(one, "feature") ?? "",
      value: textAt(one, "value") ?? "",
      rows: numberAt(one, "rows") ?? 0,
      metric: numberAt(one, "metric"),
    })),
    importance: listAt(charts, "importance", "features")
      .map((one) => ({ name: textAt(one, "feature") ?? "", value: numberAt(one, "value") ?? 0 }))
      .sort((one, other) => other.value - one.value),
    gate: typeof passed === "boolean" ? { passed, note: textAt(report, "gate", "note") ?? "" } : undefined,
  };
}

function measuredMetric(name: string, json: Json): Metric | undefined {
  const value = numberAt(json, "value");
  if (value === undefined) return undefined;
  const bounds = at(json, "confidence_interval");
  const [lower, upper] = [numberAt(bounds, "lower"), numberAt(bounds, "upper")];
  if (lower === undefined || upper === undefined) return { name, value };
  return { name, value, interval: { lower, upper, level: numberAt(bounds, "level") ?? 0.95 } };
}

function ofMetadata({ name, value, interval }: RegisteredMetric): Metric {
  return { name, value, ...(interval && { interval }) };
}

function confusionOf(json: Json | undefined): Evaluation["confusion"] {
  const rows = entriesAt(json);
  if (rows.length === 0) return undefined;
  const classes = rows.map(([name]) => name);
  return { classes, counts: rows.map(([, row]) => classes.map((name) => numberAt(row, name) ?? 0)) };
}

function point(x: number | undefined, y: number | undefined): Point[] {
  return x === undefined || y === undefined ? [] : [[x, y]];
}

/** Model Monitor's form of a curve: two lists of the same length. */
function curve(json: Json | undefined, xs: string, ys: string): Point[] {
  const y = numbersAt(json, ys);
  return numbersAt(json, xs).flatMap((x, index) => point(x, y[index]));
}

function residualsOf(json: Json | undefined): Point[] {
  const [edges, counts] = [numbersAt(json, "edges"), numbersAt(json, "counts")];
  const all = counts.reduce((sum, count) => sum + count, 0);
  return counts.flatMap((count, index) => {
    const [from, to] = [edges[index], edges[index + 1]];
    return from === undefined || to === undefined ? [] : point((from + to) / 2, count / all);
  });
}

function gridOf(json: Json | undefined): Grid | undefined {
  const counts = listAt(json, "counts").map((row) => numbersAt(row));
  if (counts.length === 0) return undefined;
  return { xEdges: numbersAt(json, "actual_edges"), yEdges: numbersAt(json, "predicted_edges"), counts };
}
