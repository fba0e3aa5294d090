"""How good predictions are, and how sure that is. Needs numpy alone.

Predictions are an array with a row for each row of the data: the score of the positive class, a number, or the
probabilities of the K classes. Labels are what tabular.py reads: the index of a class, or a number. Names are those of
Model Monitor's model quality metrics, so that the model registry can show the report; `macro_f1` and `log_loss` are
ours. https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-model-quality-metrics.html
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

# A job is given each module as an input of its own. In the repository, and in a model's code, they lie side by side.
sys.path.append(str(Path(__file__).resolve().parent.parent / "tabular"))

import numpy as np
from tabular import DataError, Description, number_of, show

REPORT_KEYS = {
    "binary": "binary_classification_metrics",
    "multiclass": "multiclass_classification_metrics",
    "regression": "regression_metrics",
}
DELONG = "DeLong (1988), on the logit scale"
BOOTSTRAP = "percentile bootstrap"
LEVEL = 0.95
LEVEL_QUANTILE = 1.959963984540054  # of the normal distribution, for LEVEL
SEED = 0
# Samples of the bootstrap: so many, and fewer where they would draw more rows than this, but not less than the least.
SAMPLES, LEAST_SAMPLES, DRAWN_ROWS = 1_000, 200, 20_000_000
DRAWN_AT_ONCE = 200_000  # which bounds the memory
CURVE_POINTS = 100
# Log loss takes no probability for less, as one confident error would make it infinite.
LEAST_PROBABILITY = 1e-15
# What the statistics of predictions keep value by value: Model Monitor's k and c of a KLL sketch.
SKETCH_SIZE, SKETCH_SHRINKING, BUCKETS = 2048, 0.64, 10


@dataclass(frozen=True)
class Metric:
    """A value, its standard deviation, and the interval that holds the true value in LEVEL of samples."""

    value: float
    standard_deviation: float
    lower: float
    upper: float
    method: str

    def report(self) -> dict[str, object]:
        interval = {"lower": self.lower, "upper": self.upper, "level": LEVEL, "method": self.method}
        return {
            "value": self.value,
            "standard_deviation": self.standard_deviation,
            "confidence_interval": interval,
        }


def prediction_width(description: Description) -> int:
    """How many numbers the model answers for a row."""
    return len(description.classes) if description.task == "multiclass" else 1


def parse_predictions(lines: Iterable[str], name: str, width: int) -> np.ndarray:
    """The predictions in the last `width` cells of each line, as a model or a batch transform writes them; the built-in
    algorithm's "[0.1, 0.9]" too. Raises DataError, with `name` for the file, for anything but numbers in float32's
    range.
    """
    rows = []
    for number, line in enumerate(lines, 1):
        cells = [cell.strip(' "[]\r\n') for cell in line.rsplit(",", width)[-width:]]
        try:
            row = [number_of(cell.encode()) for cell in cells]
        except ValueError:
            row = []
        if len(row) != width or not all(map(math.isfinite, row)):
            wanted = "a number" if width == 1 else f"{width} numbers"
            raise DataError(f"{name}, line {number}: expected {wanted} at the end, found {show(','.join(cells))}")
        rows.append(row)
    return np.array(rows, dtype=float).reshape(-1, width)


# --- confusion ---------------------------------------------------------------------------------------------------


def predicted_classes(predictions: np.ndarray) -> np.ndarray:
    """The index of each row's class: a score above 0.5 is the positive one, else the largest probability counts."""
    if predictions.shape[1] == 1:
        return (predictions[:, 0] > 0.5).astype(int)
    return np.argmax(predictions, axis=1)


def confusion(labels: np.ndarray, predictions: np.ndarray, classes: int) -> np.ndarray:
    """Counts by true class and predicted class."""
    cells = labels.astype(int) * classes + predicted_classes(predictions)
    return np.bincount(cells, minlength=classes * classes).reshape(classes, classes)


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """0 where there is nothing to take a part of."""
    return part / np.maximum(whole, 1)


def _f(beta: float, hits: np.ndarray, given: np.ndarray, actual: np.ndarray) -> np.ndarray:
    return _ratio((1 + beta**2) * hits, beta**2 * actual + given)


# Each takes counts [..., true class, predicted class], for one sample or for many at once.
Counted = Callable[[np.ndarray], np.ndarray]


