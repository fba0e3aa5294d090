"""The cells of a column in short, however many there are, and in the form of Model Monitor's statistics.json and
constraints.json: https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-byoc-statistics.html (and
-constraints). Needs numpy and the two modules beside it.
"""

from __future__ import annotations

import math
import re
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np

# A job has each module in a folder of its own; in the repository they lie beside this file.
for module in ("tabular", "distributions"):
    sys.path.append(str(Path(__file__).resolve().parent.parent / module))

import distributions
import tabular
from tabular import Column

BUCKETS = 10
# Different values of a column that are counted.
VALUES_LIMIT = 2048
# Values form a domain unless more of the rows than this are the only one of theirs: that share of rows to come
# has values never seen before (Good, Biometrika 40, 1953).
UNSEEN_SHARE = 0.001

_PLAIN_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)


class Summary:
    """A column's cells in short, however many they are: how many there are, and how many are not of its type."""

    # What the type's values are called where some are not.
    noun = "values"

    def __init__(self, column: Column) -> None:
        self.column = column
        self.present = self.missing = self.wrong = self.outside = 0
        # Where the first value of a wrong type stands, and the first two outside of the range.
        self.example, self.outsiders = "", []

    @property
    def name(self) -> str:
        return self.column.name

    def add(self, chunk: tabular.Chunk, file: str) -> None:
        """Takes a chunk of a file's rows, with its misfits."""
        cells, misfits = chunk.columns[self.name], chunk.misfits.get(self.name, [])
        there = cells != "" if cells.dtype == object else ~np.isnan(cells)
        for misfit in misfits:
            self.add_misfit(misfit.text, f"{file}, line {misfit.line}")
        count = int(there.sum())
        self.present += count + len(misfits)
        self.missing += chunk.rows - count - len(misfits)
        if count:
            self.add_values(cells[there], np.flatnonzero(there) + chunk.first_line, file)

    def add_misfit(self, text: str, place: str) -> None:
        self.wrong += 1
        self.example = self.example or f"{tabular.show(text)} in {place}"

    def add_values(self, values: np.ndarray, lines: np.ndarray, file: str) -> None:
        """Takes the values of a chunk that are there, and their lines."""
        raise NotImplementedError

    def add_outside(self, values: np.ndarray, lines: np.ndarray, file: str, within: tuple[float, float]) -> None:
        outside = np.flatnonzero((values < within[0]) | (values > within[1]))
        self.outside += len(outside)
        for index in outside[: 2 - len(self.outsiders)]:
            self.outsiders.append(f"{self.text(values[index])} in {file}, line {lines[index]}")

    def text(self, value: float) -> str:
        """A value as messages and statistics have it."""
        return f"{value:g}"

    def fitting(self, type: str) -> int:
        """How many values are of an inferred type."""
        return self.present - self.wrong

    @property
    def common(self) -> dict[str, int]:
        return {"num_present": self.present, "num_missing": self.missing}


class Numbers(Summary):
    """Numbers, and how many of them lie outside of the range from `lowest` to `highest`."""

    def __init__(self, column: Column, lowest: float = -math.inf, highest: float = math.inf) -> None:
        super().__init__(column)
        self.lowest, self.highest = lowest, highest
        self.sketch = distributions.Sketch()
        self.count = self.whole = 0
        self.mean = self.squares = self.sum = 0.0
        self.min, self.max = math.inf, -math.inf
        self.fraction = ""

    def add_misfit(self, text: str, place: str) -> None:
        if not _PLAIN_NUMBER.fullmatch(text.strip()):
            super().add_misfit(text, place)
            return
        # A number that no float32 holds: far outside of any range, and left out of all arithmetic.
        self.whole += 1
        self.outside += 1
        self.outsiders = [*self.outsiders, f"{tabular.show(text)[1:-1]} in {place}"][:2]

    def add_values(self, values: np.ndarray, lines: np.ndarray, file: str) -> None:
        fractions = np.flatnonzero(values != np.floor(values))
        if len(fractions) and not self.fraction:
            self.fraction = f"{self.text(values[fractions[0]])} in {file}, line {lines[fractions[0]]}"
        self.add_outside(values, lines, file, (self.lowest, self.highest))
        self.whole += len(values) - len(fractions)
        # Chan, Golub, LeVeque (1979): variance from the pieces' own.
        mean, count = float(values.mean()), self.count + len(values)
        self.squares += float(np.square(values - mean).sum())
        self.squares += (mean - self.mean) ** 2 * self.count * len(values) / count
        self.mean += (mean - self.mean) * len(values) / count
        self.sum += float(values.sum())
        self.min, self.max = min(self.min, float(values.min())), max(self.max, float(values.max()))
        self.count = count
        self.sketch.add(values)

    @property
    def type(self) -> str:
        if not self.count:
            return "String" if self.wrong else "Unknown"
        return "Integral" if self.whole == self.present - self.wrong else "Fractional"

    def fitting(self, type: str) -> int:
        """A whole number is Fractional too."""
        return self.whole if type == "Integral" else self.present - self.wrong

    def statistics(self) -> dict:
        described = {"name": self.name, "inferred_type": self.type}
        if not self.count:
            return {**described, "numerical_statistics": {"common": self.common}}
        return {
            **described,
            "numerical_statistics": {
                "common": self.common,
                "mean": self.mean,
                "sum": self.sum,
                "std_dev": math.sqrt(self.squares / self.count),
                "min": self.min,
                "max": self.max,
                "distribution": {
                    "kll": {
                        "buckets": self.sketch.buckets(BUCKETS, self.min, self.max),
                        "sketch": {
                            "parameters": {
                                "c": distributions.SKETCH_SHRINKING,
                                "k": float(distributions.SKETCH_SIZE),
                            },
                            "data": [level.tolist() for level in self.sketch.levels],
                        },
                    }
                },
            },
        }

    def constraint(self) -> dict:
        return {"num_constraints": {"is_non_negative": not self.count or self.min >= 0.0}}


