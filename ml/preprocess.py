"""Raw training data to the files that training, evaluation and monitoring read.

Runs as a SageMaker Processing job in the scikit-learn image (1.4-2: Python 3.10, numpy 2.1) and needs numpy
alone. Each script of this folder is uploaded as one file under the hash of its content, so none imports
another when it runs in AWS.

The CSV contract: six columns, the label last in raw data and first in what training reads; a header or none;
a missing value is `?`, `NaN` or nothing; whole numbers are written without a decimal point, so that every
reader infers the same type.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import os
import sys
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

FEATURES = ("BIRADS", "Age", "Shape", "Margin", "Density")
LABEL = "severity"
COLUMNS = (*FEATURES, LABEL)
# What pandas writes over columns that were never named, as in files made from the raw data set.
NUMBERED_HEADER = tuple(str(index) for index in range(len(COLUMNS)))
MISSING = frozenset({"", "?", "nan", "na", "null"})

# DescribeProcessingJob shows the first kilobyte of this file as ExitMessage.
# https://docs.aws.amazon.com/sagemaker/latest/dg/byoc-metadata.html
MESSAGE_FILE = "/opt/ml/output/message"


class DataError(Exception):
    """Data that breaks the CSV contract; says file, line, column, and what was found."""


@dataclass(frozen=True)
class Table:
    """Rows by COLUMNS; a missing feature is NaN, the label is 0 or 1."""

    values: np.ndarray
    header: bool


def parse(lines: Iterable[str], name: str) -> Table:
    """Reads raw data, label last. `name` is the file's name in errors; blank lines are skipped.

    Raises DataError for a wrong number of columns, text in a number column, or a label other than 0 and 1.
    """
    reader = csv.reader(lines)
    values = array("d")
    header: bool | None = None
    for cells in reader:
        if not cells:
            continue
        place = f"{name}, line {reader.line_num}"
        if len(cells) != len(COLUMNS):
            raise DataError(
                f"{place}: expected {len(COLUMNS)} columns ({', '.join(COLUMNS)}), found {len(cells)}"
            )
        if header is None:
            header = _is_header(cells, place)
            if header:
                continue
        values.extend(_parse_row(cells, place))
    if not values:
        raise DataError(f"{name}: expected rows of {len(COLUMNS)} columns, found an empty file")
    return Table(np.array(values).reshape(-1, len(COLUMNS)), bool(header))


def _is_header(cells: Sequence[str], place: str) -> bool:
    names = tuple(cell.strip().casefold() for cell in cells)
    if names in (tuple(column.casefold() for column in COLUMNS), NUMBERED_HEADER):
        return True
    if any(name in MISSING or _is_number(name) for name in names):
        return False
    raise DataError(f"{place}: expected the header {','.join(COLUMNS)} or none, found {','.join(cells)}")


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _parse_row(cells: Sequence[str], place: str) -> list[float]:
    try:
        row = [float(cell) for cell in cells]
    except ValueError:
        row = [math.nan]
    if not math.isfinite(sum(row)):  # rare, hence apart: something is missing, or is no number at all
        row = [_parse_cell(cell, column, place) for cell, column in zip(cells, COLUMNS)]
    if row[-1] not in (0.0, 1.0):
        raise DataError(f"{place}, column {LABEL}: expected 0 or 1, found '{cells[-1].strip()[:40]}'")
    return row


def _parse_cell(cell: str, column: str, place: str) -> float:
    text = cell.strip()
    if text.casefold() in MISSING:
        return math.nan
    if not _is_number(text) or math.isinf(float(text)):
        raise DataError(f"{place}, column {column}: expected a number, found '{text[:40]}'")
    return float(text)


def read_folder(folder: Path) -> np.ndarray:
    """All CSV files of a folder, one below the other in the order of their names."""
    files = sorted(folder.rglob("*.csv"))
    if not files:
        raise DataError(f"{folder}: expected CSV files, found none")
    tables = []
    for file in files:
        with open(file, newline="", encoding="utf-8-sig") as lines:
            table = parse(lines, file.name)
        print(f"{file.name}: {len(table.values)} rows, {'with' if table.header else 'without'} a header")
        tables.append(table.values)
    return np.concatenate(tables)


def split(
    labels: np.ndarray, test: float, validation: float, seed: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Row numbers of the training, validation and test split, each with the classes in the data's
    proportions.

    RandomState, not default_rng: numpy promises its stream never to change, so every version draws the same
    rows.
    """
    random = np.random.RandomState(seed)
    parts: tuple[list[np.ndarray], list[np.ndarray], list[np.ndarray]] = ([], [], [])
    for label in (0, 1):
        rows = random.permutation(np.flatnonzero(labels == label))
        tests = max(1, round(len(rows) * test))
        validations = max(1, round(len(rows) * validation))
        if len(rows) <= tests + validations:
            wanted = "rows of both classes in training, validation and test"
            raise DataError(f"column {LABEL}: expected {wanted}, found {len(rows)} with {label}")
        for part, chosen in zip(parts, np.split(rows, [len(rows) - tests - validations, len(rows) - tests])):
            part.append(chosen)
    train, validate, held_out = (np.sort(np.concatenate(part)) for part in parts)
    return train, validate, held_out


