import type { Remark } from "sagemaker-promotion-core/finding";
import type { Direction, ModelDescription, Task } from "./model";

/** What is known of a metric: which of its values are better, and between which bounds they lie. */
interface KnownMetric {
  readonly direction: Direction;
  readonly lowest: number;
  readonly highest: number;
}

const SHARE: KnownMetric = { direction: "maximize", lowest: 0, highest: 1 };
const LOSS: KnownMetric = { direction: "minimize", lowest: 0, highest: Infinity };

/** By task, the metrics that `ml/evaluate.py` reports. The first is the usual one. */
export const METRICS: Readonly<Record<Task, Readonly<Record<string, KnownMetric>>>> = {
  binary: { auc: SHARE, accuracy: SHARE, precision: SHARE, recall: SHARE, f1: SHARE },
  multiclass: { macro_f1: SHARE, accuracy: SHARE, log_loss: LOSS },
  regression: {
    rmse: LOSS,
    mae: LOSS,
    mse: LOSS,
    r2: { direction: "maximize", lowest: -Infinity, highest: 1 },
  },
};

/** The names of all tasks' metrics, each once. */
export const METRIC_NAMES: readonly string[] = [...new Set(Object.values(METRICS).flatMap(Object.keys))];

/** Which values of a metric are better; undefined where it is neither a known one nor the model's own. */
export function directionOf(metric: string, own?: ModelDescription["metric"]): Direction | undefined {
  if (metric === own?.name) return own.direction;
  return Object.values(METRICS).find((known) => metric in known)?.[metric]?.direction;
}

/** Which of two values of a metric is the better one; undefined where neither is, or nobody can say. */
export function betterOf(
  direction: Direction | undefined,
  one: number,
  other: number,
): "one" | "other" | undefined {
  if (direction === undefined || !(one < other || one > other)) return undefined;
  return one > other === (direction === "maximize") ? "one" : "other";
}

const TITLES: Readonly<Record<string, string>> = {
  auc: "AUC",
  f1: "F1",
  macro_f1: "macro F1",
  log_loss: "log loss",
  rmse: "RMSE",
  mae: "MAE",
  mse: "MSE",
  r2: "R2",
};

/** A metric's name as people write it: `AUC` for `auc`. */
export function metricTitle(metric: string): string {
  return TITLES[metric] ?? metric;
}

/** What is wrong with a threshold that no value of its metric can reach, or that every one does. */
export function checkThreshold(task: Task, metric: string, threshold: number, pointer: string): Remark[] {
  const { lowest, highest } = METRICS[task][metric] ?? { lowest: -Infinity, highest: Infinity };
  if (threshold >= lowest && threshold <= highest) return [];
  const bounds =
    lowest === -Infinity
      ? `of at most ${highest}`
      : highest === Infinity
        ? `of at least ${lowest}`
        : `from ${lowest} to ${highest}`;
  return [
    {
      pointer,
      expected: `a number ${bounds}, where every ${metric} lies`,
      found: String(threshold),
      fix: "write what a version is to reach",
    },
  ];
}

/** The group of metrics in a report, as Model Monitor names it (developer guide, "model-monitor-model-quality-metrics"). */
export function metricsGroup(task: Task): string {
  return `${task === "regression" ? task : `${task}_classification`}_metrics`;
}