def _accuracy(counts: np.ndarray) -> np.ndarray:
    return np.trace(counts, axis1=-2, axis2=-1) / counts.sum(axis=(-2, -1))


def _of_positive(measure: Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]) -> Counted:
    return lambda counts: measure(
        counts[..., 1, 1], counts[..., :, 1].sum(axis=-1), counts[..., 1, :].sum(axis=-1)
    )


def _weighted(measure: Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]) -> Counted:
    """The mean over classes, by their rows."""

    def mean(counts: np.ndarray) -> np.ndarray:
        actual = counts.sum(axis=-1)
        by_class = measure(np.diagonal(counts, axis1=-2, axis2=-1), counts.sum(axis=-2), actual)
        return (by_class * actual).sum(axis=-1) / actual.sum(axis=-1)

    return mean


def _macro_f1(counts: np.ndarray) -> np.ndarray:
    """The mean of F1 over the classes that occur, true or predicted."""
    hits, given, actual = (
        np.diagonal(counts, axis1=-2, axis2=-1),
        counts.sum(axis=-2),
        counts.sum(axis=-1),
    )
    occurs = (given + actual) > 0
    return (_f(1, hits, given, actual) * occurs).sum(axis=-1) / occurs.sum(axis=-1)


def _precision(hits: np.ndarray, given: np.ndarray, actual: np.ndarray) -> np.ndarray:
    return _ratio(hits, given)


def _recall(hits: np.ndarray, given: np.ndarray, actual: np.ndarray) -> np.ndarray:
    return _ratio(hits, actual)


def _f_of(beta: float) -> Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]:
    return lambda hits, given, actual: _f(beta, hits, given, actual)


COUNTED: dict[str, dict[str, Counted]] = {
    "binary": {
        "accuracy": _accuracy,
        "precision": _of_positive(_precision),
        "recall": _of_positive(_recall),
        "f0_5": _of_positive(_f_of(0.5)),
        "f1": _of_positive(_f_of(1)),
        "f2": _of_positive(_f_of(2)),
        "true_positive_rate": _of_positive(_recall),
        "true_negative_rate": lambda counts: _ratio(counts[..., 0, 0], counts[..., 0, :].sum(axis=-1)),
        "false_positive_rate": lambda counts: _ratio(counts[..., 0, 1], counts[..., 0, :].sum(axis=-1)),
        "false_negative_rate": lambda counts: _ratio(counts[..., 1, 0], counts[..., 1, :].sum(axis=-1)),
    },
    "multiclass": {
        "macro_f1": _macro_f1,
        "accuracy": _accuracy,
        "weighted_precision": _weighted(_precision),
        "weighted_recall": _weighted(_recall),
        "weighted_f0_5": _weighted(_f_of(0.5)),
        "weighted_f1": _weighted(_f_of(1)),
        "weighted_f2": _weighted(_f_of(2)),
    },
    "regression": {},
}

# --- means over rows ---------------------------------------------------------------------------------------------

# Each row's contributions, and what makes the metric of their means.
Averaged = tuple[Callable[[np.ndarray, np.ndarray], np.ndarray], Callable[[np.ndarray], np.ndarray]]


def _errors(labels: np.ndarray, predictions: np.ndarray) -> np.ndarray:
    return labels - predictions[:, 0]


def _r2(means: np.ndarray) -> np.ndarray:
    """Of the means of squared errors, of values and of squared values. Without any variance, r2 says nothing: 0."""
    variance = means[..., 2] - means[..., 1] ** 2
    return np.where(variance > 0, 1 - means[..., 0] / np.where(variance > 0, variance, 1), 0.0)


def _moments(labels: np.ndarray, predictions: np.ndarray) -> np.ndarray:
    centred = labels - labels.mean()  # squares of large numbers would leave no digits for the variance
    return np.column_stack([_errors(labels, predictions) ** 2, centred, centred**2])


def _surprise(labels: np.ndarray, predictions: np.ndarray) -> np.ndarray:
    shares = predictions / predictions.sum(axis=1, keepdims=True)
    return -np.log(np.maximum(shares[np.arange(len(labels)), labels.astype(int)], LEAST_PROBABILITY))[:, None]


