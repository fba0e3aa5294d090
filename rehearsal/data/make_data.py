"""Makes a rehearsal's data files from a set of training data of any model. Runs on a laptop, not in AWS.

    train-part1.csv        trains the first version of the model
    train-part2.csv        joins part 1 when the model is trained anew
    <batch>.csv            a day's batch: no header, no target
    <batch>-outliers.csv   the same rows as they drift: with a header, values lost, and others that are like none
    labels.csv             the targets of the batch, as they become known later
    broken.csv             a training file with a value that is none

The rows are drawn as pandas' `sample` draws them with random_state 200. Rows for the batch are ordinary ones: a number
in a column's outermost hundredth, or a category that hardly any other row has, would be drift, and rightly. With
--complete they miss nothing either: Amazon's analyzer takes every missing value above the baseline's share for a
violation, however few the rows are. Prints what it made, as JSON.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import math
import re
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).resolve().parent.parent.parent / "ml"))
from tabular import Chunk, Column, DataError, Description, blocks, load_description, read_blocks, run

SEED = 200
BATCH_FRACTION, PART2_FRACTION = 0.05, 0.1
# A batch of a small set is larger, so that its check can tell anything.
SMALLEST_BATCH, LARGEST_BATCH_FRACTION = 40, 0.2
# Rows in which a category of the batch is seen elsewhere: enough to be among those that train.
COMMON = 10
# Part of the outliers' rows that lose a value, and that get one which is like none.
LOST, CHANGED = 0.3, 0.1
SUFFICIENT_ROWS = 30


@dataclass(frozen=True)
class Table:
    """Rows as they stand in the file, and their values as the columns' types read them."""

    rows: list[list[str]]
    values: dict[str, np.ndarray]


def read_table(path: Path, description: Description) -> Table:
    """All rows. Lines that begin with `@`, as KEEL writes them above its rows, are none. Raises DataError."""
    with open(path, "rb") as file:
        pieces = [re.sub(rb"(?m)^@.*$", b"", piece) for piece in blocks(file, path.name)]
    chunks = list(read_blocks(iter(pieces), path.name, description.columns, header="maybe"))
    count = sum(chunk.rows for chunk in chunks)
    if count < SUFFICIENT_ROWS:
        raise DataError(f"{path.name}: expected {SUFFICIENT_ROWS} rows or more to rehearse with, found {count}")
    text = b"".join(pieces).decode("utf-8-sig")
    lines = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text)) if row]
    return Table(lines[-count:], {name: _joined(chunks, name) for name in chunks[0].columns})


def _joined(chunks: Sequence[Chunk], name: str) -> np.ndarray:
    return np.concatenate([chunk.columns[name] for chunk in chunks])


def sample(candidates: np.ndarray, count: int) -> np.ndarray:
    """As many of the candidates, as pandas' DataFrame.sample(n=count, random_state=SEED) takes them, in their order."""
    return np.sort(candidates[np.random.RandomState(SEED).choice(len(candidates), size=count, replace=False)])


def batch_size(rows: int) -> int:
    return min(max(round(BATCH_FRACTION * rows), SMALLEST_BATCH), math.floor(LARGEST_BATCH_FRACTION * rows))


def ordinary(table: Table, description: Description, wanted: int, complete: bool) -> np.ndarray:
    """Numbers of the rows that a batch may be drawn from: all of them where too few are ordinary in every column."""
    fits = np.ones(len(table.rows), bool)
    for column in description.features:
        fits &= _ordinary_in(column, table.values[column.name])
        if complete:
            fits &= ~_missing_in(column, table.values[column.name])
    chosen = np.flatnonzero(fits)
    return chosen if len(chosen) >= wanted else np.arange(len(table.rows))


def _missing_in(column: Column, values: np.ndarray) -> np.ndarray:
    return values == "" if column.type == "category" else np.isnan(values)


def _ordinary_in(column: Column, values: np.ndarray) -> np.ndarray:
    if column.type == "category":
        counts = Counter(values)
        return np.array([value == "" or counts[value] >= COMMON for value in values])
    present = values[~np.isnan(values)]
    if not len(present):
        return np.ones(len(values), bool)
    low, high = np.quantile(present, (0.01, 0.99))
    return np.isnan(values) | ((values >= low) & (values <= high))


