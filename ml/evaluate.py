"""How well a trained model ranks the test split, which neither training nor the medians have seen.

Runs as a SageMaker Processing job in the XGBoost image (3.0-5: Python 3.10, xgboost 3.0.5, numpy 2.1), with
`python3`. The report follows the form of Model Monitor's model quality metrics, so that the registry can show
it.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import tarfile
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

MODEL_MEMBER = "xgboost-model"  # what the built-in algorithm calls its model, saved by Booster.save_model
METHOD = "DeLong (1988), on the logit scale"
LEVEL = 0.95
LEVEL_QUANTILE = 1.959963984540054  # of the normal distribution, for LEVEL

# DescribeProcessingJob shows the first kilobyte of this file as ExitMessage.
# https://docs.aws.amazon.com/sagemaker/latest/dg/byoc-metadata.html
MESSAGE_FILE = "/opt/ml/output/message"


class DataError(Exception):
    """A test split or a model that cannot be evaluated; says where, and what was found."""


@dataclass(frozen=True)
class Auc:
    """Area under the ROC curve, its standard deviation, and the interval that holds the true area in LEVEL of
    samples.
    """

    value: float
    standard_deviation: float
    lower: float
    upper: float


def auc_with_interval(labels: np.ndarray, scores: np.ndarray) -> Auc:
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
        return Auc(area, deviation, area, area)
    logit = math.log(area / (1 - area))
    reach = LEVEL_QUANTILE * deviation / (area * (1 - area))
    return Auc(area, deviation, _logistic(logit - reach), _logistic(logit + reach))


def _midranks(values: np.ndarray) -> np.ndarray:
    _, position, counts = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts - 1) / 2)[position]


def _variance(values: np.ndarray) -> float:
    return float(np.var(values, ddof=1)) if len(values) > 1 else 0.0


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value))


def classification_metrics(labels: np.ndarray, scores: np.ndarray) -> dict[str, object]:
    """The report's metrics; those that need classes take a score above 0.5 as positive."""
    auc = auc_with_interval(labels, scores)
    predicted = scores > 0.5
    confusion = {
        str(actual): {str(given): int(np.sum((labels == actual) & (predicted == given))) for given in (0, 1)}
        for actual in (0, 1)
    }
    hits, misses, false_alarms = confusion["1"]["1"], confusion["1"]["0"], confusion["0"]["1"]
    return {
        "auc": {
            "value": auc.value,
            "standard_deviation": auc.standard_deviation,
            "confidence_interval": {"lower": auc.lower, "upper": auc.upper, "level": LEVEL, "method": METHOD},
        },
        "accuracy": {"value": float(np.mean(predicted == (labels == 1)))},
        "precision": {"value": hits / max(1, hits + false_alarms)},
        "recall": {"value": hits / (hits + misses)},
        "confusion_matrix": confusion,
    }


def read_test(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Labels and features of the test split: no header, label first, nothing missing."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore", UserWarning
            )  # numpy warns of an empty file, which is an error here
            rows = np.loadtxt(path, delimiter=",", ndmin=2, encoding="utf-8")
    except ValueError as error:
        raise DataError(f"{path.name}: {error}") from error
    if not rows.size:
        raise DataError(f"{path.name}: expected rows, found an empty file")
    labels = rows[:, 0]
    strange = np.flatnonzero(~np.isin(labels, (0, 1)))
    if len(strange):
        place = f"{path.name}, line {strange[0] + 1}, column 1"
        raise DataError(f"{place}: expected the label 0 or 1, found {labels[strange[0]]:g}")
    if len(np.unique(labels)) < 2:
        raise DataError(
            f"{path.name}: expected rows of both classes, found only {labels[0]:g} in {len(labels)} rows"
        )
    return labels, rows[:, 1:]


def predict(archive: Path, features: np.ndarray) -> np.ndarray:
    """The scores that the archive's model gives to each row."""
    import xgboost  # takes most of a second to import, which a bad test split should not cost

    try:
        with tarfile.open(archive, "r:gz") as tar:
            member = tar.extractfile(MODEL_MEMBER)
            model = bytearray(member.read() if member else b"")
    except (tarfile.TarError, KeyError, EOFError) as error:
        raise DataError(f"{archive.name}: expected an archive that holds {MODEL_MEMBER}: {error}") from error
    try:
        booster = xgboost.Booster(model_file=model)
    except xgboost.core.XGBoostError as error:
        raise DataError(f"{archive.name}: {MODEL_MEMBER} is no XGBoost model") from error
    if booster.num_features() != features.shape[1]:
        raise DataError(
            f"the model takes {booster.num_features()} features, the test split has {features.shape[1]}"
        )
    return booster.predict(xgboost.DMatrix(features))


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code of the job: 0, or 1 with the reason as last line of stderr and as the job's exit message."""
    parser = argparse.ArgumentParser(description="Evaluate a model on the test split.")
    parser.add_argument("--model", type=Path, default=Path("/opt/ml/processing/input/model/model.tar.gz"))
    parser.add_argument("--test", type=Path, default=Path("/opt/ml/processing/input/test/test.csv"))
    parser.add_argument("--output", type=Path, default=Path("/opt/ml/processing/output/evaluation"))
    options = parser.parse_args(arguments)
    try:
        labels, features = read_test(options.test)
        metrics = classification_metrics(labels, predict(options.model, features))
        options.output.mkdir(parents=True, exist_ok=True)
        with open(options.output / "evaluation.json", "w", encoding="utf-8") as file:
            json.dump({"binary_classification_metrics": metrics, "rows": len(labels)}, file, indent=2)
    except (DataError, OSError) as error:
        return fail(error)
    print(f"{len(labels)} rows: {json.dumps(metrics['auc'])}")
    return 0


def fail(error: Exception) -> int:
    reason = " ".join(f"{type(error).__name__}: {error}".split())  # one line: the last of stderr is shown
    print(reason, file=sys.stderr)
    if os.path.isdir(os.path.dirname(MESSAGE_FILE)):
        with open(MESSAGE_FILE, "w", encoding="utf-8") as file:
            file.write(reason)
    return 1


if __name__ == "__main__":
    sys.exit(main())
