"""Raw training data to the files that training, evaluation and monitoring read.

Runs as a SageMaker Processing job in the scikit-learn image (1.4-2: Python 3.10, numpy 2.1) and needs numpy
alone. preprocess_spark.py does the same on many machines and takes from here what the two must agree on;
there it runs on Python 3.9 and numpy 1.25 too.

Which split a row falls into follows from its values and the seed alone, not from the files, their order or
the machines that the data lie in, so both write the same bytes. Equal rows are told apart by counting them.

The CSV contract: six columns, the label last in raw data and first in what training reads; a header or none;
a missing value is `?`, `NaN` or nothing; whole numbers are written without a decimal point, so that every
reader infers the same type.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import math
import os
import sys
from array import array
from collections.abc import Callable, Iterable, Sequence
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
    # Zero has one sign, so that equal rows have equal bytes.
    return Table(np.array(values).reshape(-1, len(COLUMNS)) + 0.0, bool(header))


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
    if not _is_number(text) or not math.isfinite(float(text)):
        raise DataError(f"{place}, column {column}: expected a number, found '{text[:40]}'")
    return float(text)


def csv_files(folder: Path) -> list[Path]:
    """The CSV files of a folder in the order of their names; hidden ones (`_x.csv`, `.x.csv`) are no data, as
    for Spark and XGBoost.
    """
    files = sorted(file for file in folder.rglob("*.csv") if not file.name.startswith(("_", ".")))
    if not files:
        raise DataError(f"{folder}: expected CSV files, found none")
    return files


def read_file(file: Path) -> np.ndarray:
    """The rows of one file; says how many there are."""
    with open(file, newline="", encoding="utf-8-sig") as lines:
        table = parse(lines, file.name)
    print(f"{file.name}: {len(table.values)} rows, {'with' if table.header else 'without'} a header")
    return table.values


# Constants of xxHash64: github.com/Cyan4973/xxHash, doc/xxhash_spec.md.
_P1, _P2, _P3, _P4, _P5 = np.array(
    [0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5],
    np.uint64,
)


def _xxhash64(values: np.ndarray, seeds: np.ndarray) -> np.ndarray:
    """xxHash64 of one 8-byte value each, with a seed each."""

    def rotate(bits: np.ndarray, left: int) -> np.ndarray:
        return bits << np.uint64(left) | bits >> np.uint64(64 - left)

    bits = seeds + _P5 + np.uint64(8)
    bits = bits ^ rotate(values.view(np.uint64) * _P2, 31) * _P1
    bits = rotate(bits, 27) * _P1 + _P4
    bits = (bits ^ bits >> np.uint64(33)) * _P2
    bits = (bits ^ bits >> np.uint64(29)) * _P3
    return bits ^ bits >> np.uint64(32)


def row_hashes(rows: np.ndarray, seed: int) -> np.ndarray:
    """A signed 64-bit number for each row, from the seed, its values and how many equal rows are counted
    before it.

    What Spark's xxhash64(seed, *columns, count) gives: the hash of each argument seeds the next one's. A
    missing value is NaN and counts as a value of its own.
    """
    hashes = np.full(len(rows), 42, np.uint64)  # Spark's own seed
    hashes = _xxhash64(np.full(len(rows), seed, np.int64), hashes)
    for column in rows.T:
        hashes = _xxhash64(np.ascontiguousarray(column), hashes)
    order = np.argsort(hashes)
    starts = np.flatnonzero(np.diff(hashes[order], prepend=~hashes[order[:1]]))
    sizes = np.diff(starts, append=len(rows))
    counted = np.empty(len(rows), np.int64)
    counted[order] = np.arange(len(rows)) - np.repeat(starts, sizes)
    return _xxhash64(counted, hashes).view(np.int64)


def class_sizes(count: int, label: int, test: float, validation: float) -> tuple[int, int, int]:
    """How many of a class's rows are to train, to validate and to test on.

    Raises DataError where one of them would get none.
    """
    tests = max(1, round(count * test))
    validations = max(1, round(count * validation))
    if count <= tests + validations:
        wanted = "rows of both classes in training, validation and test"
        raise DataError(f"column {LABEL}: expected {wanted}, found {count} with {label}")
    return count - validations - tests, validations, tests


def check_classes(counts: dict[int, int]) -> None:
    """Takes the number of rows by label. Raises DataError unless both are there."""
    if len(counts) < 2:
        ((label, count),) = counts.items()
        raise DataError(f"column {LABEL}: expected both 0 and 1, found only {label} in {count} rows")


def split(
    rows: np.ndarray, test: float, validation: float, seed: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Row numbers of the training, validation and test split, each in the order of the rows' hashes and with
    the classes in the data's proportions: of each class the lowest hashes train and the highest test.

    So rows that join the data move few others, and hardly any from test to training.
    """
    order = np.argsort(row_hashes(rows, seed))
    labels = rows[order, -1].astype(int)
    check_classes({label: int(np.sum(labels == label)) for label in np.unique(labels).tolist()})
    parts = np.empty(len(rows), int)
    for label in (0, 1):
        of_class = labels == label
        parts[of_class] = np.repeat((0, 1, 2), class_sizes(int(np.sum(of_class)), label, test, validation))
    train, validate, held_out = (order[parts == part] for part in range(3))
    return train, validate, held_out


