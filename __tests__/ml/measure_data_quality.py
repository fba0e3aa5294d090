"""How often the data quality check is wrong, and what it catches: the figures in ml/README.md.

    python __tests__/ml/measure_data_quality.py SOURCE [--repeat 1000]

Draws batches and baselines anew from a data set, the way the example draws its own, and counts the checks
that find something.
"""

from __future__ import annotations

import argparse
import sys
from array import array
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "ml"))

import data_quality
import prepare_data
import preprocess

Change = Callable[[np.ndarray, np.ndarray], np.ndarray]


def as_batch(features: np.ndarray) -> data_quality.Batch:
    columns = [
        data_quality.Column(name, array("d", column[~np.isnan(column)]), missing=int(np.isnan(column).sum()))
        for name, column in zip(preprocess.FEATURES, features.T)
    ]
    return data_quality.Batch(columns, len(features))


def draw(rows: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Prepared training split, a batch as it was found, and the batch's labels, all disjoint and drawn by
    `seed`.
    """
    order = np.random.RandomState(seed).permutation(len(rows))
    size = round(prepare_data.BATCH_FRACTION * len(rows))
    batch, rest = rows[order[:size]], rows[order[size:]]
    part1 = rest[round(prepare_data.PART2_FRACTION * len(rest)) :]
    train, _, _ = preprocess.split(part1, 0.15, 0.15, seed)
    features = part1[train, :-1]
    return preprocess.fill(features, preprocess.medians(features)), batch[:, :-1], batch[:, -1]


def clean(batch: np.ndarray, labels: np.ndarray) -> np.ndarray:
    return preprocess.fill(batch, preprocess.medians(batch))


def older(years: float) -> Change:
    def change(batch: np.ndarray, labels: np.ndarray) -> np.ndarray:
        shifted = clean(batch, labels)
        shifted[:, 1] = np.minimum(
            shifted[:, 1] + years, 96
        )  # within the known range: only the distribution tells
        return shifted

    return change


def only_malignant(batch: np.ndarray, labels: np.ndarray) -> np.ndarray:
    filled = clean(batch, labels)
    malignant = filled[labels == 1]
    return malignant[np.arange(len(filled)) % len(malignant)]


SCENARIOS: dict[str, Change] = {
    "clean batch": clean,
    "outlier twin": lambda batch, labels: prepare_data.with_outliers(batch),
    "patients 5 years older": older(5),
    "patients 10 years older": older(10),
    "patients 15 years older": older(15),
    "malignant masses only": only_malignant,
}


def measure(rows: np.ndarray, change: Change, repeat: int) -> Counter[str]:
    """Of `repeat` draws: in how many anything was found, which checks found it, and the raw test's verdict."""
    counts: Counter[str] = Counter()
    for seed in range(repeat):
        baseline, batch, labels = draw(rows, seed)
        reference, changed = as_batch(baseline), as_batch(change(batch, labels))
        statistics, limits = data_quality.statistics(reference), data_quality.constraints(reference)
        found = data_quality.violations(changed, statistics, limits)
        counts["drifted"] += bool(found)
        for check in {violation["constraint_check_type"] for violation in found}:
            counts[check] += 1
        counts["distribution"] += any("distribution" in violation["description"] for violation in found)
        counts["range"] += any("outside" in violation["description"] for violation in found)
        counts["holds the known error, BI-RADS 55"] += bool(np.nanmax(batch[:, 0]) == 55)
        distances = [
            data_quality.shift(
                np.array(column.numbers),
                feature["numerical_statistics"]["distribution"]["kll"]["sketch"]["data"],
                1.0,
            )[0]
            for column, feature in zip(changed.columns, statistics["features"])
        ]
        sizes = (reference.rows, changed.rows)
        correction = 1.8 * np.sqrt(sum(sizes) / np.prod(sizes))
        counts["raw distance above 0.1"] += max(distances) > 0.1
        counts["Deequ's corrected distance above 0.1"] += max(distances) - correction > 0.1
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path)
    parser.add_argument("--repeat", type=int, default=1000)
    options = parser.parse_args()
    rows = prepare_data.read_source(options.source)
    for name, change in SCENARIOS.items():
        counts = measure(rows, change, options.repeat)
        shares = ", ".join(f"{key} {count / options.repeat:.1%}" for key, count in counts.items())
        print(f"{name}: {shares}", flush=True)


if __name__ == "__main__":
    main()