AVERAGED: dict[str, dict[str, Averaged]] = {
    "binary": {},
    "multiclass": {"log_loss": (_surprise, lambda means: means[..., 0])},
    "regression": {
        "mae": (lambda y, p: np.abs(_errors(y, p))[:, None], lambda means: means[..., 0]),
        "mse": (lambda y, p: _errors(y, p)[:, None] ** 2, lambda means: means[..., 0]),
        "rmse": (lambda y, p: _errors(y, p)[:, None] ** 2, lambda means: np.sqrt(means[..., 0])),
        "r2": (_moments, _r2),
    },
}

# --- AUC ---------------------------------------------------------------------------------------------------------


def auc_with_interval(labels: np.ndarray, scores: np.ndarray) -> Metric:
    """AUC and its DeLong interval, from scores and not from predicted classes; tied scores count half.

    The logit scale keeps the interval within 0 and 1. Where the scores separate the classes without one
    exception, the variance is 0 and the interval a point: the sample then says nothing about how rare
    exceptions are.
    """
    positive, negative = scores[labels == 1], scores[labels == 0]
    # Midranks make the count over all pairs a sort (X. Sun, W. Xu, IEEE Signal Processing Letters 21, 2014).
    ranks = _midranks(np.concatenate([positive, negative]))
    above = (ranks[: len(positive)] - _midranks(positive)) / len(negative)
    below = 1 - (ranks[len(positive) :] - _midranks(negative)) / len(positive)
    area = float(above.mean())
    deviation = math.sqrt(_variance(above) / len(positive) + _variance(below) / len(negative))
    if area in (0.0, 1.0) or deviation == 0.0:
        return Metric(area, deviation, area, area, DELONG)
    logit = math.log(area / (1 - area))
    reach = LEVEL_QUANTILE * deviation / (area * (1 - area))
    return Metric(area, deviation, _logistic(logit - reach), _logistic(logit + reach), DELONG)


def _midranks(values: np.ndarray) -> np.ndarray:
    _, position, counts = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts - 1) / 2)[position]


def _variance(values: np.ndarray) -> float:
    return float(np.var(values, ddof=1)) if len(values) > 1 else 0.0


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value))


# --- bootstrap ---------------------------------------------------------------------------------------------------


def _bootstrapped(value: float, sampled: np.ndarray) -> Metric:
    tail = (1 - LEVEL) / 2
    lower, upper = np.quantile(sampled, (tail, 1 - tail))
    return Metric(value, float(sampled.std(ddof=1)), float(lower), float(upper), BOOTSTRAP)


def _sample_counts(counts: np.ndarray) -> np.ndarray:
    """Confusion matrices of SAMPLES samples of the rows: to draw rows is to draw cells, which are few."""
    rows = int(counts.sum())
    drawn = np.random.default_rng(SEED).multinomial(rows, counts.ravel() / rows, size=SAMPLES)
    return drawn.reshape(SAMPLES, *counts.shape)


