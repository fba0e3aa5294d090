"""What is fitted in training, for whoever prepares rows later: one number a feature, and nothing missing.

A number, a date (days since 1970-01-01) and a boolean (0, 1) stay what they are; a category becomes its
place among the training split's categories, by falling frequency. What is missing becomes the median, of an
even number of values the lower one, so that a filled-in code is a code; a category, the most frequent. A
category that training never saw is -1.

A job is given this file beside its script, and tabular.py too.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Mapping, Sequence

import numpy as np

# A job finds the modules that it shares in folders of their own beside its script's; in the repository,
# beside it.
sys.path.append(str(Path(__file__).resolve().parent.parent / "tabular"))
from tabular import Chunk, Column, DataError, Description

UNKNOWN = -1.0


@dataclass(frozen=True)
class Encoder:
    """How one feature becomes a number."""

    name: str
    type: str
    fill: Any  # str for a category, float for the others
    values: tuple[str, ...] = ()  # of a category, each at its index

    def apply(self, cells: np.ndarray) -> np.ndarray:
        if self.type != "category":
            return np.where(np.isnan(cells), self.fill, cells)
        index = {value: float(place) for place, value in enumerate(self.values)}
        index[""] = index[self.fill]
        return np.array([index.get(cell, UNKNOWN) for cell in cells.tolist()], float)

    def to_json(self) -> dict:
        number = self.fill if isinstance(self.fill, str) or self.fill % 1 else int(self.fill)
        values = {"values": list(self.values)} if self.type == "category" else {}
        return {"name": self.name, "type": self.type, "fill": number, **values}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Encoder:
        """Raises KeyError, TypeError or ValueError for what `to_json` does not write."""
        name, type, fill = content["name"], content["type"], content["fill"]
        if type != "category":
            return cls(name, type, float(fill))
        values = tuple(content["values"])
        return cls(name, type, values[values.index(fill)], values)


def count_values(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The distinct values of a column, and how often each occurs."""
    if values.dtype != object:
        return np.unique(values, return_counts=True)
    counts = Counter(values.tolist())
    return np.array(list(counts), object), np.array(list(counts.values()))


def _fit(column: Column, values: np.ndarray, counts: np.ndarray) -> Encoder:
    """From the distinct values of a column, and how often each occurs."""
    present = values != "" if column.type == "category" else ~np.isnan(values)
    values, counts = values[present], counts[present]
    if not len(values):
        raise DataError(f"column {column.name}: expected values in the training split, found none")
    if column.type == "category":
        frequent = sorted(zip((-counts).tolist(), values.tolist()))
        names = tuple(name for _, name in frequent)
        return Encoder(column.name, column.type, names[0], names)
    order = np.argsort(values)
    ends = np.cumsum(counts[order])
    middle = np.searchsorted(ends, (ends[-1] + 1) // 2)
    return Encoder(column.name, column.type, float(values[order[middle]]))


@dataclass(frozen=True)
class Encoders:
    """One encoder a feature, in the features' order."""

    encoders: Sequence[Encoder]

    @classmethod
    def fit(cls, description: Description, columns: Mapping[str, np.ndarray]) -> Encoders:
        """From the training split's columns. Raises DataError for a feature without a value."""
        return cls.fit_counted(description, lambda column: count_values(columns[column.name]))

    @classmethod
    def fit_counted(
        cls, description: Description, count: Callable[[Column], tuple[np.ndarray, np.ndarray]]
    ) -> Encoders:
        """As `fit`, where `count` gives a column's distinct values and how often each occurs."""
        return cls([_fit(column, *count(column)) for column in description.features])

    def apply(self, chunk: Chunk) -> np.ndarray:
        """The features of a chunk: float64 by rows and features, nothing missing."""
        encoded = np.empty((chunk.rows, len(self.encoders)))
        for index, encoder in enumerate(self.encoders):
            encoded[:, index] = encoder.apply(chunk.columns[encoder.name])
        return encoded

    def to_json(self) -> str:
        """The content of preparation.json."""
        features = [encoder.to_json() for encoder in self.encoders]
        return json.dumps({"version": 1, "features": features}, indent=2, ensure_ascii=False)

    @classmethod
    def from_json(cls, content: str | bytes, description: Description) -> Encoders:
        """From preparation.json, or from medians.json, its form before there were types: a number a feature.

        Raises DataError for what is neither, or is of other features than the description's.
        """
        wanted = [(column.name, column.type) for column in description.features]
        try:
            read = json.loads(content)
            if "version" in read:
                encoders = [Encoder.from_json(each) for each in read["features"]]
            else:
                encoders = [Encoder(name, "number", float(fill)) for name, fill in read.items()]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise DataError(f"preparation.json: expected what Preprocess wrote, found no {error}") from error
        found = [(encoder.name, encoder.type) for encoder in encoders]
        if found != wanted:
            raise DataError(f"preparation.json: expected the features {_list(wanted)}, found {_list(found)}")
        return cls(encoders)


def _list(features: Sequence[tuple[str, str]]) -> str:
    return ", ".join(f"{name} ({type})" for name, type in features)
