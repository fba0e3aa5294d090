import type { Json } from "sagemaker-pipeline-definitions";
import { at, entriesAt, listAt, numberAt, numbersAt, textAt } from "./json";

/** Bounds that hold a metric's true value as often as the level says. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
  readonly level: number;
}

export interface Metric {
  readonly name: string;
  readonly value: number;
  readonly interval?: Interval;
}

export type Point = readonly [x: number, y: number];

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
  /** Predicted against observed share. */
  readonly calibration: readonly Point[];
  /** Predicted value against what was observed less it. */
  readonly residuals: readonly Point[];
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
  const decides = textAt(report, "gate", "metric") ?? metadata["metric"] ?? "auc";
  const measured = entriesAt(group).flatMap(([name, json]) => metricOf(name, json) ?? []);
  const told = measured.length > 0 ? measured : fromMetadata(decides, metadata);
  const metrics = [...told].sort(
    (one, other) => Number(other.name === decides) - Number(one.name === decides),
  );
  const passed = at(report, "gate", "passed");
  return {
    metrics,
    rows: numberAt(report, "rows"),
    confusion: confusionOf(at(group, "confusion_matrix")),
    roc: rocOf(at(group, "receiver_operating_characteristic_curve")),
    calibration: pointsOf(at(report, "charts", "calibration"), CALIBRATION),
    residuals: pointsOf(at(report, "charts", "residuals"), RESIDUALS),
    importance: importanceOf(at(report, "charts", "importance")),
    gate: typeof passed === "boolean" ? { passed, note: textAt(report, "gate", "note") ?? "" } : undefined,
  };
}

function metricOf(name: string, json: Json): Metric | undefined {
  const value = numberAt(json, "value");
  if (value === undefined) return undefined;
  const bounds = at(json, "confidence_interval");
  const [lower, upper] = [numberAt(bounds, "lower"), numberAt(bounds, "upper")];
  if (lower === undefined || upper === undefined) return { name, value };
  return { name, value, interval: { lower, upper, level: numberAt(bounds, "level") ?? 0.95 } };
}

function fromMetadata(name: string, metadata: Readonly<Record<string, string>>): Metric[] {
  const of = (entry: string): number => Number(metadata[entry] ?? Number.NaN);
  const value = of(name);
  if (Number.isNaN(value)) return [];
  const interval = { lower: of(`${name}_lower`), upper: of(`${name}_upper`), level: of(`${name}_level`) };
  return [Object.values(interval).some(Number.isNaN) ? { name, value } : { name, value, interval }];
}

function confusionOf(json: Json | undefined): Evaluation["confusion"] {
  const rows = entriesAt(json);
  if (rows.length === 0) return undefined;
  const classes = rows.map(([name]) => name);
  return { classes, counts: rows.map(([, row]) => classes.map((name) => numberAt(row, name) ?? 0)) };
}

/** Model Monitor's form: two lists of the same length. */
function rocOf(json: Json | undefined): Point[] {
  const rates = numbersAt(json, "true_positive_rates");
  return numbersAt(json, "false_positive_rates").flatMap((x, index): Point[] => {
    const y = rates[index];
    return y === undefined ? [] : [[x, y]];
  });
}

/** Names that the two coordinates of a point may have. */
type Names = readonly [x: readonly string[], y: readonly string[]];
const CALIBRATION: Names = [
  ["predicted", "mean_prediction"],
  ["observed", "observed_share"],
];
const RESIDUALS: Names = [["predicted"], ["residual"]];

/** A list of points, each an object or a pair of numbers; or an object of two lists. */
function pointsOf(json: Json | undefined, names: Names): Point[] {
  const named = (of: Json | undefined, [xs, ys]: Names): readonly [Json | undefined, Json | undefined] => [
    xs.map((name) => at(of, name)).find((one) => one !== undefined),
    ys.map((name) => at(of, name)).find((one) => one !== undefined),
  ];
  const [xs, ys] = named(json, names);
  const pairs = listAt(json).map((one) => (Array.isArray(one) ? [one[0], one[1]] : named(one, names)));
  const all = pairs.length > 0 ? pairs : numbersAt(xs).map((x, index) => [x, numbersAt(ys)[index]] as const);
  return all.flatMap(([x, y]): Point[] => (typeof x === "number" && typeof y === "number" ? [[x, y]] : []));
}

/** Values by the feature's name, or a list of objects with both. */
function importanceOf(json: Json | undefined): Evaluation["importance"] {
  const named = listAt(json).map((one): [string, Json | undefined] => [
    textAt(one, "feature") ?? textAt(one, "name") ?? "",
    at(one, "importance") ?? at(one, "value"),
  ]);
  const all = named.length > 0 ? named : entriesAt(json);
  return all
    .flatMap(([name, value]) => (typeof value === "number" ? [{ name, value }] : []))
    .sort((one, other) => other.value - one.value);
}