def _sample_means(contributions: np.ndarray) -> np.ndarray:
    """Means of the rows' contributions in samples of the rows."""
    rows = len(contributions)
    samples = min(SAMPLES, max(LEAST_SAMPLES, DRAWN_ROWS // rows))
    random, means = np.random.default_rng(SEED), []
    at_once = max(1, DRAWN_AT_ONCE // rows)
    for start in range(0, samples, at_once):
        drawn = random.integers(rows, size=(min(at_once, samples - start), rows))
        means.append(contributions[drawn].mean(axis=1))
    return np.concatenate(means)


# --- reports -----------------------------------------------------------------------------------------------------


def value_of(metric: str, task: str, labels: np.ndarray, predictions: np.ndarray, classes: int) -> float | None:
    """One metric's value alone; None where these rows do not define it (AUC of rows of one class)."""
    if not len(labels):
        return None
    if metric == "auc":
        both = 0 < np.sum(labels == 1) < len(labels)
        return auc_with_interval(labels, predictions[:, 0]).value if both else None
    if metric in COUNTED[task]:
        return float(COUNTED[task][metric](confusion(labels, predictions, classes)))
    contributions, finish = AVERAGED[task][metric]
    return float(finish(contributions(labels, predictions).mean(axis=0)))


def metric_names(task: str) -> list[str]:
    return [*(["auc"] if task == "binary" else []), *COUNTED[task], *AVERAGED[task]]


def measure(description: Description, labels: np.ndarray, predictions: np.ndarray) -> dict[str, object]:
    """All metrics of a task in the form of the report. AUC and its curves are left out for rows of one class."""
    task, width = description.task, len(description.classes)
    report: dict[str, object] = {}
    if task == "binary" and 0 < np.sum(labels == 1) < len(labels):
        report["auc"] = auc_with_interval(labels, predictions[:, 0]).report()
        report.update(curves(labels, predictions[:, 0]))
    if task != "regression":
        counts = confusion(labels, predictions, width)
        sampled = _sample_counts(counts)
        for name, counted in COUNTED[task].items():
            report[name] = _bootstrapped(float(counted(counts)), counted(sampled)).report()
        report["confusion_matrix"] = {
            actual: dict(zip(description.classes, row)) for actual, row in zip(description.classes, counts.tolist())
        }
    for name, (contributions, finish) in AVERAGED[task].items():
        rows = contributions(labels, predictions)
        report[name] = _bootstrapped(float(finish(rows.mean(axis=0))), finish(_sample_means(rows))).report()
    return report


def curves(labels: np.ndarray, scores: np.ndarray) -> dict[str, dict[str, list[float]]]:
    """The curves that Model Monitor documents, over thresholds from the highest score down, at CURVE_POINTS at most."""
    order = np.argsort(-scores, kind="stable")
    # Rows with one score fall on one side of every threshold.
    ends = np.append(np.flatnonzero(np.diff(scores[order])), len(scores) - 1)
    ends = ends[np.unique(np.linspace(0, len(ends) - 1, CURVE_POINTS - 1).round().astype(int))]
    hits = np.cumsum(labels[order] == 1)[ends]
    taken = ends + 1
    recalls = hits / np.sum(labels == 1)
    false_alarms = (taken - hits) / np.sum(labels == 0)
    return {
        "receiver_operating_characteristic_curve": {
            "false_positive_rates": [0.0, *rounded(false_alarms)],
            "true_positive_rates": [0.0, *rounded(recalls)],
        },
        "precision_recall_curve": {"precisions": [1.0, *rounded(hits / taken)], "recalls": [0.0, *rounded(recalls)]},
    }


def rounded(values: np.ndarray) -> list[float]:
    """Six digits, which are what float32 is sure of."""
    return [float(f"{value:.6g}") for value in values.tolist()]


def prediction_statistics(description: Description, predictions: np.ndarray) -> dict[str, object]:
    """What predictions look like, in the form of a feature in Model Monitor's statistics.json: scores and numbers as
    numbers, classes as counts.

    Of more than SKETCH_SIZE numbers as many are kept, at equal distances in their order. They are rounded, so that a
    prediction is the same number whatever wrote it as text.
    """
    common = {"num_present": len(predictions), "num_missing": 0}
    if description.task == "multiclass":
        counts = class_counts(description, predictions)
        buckets = [{"value": name, "count": count} for name, count in counts.items()]
        return {
            "name": "prediction",
            "inferred_type": "String",
            "string_statistics": {
                "common": common,
                "distinct_count": sum(count > 0 for count in counts.values()),
                "distribution": {"categorical": {"buckets": buckets}},
            },
        }
    values = np.sort(predictions[:, 0])
    kept = values[np.linspace(0, len(values) - 1, min(len(values), SKETCH_SIZE)).round().astype(int)]
    counts, edges = np.histogram(values, bins=BUCKETS)
    buckets = [
        {"lower_bound": lower, "upper_bound": upper, "count": count}
        for lower, upper, count in zip(edges.tolist(), edges[1:].tolist(), counts.tolist())
    ]
    sketch = {"parameters": {"c": SKETCH_SHRINKING, "k": float(SKETCH_SIZE)}, "data": [rounded(kept)]}
    return {
        "name": "prediction",
        "inferred_type": "Fractional",
        "numerical_statistics": {
            "common": common,
            "mean": float(values.mean()),
            "sum": float(values.sum()),
            "std_dev": float(values.std()),
            "min": float(values[0]),
            "max": float(values[-1]),
            "distribution": {"kll": {"buckets": buckets, "sketch": sketch}},
        },
    }


def class_counts(description: Description, predictions: np.ndarray) -> Mapping[str, int]:
    """How many rows are predicted to be of each class."""
    counts = np.bincount(predicted_classes(predictions), minlength=len(description.classes))
    return dict(zip(description.classes, counts.tolist()))


def better_by(value: float, other: float, direction: str) -> float:
    """How much better a value is than another, in the metric's direction; negative where it is worse."""
    return value - other if direction == "maximize" else other - value