def with_outliers(
    rows: list[list[str]], table: Table, description: Description
) -> tuple[list[list[str]], dict[str, list[str]]]:
    """The rows as they might arrive one day, and what was done to which column."""
    random = np.random.RandomState(SEED)
    damaged = [list(row) for row in rows]
    done: dict[str, list[str]] = {"changed": [], "lost": []}
    for position, column in enumerate(description.batch):
        if column.type == "text":
            continue
        order = random.permutation(len(rows))
        lost = max(1, round(LOST * len(rows)))
        for row in order[:lost]:
            damaged[row][position] = ""
        done["lost"].append(column.name)
        strange = _like_none(column, table.values[column.name])
        if strange is None:
            continue
        for row in order[lost : lost + max(1, round(CHANGED * len(rows)))]:
            damaged[row][position] = strange
        done["changed"].append(column.name)
    return damaged, done


def _like_none(column: Column, values: np.ndarray) -> str | None:
    """A value of the column's type that is far from all others; None where it has no such."""
    if column.type == "number":
        low, high = float(np.nanmin(values)), float(np.nanmax(values))
        return f"{math.ceil(high + 20 * max(high - low, abs(high), 1)):d}"
    if column.type == "category":
        return "never-seen"
    return "1900-01-01" if column.type == "date" else None


def broken_row(row: list[str], description: Description) -> tuple[list[str], str, str]:
    """A row with a value that is none: the row, the value, and its column."""
    kinds = {"number": "sixty", "date": "someday", "boolean": "perhaps"}
    for wanted in kinds:
        for position, column in enumerate(description.columns):
            if column.type == wanted and not column.classes:
                return [*row[:position], kinds[wanted], *row[position + 1 :]], kinds[wanted], column.name
    # Categories alone: what is no class is the target.
    position = [column.name for column in description.columns].index(description.target)
    return [*row[:position], "no-such-class", *row[position + 1 :]], "no-such-class", description.target


def write(path: Path, rows: Sequence[Sequence[str]], header: Sequence[str] = ()) -> None:
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([header, *rows] if header else rows)


def make(
    source: Path, output: Path, description: Description, batch_name: str, complete: bool
) -> dict[str, object]:
    """Writes the files to `output` and returns what is to be said of them."""
    table = read_table(source, description)
    count = len(table.rows)
    size = batch_size(count)
    chosen = sample(ordinary(table, description, size, complete), size)
    rest = np.delete(np.arange(count), chosen)
    later = sample(rest, max(1, round(PART2_FRACTION * len(rest))))
    first = rest[~np.isin(rest, later)]
    names = [column.name for column in description.columns]
    target = names.index(description.target)
    batch = [[cell for position, cell in enumerate(table.rows[row]) if position != target] for row in chosen]
    outliers, done = with_outliers(batch, table, description)
    broken, word, column = broken_row(table.rows[first[0]], description)
    output.mkdir(parents=True, exist_ok=True)
    write(output / "train-part1.csv", [table.rows[row] for row in first], names)
    write(output / "train-part2.csv", [table.rows[row] for row in later], names)
    write(output / f"{batch_name}.csv", batch)
    write(output / f"{batch_name}-outliers.csv", outliers, [each.name for each in description.batch])
    write(output / "labels.csv", [[table.rows[row][target]] for row in chosen])
    write(output / "broken.csv", [broken], names)
    return {
        "rows": count,
        "classes": _class_counts(table, description),
        "part1": len(first),
        "part2": len(later),
        "batch": size,
        "outliers": done,
        "broken": {"value": word, "column": column},
    }


def _class_counts(table: Table, description: Description) -> dict[str, int]:
    values = table.values[description.target]
    return {name: int(np.sum(values == index)) for index, name in enumerate(description.classes)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code: 0, or 1 with the reason as last line of stderr."""
    parser = argparse.ArgumentParser(description="Make a rehearsal's data files from a set of training data.")
    parser.add_argument("--data", type=Path, required=True, help="the set: a CSV file of the model's columns")
    parser.add_argument("--description", type=Path, required=True, help="description.json of the model")
    parser.add_argument("--output", type=Path, required=True, help="folder for the files")
    parser.add_argument("--batch-name", required=True, help="name of the batch's file without .csv")
    parser.add_argument("--complete", action="store_true", help="a batch whose rows miss nothing")
    options = parser.parse_args(arguments)

    def work() -> None:
        description = load_description(options.description)
        made = make(options.data, options.output, description, options.batch_name, options.complete)
        print(json.dumps(made, indent=2))

    return run(work)


if __name__ == "__main__":
    sys.exit(main())