def medians(features: np.ndarray) -> np.ndarray:
    """One per column, of the values that are there; of an even number the lower one, so that a code stays a
    code.
    """
    columns = [column[~np.isnan(column)] for column in features.T]
    for name, column in zip(FEATURES, columns):
        if not len(column):
            raise DataError(f"column {name}: expected values in the training split, found none")
    return np.array([np.quantile(column, 0.5, method="lower") for column in columns])


def fill(features: np.ndarray, values: np.ndarray) -> np.ndarray:
    """A copy with each column's missing values replaced by its entry in `values`."""
    return np.where(np.isnan(features), values, features)


def write_csv(path: Path, rows: np.ndarray, header: Sequence[str] = ()) -> None:
    """Writes rows without missing values; no header unless one is given."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        np.savetxt(file, rows, fmt="%.15g", delimiter=",", header=",".join(header), comments="")


def preprocess(source: Path, output: Path, test: float, validation: float, seed: int) -> None:
    """Reads all raw data of `source` and writes the five outputs of the job below `output`."""
    rows = read_folder(source)
    features, labels = rows[:, :-1], rows[:, -1]
    found = np.unique(labels)
    if len(found) < 2:
        raise DataError(
            f"column {LABEL}: expected both 0 and 1, found only {found[0]:g} in {len(labels)} rows"
        )
    train, validate, held_out = split(labels, test, validation, seed)
    # From the training split alone: a median that had seen the test split would leak it into training.
    typical = medians(features[train])
    filled = fill(features, typical)
    labelled = np.column_stack([labels, filled])  # built-in XGBoost reads the label from the first column
    write_csv(output / "train" / "train.csv", labelled[train])
    write_csv(output / "validation" / "validation.csv", labelled[validate])
    write_csv(output / "test" / "test.csv", labelled[held_out])
    write_csv(output / "baseline" / "baseline.csv", filled[train], header=FEATURES)
    (output / "medians").mkdir(parents=True, exist_ok=True)
    with open(output / "medians" / "medians.json", "w", encoding="utf-8") as file:
        json.dump(dict(zip(FEATURES, typical.tolist())), file, indent=2)
    print(f"{len(train)} rows to train, {len(validate)} to validate, {len(held_out)} to test")


def _fraction(text: str) -> float:
    value = float(text)
    if not 0 < value < 0.5:
        raise argparse.ArgumentTypeError(f"expected a number between 0 and 0.5, found {text}")
    return value


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code of the job: 0, or 1 with the reason as last line of stderr and as the job's exit message."""
    parser = argparse.ArgumentParser(description="Split raw data and fill its missing values.")
    parser.add_argument("--input", type=Path, default=Path("/opt/ml/processing/input/data"))
    parser.add_argument("--output", type=Path, default=Path("/opt/ml/processing/output"))
    parser.add_argument("--test-fraction", type=_fraction, default=0.15)
    parser.add_argument("--validation-fraction", type=_fraction, default=0.15)
    parser.add_argument("--seed", type=int, default=42)
    options = parser.parse_args(arguments)
    try:
        preprocess(
            options.input, options.output, options.test_fraction, options.validation_fraction, options.seed
        )
    except (DataError, OSError, UnicodeDecodeError) as error:
        return fail(error)
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