class Values(Summary):
    """Categories, booleans and text, counted by value."""

    def __init__(self, column: Column, known: Iterable[str] = ()) -> None:
        super().__init__(column)
        # Values of the baseline keep their place, whatever comes before them.
        self._counts = dict.fromkeys(known, 0)
        self.rest = 0  # rows of values that found no place any more

    def add_values(self, values: np.ndarray, lines: np.ndarray, file: str) -> None:
        cells = values.tolist()
        if self.column.type == "boolean":
            cells = ["true" if cell else "false" for cell in cells]
        self.count(cells)

    def count(self, cells: Iterable[object]) -> None:
        counts = self._counts
        for cell, count in Counter(cells).items():
            if cell in counts or len(counts) < VALUES_LIMIT:
                counts[cell] = counts.get(cell, 0) + count
            else:
                self.rest += count

    @property
    def noun(self) -> str:
        return "booleans" if self.column.type == "boolean" else "values"

    @property
    def counts(self) -> dict[str, int]:
        return {value: count for value, count in sorted(self._counts.items()) if count}

    @property
    def tabulated(self) -> bool:
        """Whether all values are counted: not of text, nor of more values than are."""
        return self.column.type in ("category", "boolean") and not self.rest

    @property
    def type(self) -> str:
        return "String" if self.present else "Unknown"

    def statistics(self) -> dict:
        counts = self.counts
        # One more than are counted stands for any number of them.
        described = {"common": self.common, "distinct_count": len(counts) + bool(self.rest)}
        if self.tabulated:
            buckets = [{"value": value, "count": count} for value, count in counts.items()]
            described["distribution"] = {"categorical": {"buckets": buckets}}
        return {"name": self.name, "inferred_type": self.type, "string_statistics": described}

    def constraint(self) -> dict:
        counts = self.counts
        single = sum(count == 1 for count in counts.values())
        closed = self.tabulated and single <= UNSEEN_SHARE * self.present
        return {"string_constraints": {"domains": list(counts)}} if closed and counts else {}


class Dates(Values):
    """Dates, as days since 1970-01-01: how many lie outside of the range from `lowest` to `highest`, how many
    within it are before the `first`, and whether they are in order.
    """

    noun = "dates"

    def __init__(
        self,
        column: Column,
        lowest: float = -math.inf,
        first: float = -math.inf,
        highest: float = math.inf,
    ) -> None:
        super().__init__(column)
        self.lowest, self.first, self.highest = lowest, first, highest
        self.min, self.max = math.inf, -math.inf
        self.early = 0
        self._last: float | None = None
        self._rises = self._falls = False

    def add_values(self, values: np.ndarray, lines: np.ndarray, file: str) -> None:
        self.count(values.tolist())
        self.add_outside(values, lines, file, (self.lowest, self.highest))
        self.early += int(((values < self.first) & (values >= self.lowest)).sum())
        steps = np.diff(values, prepend=values[0] if self._last is None else self._last)
        self._rises, self._falls = self._rises or bool((steps > 0).any()), self._falls or bool((steps < 0).any())
        self._last = float(values[-1])
        self.min, self.max = min(self.min, float(values.min())), max(self.max, float(values.max()))

    def text(self, value: float) -> str:
        return tabular.texts(self.column, np.array([value]))[0]

    @property
    def order(self) -> str | None:
        """rising or falling, where every date is no earlier, or no later, than the one before."""
        return ("rising" if self._rises else "falling") if self._rises != self._falls else None

    def keeps(self, order: str) -> bool:
        """Whether the dates are in this order, as few or equal ones are in either."""
        return not (self._falls if order == "rising" else self._rises)

    @property
    def tabulated(self) -> bool:
        return False

    def statistics(self) -> dict:
        described = super().statistics()
        if self.max >= self.min:
            # Model Monitor takes dates for text; its schema leaves room for statistics of one's own.
            described["date_statistics"] = {
                "min": self.text(self.min),
                "max": self.text(self.max),
                "order": self.order,
            }
        return described