def no_median(name: str) -> DataError:
    return DataError(f"column {name}: expected values in the training split, found none")


def medians(features: np.ndarray) -> np.ndarray:
    """One per column, of the values that are there; of an even number the lower one, so that a code stays a
    code.
    """
    columns = [column[~np.isnan(column)] for column in features.T]
    for name, column in zip(FEATURES, columns):
        if not len(column):
            raise no_median(name)
    return np.array([np.quantile(column, 0.5, method="lower") for column in columns])


def fill(features: np.ndarray, values: np.ndarray) -> np.ndarray:
    """A copy with each column's missing values replaced by its entry in `values`."""
    return np.where(np.isnan(features), values, features)


def write_csv(path: Path, rows: np.ndarray, header: Sequence[str] = ()) -> None:
    """Writes rows without missing values; no header unless one is given."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        np.savetxt(file, rows, fmt="%.15g", delimiter=",", header=",".join(header), comments="")


def write_medians(output: Path, values: Iterable[float]) -> None:
    """One by feature, for whoever has to fill in what a later row misses."""
    (output / "medians").mkdir(parents=True, exist_ok=True)
    with open(output / "medians" / "medians.json", "w", encoding="utf-8") as file:
        json.dump(dict(zip(FEATURES, values)), file, indent=2)


def write_sources(folder: Path, output: Path, rows: dict[Path, int]) -> None:
    """Which files were read, by their names below `folder`, with size, digest and rows: the step RecordVersion
    looks for the versions in S3 that they are.
    """
    sources = [
        {
            "name": file.relative_to(folder).as_posix(),
            "bytes": file.stat().st_size,
            "sha256": _digest(file),
            "rows": count,
        }
        for file, count in rows.items()
    ]
    (output / "provenance").mkdir(parents=True, exist_ok=True)
    with open(output / "provenance" / "sources.json", "w", encoding="utf-8") as file:
        json.dump(sources, file, indent=2)


def _digest(file: Path) -> str:
    digest = hashlib.sha256()
    with open(file, "rb") as content:
        while piece := content.read(2**20):
            digest.update(piece)
    return digest.hexdigest()


def train_paths(output: Path, count: int) -> list[Path]:
    """The files of the training split. Several, for training on as many machines, take its rows in turn."""
    names = ["train"] if count == 1 else [f"train-{number}" for number in range(1, count + 1)]
    return [output / "train" / f"{name}.csv" for name in names]


@dataclass(frozen=True)
class Options:
    """What a job is asked for."""

    input: Path
    output: Path
    test_fraction: float
    validation_fraction: float
    train_files: int
    seed: int


def preprocess(options: Options) -> None:
    """Reads all raw data and writes the six outputs of the job."""
    files = csv_files(options.input)
    tables = [read_file(file) for file in files]
    counts = {file: len(table) for file, table in zip(files, tables)}
    rows = np.concatenate(tables)
    del tables
    train, validate, held_out = split(rows, options.test_fraction, options.validation_fraction, options.seed)
    features, labels = rows[:, :-1], rows[:, -1]
    # From the training split alone: a median that had seen the test split would leak it into training.
    typical = medians(features[train])
    filled = fill(features, typical)
    labelled = np.column_stack([labels, filled])  # built-in XGBoost reads the label from the first column
    for index, path in enumerate(train_paths(options.output, options.train_files)):
        write_csv(path, labelled[train[index :: options.train_files]])
    write_csv(options.output / "validation" / "validation.csv", labelled[validate])
    write_csv(options.output / "test" / "test.csv", labelled[held_out])
    write_csv(options.output / "baseline" / "baseline.csv", filled[train], header=FEATURES)
    write_medians(options.output, typical.tolist())
    write_sources(options.input, options.output, counts)
    print(f"{len(train)} rows to train, {len(validate)} to validate, {len(held_out)} to test")


def _fraction(text: str) -> float:
    value = float(text)
    if not 0 < value < 0.5:
        raise argparse.ArgumentTypeError(f"expected a number between 0 and 0.5, found {text}")
    return value


def _count(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"expected 1 or more, found {text}")
    return value


def main(arguments: Sequence[str] | None = None, work: Callable[[Options], None] = preprocess) -> int:
    """Exit code of the job: 0, or 1 with the reason as last line of stderr and as the job's exit message."""
    parser = argparse.ArgumentParser(description="Split raw data and fill its missing values.")
    parser.add_argument("--input", type=Path, default=Path("/opt/ml/processing/input/data"))
    parser.add_argument("--output", type=Path, default=Path("/opt/ml/processing/output"))
    parser.add_argument("--test-fraction", type=_fraction, default=0.15)
    parser.add_argument("--validation-fraction", type=_fraction, default=0.15)
    parser.add_argument("--train-files", type=_count, default=1)
    parser.add_argument("--seed", type=int, default=42)
    options = Options(**vars(parser.parse_args(arguments)))
    try:
        work(options)
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
