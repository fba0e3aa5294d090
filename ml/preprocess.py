"""Raw training data to the files that training, evaluation and monitoring read.

Runs as a SageMaker Processing job in the scikit-learn image (1.4-2: Python 3.10, numpy 2.1) and needs numpy
alone. preprocess_spark.py does the same on many machines and takes from here what the two must agree on;
there it runs on Python 3.9 and numpy 1.25 too.

Which split a row falls into follows from its values and the seed alone, not from the files, their order or
the machines that the data lie in, so both write the same bytes. Equal rows are told apart by counting them.

What is written depends on who reads it. The built-in algorithm gets numbers alone, nothing missing, the
label first. A script or a container gets the columns as they are, but for text, under a header. Every row
is kept in memory while it is sorted, each column as small as its values allow.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Callable, Dict, Iterable, Sequence

import numpy as np

# A job finds the modules that it shares in folders of their own beside its script's; in the repository,
# beside it.
sys.path += [str(Path(__file__).resolve().parent.parent / name) for name in ("tabular", "encoders")]
from encoders import Encoders, count_values
from tabular import (
    Chunk,
    Column,
    DataError,
    Description,
    csv_files,
    lines,
    load_description,
    quoted,
    read,
    run,
)

TRAIN, VALIDATION, TEST = range(3)
# Rows that are worked on at once, after they were read.
BLOCK = 2**16

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


def key(column: Column, values: np.ndarray) -> np.ndarray:
    """Eight bytes that stand for a value: a number itself, of a text the start of its SHA-256."""
    if values.dtype != object:
        return values
    known = {text: hashlib.sha256(text.encode()).digest()[:8] for text in set(values.tolist())}
    return np.frombuffer(b"".join(known[text] for text in values.tolist()), np.uint64)


def value_hashes(keys: Iterable[np.ndarray], rows: int, seed: int) -> np.ndarray:
    """A number for each row, from the seed and its values: what Spark's xxhash64(seed, *keys) gives, where
    the hash of each argument seeds the next one's. A missing value is NaN or "" and counts as a value of
    its own.
    """
    hashes = np.full(rows, 42, np.uint64)  # Spark's own seed
    hashes = _xxhash64(np.full(rows, seed, np.int64), hashes)
    for column in keys:
        hashes = _xxhash64(column, hashes)
    return hashes


def order_of(hashes: np.ndarray) -> np.ndarray:
    """The numbers of all rows in the order of their hashes, once equal rows' hashes are told apart by how
    many there are before each.
    """
    order = np.argsort(hashes)
    hashes = hashes[order]
    # How many rows with the same hash lie before: the own place less the first such row's.
    counted = np.arange(len(hashes))
    first = np.where(np.r_[True, hashes[1:] != hashes[:-1]], counted, 0)
    counted -= np.maximum.accumulate(first, out=first)
    del first
    for start in range(0, len(hashes), BLOCK):
        block = slice(start, start + BLOCK)
        hashes[block] = _xxhash64(counted[block], hashes[block])
    del counted
    return order[np.argsort(hashes.view(np.int64))]


def class_sizes(name: str, count: int, test: float, validation: float) -> tuple[int, int, int]:
    """How many of some rows are to train, to validate and to test on; `name` says which rows, for errors.

    Raises DataError where one of the three would get none.
    """
    tests = max(1, round(count * test))
    validations = max(1, round(count * validation))
    if count <= tests + validations:
        raise DataError(f"{name}: expected rows to train, to validate and to test on, found {count}")
    return count - validations - tests, validations, tests


def split_sizes(
    description: Description, counts: dict[float, int], test: float, validation: float
) -> dict[float, tuple[int, int, int]]:
    """By class, how many rows train, validate and test; `counts` has the rows of each. In a regression all
    rows count as one class, 0.

    Raises DataError for a class without rows, or with too few of them.
    """
    if not description.classes:
        return {0.0: class_sizes("all files together", counts[0.0], test, validation)}
    place = f"column {description.target}"
    for index, name in enumerate(description.classes):
        if not counts.get(float(index)):
            wanted = f"rows of every class ({', '.join(description.classes)})"
            raise DataError(
                f"{place}: expected {wanted}, found none of {name} in {sum(counts.values())} rows"
            )
    return {
        index: class_sizes(f"{place}, class {description.classes[int(index)]}", count, test, validation)
        for index, count in sorted(counts.items())
    }


def split(
    order: np.ndarray, classes: np.ndarray, sizes: dict[float, tuple[int, int, int]]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Row numbers of the training, validation and test split, each in the order of the rows' hashes and
    with the classes in the data's proportions: of each class the lowest hashes train and the highest test.

    So rows that join the data move few others, and hardly any from test to training.
    """
    classes = classes[order]
    parts = np.empty(len(order), np.uint8)
    for index, of_class in sizes.items():
        parts[classes == index] = np.repeat(np.arange(3, dtype=np.uint8), of_class)
    train, validate, held_out = (order[parts == part] for part in range(3))
    return train, validate, held_out


@dataclass
class Rows:
    """All rows of all files, by columns, and a hash of each row's values."""

    columns: Dict[str, np.ndarray]
    hashes: np.ndarray
    counts: Dict[Path, int]

    def __len__(self) -> int:
        return len(self.hashes)

    def chunk(self, numbers: np.ndarray) -> Chunk:
        """Some rows, by their numbers."""
        columns = {name: _widen(column[numbers]) for name, column in self.columns.items()}
        return Chunk(len(numbers), 0, columns)


def read_all(files: Sequence[Path], description: Description, seed: int) -> Rows:
    """Every row of the files; says how many there are in each."""
    pieces: dict[str, list[np.ndarray]] = {column.name: [] for column in description.columns}
    hashes, counts = [], {}
    for file in files:
        counts[file] = 0
        for chunk in read(file, description.columns, header="maybe"):
            counts[file] += chunk.rows
            keys = (key(column, chunk.columns[column.name]) for column in description.columns)
            hashes.append(value_hashes(keys, chunk.rows, seed))
            for name, column in chunk.columns.items():
                pieces[name].append(_narrow(column))
        print(f"{file.name}: {counts[file]} rows, {'with' if chunk.header else 'without'} a header")
    columns = {name: np.concatenate(pieces.pop(name)) for name in list(pieces)}
    return Rows(columns, np.concatenate(hashes), counts)


def _narrow(values: np.ndarray) -> np.ndarray:
    """The same values in the smallest type that holds them: codes and ages take two bytes each, not eight."""
    if values.dtype != object:
        with np.errstate(over="ignore"):
            for dtype in (np.float16, np.float32):
                narrow = values.astype(dtype)
                if np.array_equal(narrow, values, equal_nan=True):
                    return narrow
    return values


def _widen(values: np.ndarray) -> np.ndarray:
    return values if values.dtype == object else values.astype(float)


def write_text(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")


def write_sources(folder: Path, output: Path, rows: dict[Path, int]) -> None:
    """Which files were read, by their names below `folder`, with size, digest and rows: the step
    RecordVersion looks for the versions in S3 that they are.
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
    write_text(output / "provenance" / "sources.json", json.dumps(sources, indent=2))


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


class Outputs:
    """The files of the splits, in the form that whoever reads them wants. Opens them all, for use in a
    `with`.
    """

    def __init__(self, folder: Path, description: Description, encoders: Encoders, train_files: int) -> None:
        self.description, self.encoders = description, encoders
        self.turn = 0  # of the training files
        self.stack = ExitStack()
        self.train = [self.open(path) for path in train_paths(folder, train_files)]
        self.baseline, self.validation, self.test = (
            self.open(folder / name / f"{name}.csv") for name in ("baseline", "validation", "test")
        )
        # What an image of one's own predicts: the test rows in the form of a batch, which has no header.
        is_container = description.contract == "container"
        self.features = self.open(folder / "features/test.csv") if is_container else None
        # What a script or a container is given to train on.
        self.columns = [column for column in description.columns if column.type != "text"]
        if description.contract != "built-in":
            for file in (*self.train, self.validation):
                file.write(_header(self.columns))
        self.baseline.write(_header(description.batch))
        self.test.write(_header(description.columns))

    def open(self, path: Path) -> BinaryIO:
        path.parent.mkdir(parents=True, exist_ok=True)
        return self.stack.enter_context(open(path, "wb"))

    def __enter__(self) -> Outputs:
        return self

    def __exit__(self, *_: object) -> None:
        self.stack.close()

    def write(self, part: int, chunk: Chunk) -> None:
        """Adds some rows to a split."""
        if part == TEST:
            self.test.write(lines(_pick(chunk, self.description.columns)))
            if self.features:
                self.features.write(lines(_pick(chunk, self.description.batch)))
            return
        columns = self.to_train(chunk)
        if part == VALIDATION:
            self.validation.write(lines(columns))
            return
        count = len(self.train)
        for index, file in enumerate(self.train):
            turns = slice((index - self.turn) % count, None, count)
            file.write(lines([(column, values[turns]) for column, values in columns]))
        self.turn += chunk.rows
        self.baseline.write(lines(_pick(chunk, self.description.batch)))

    def to_train(self, chunk: Chunk) -> list[tuple[Column, np.ndarray]]:
        if self.description.contract != "built-in":
            return _pick(chunk, self.columns)
        # The label first, because the built-in algorithm reads it from the first column.
        numbers = (chunk.columns[self.description.target], *self.encoders.apply(chunk).T)
        return [(Column("", "number"), values) for values in numbers]


def _pick(chunk: Chunk, columns: Sequence[Column]) -> list[tuple[Column, np.ndarray]]:
    return [(column, chunk.columns[column.name]) for column in columns]


def _header(columns: Sequence[Column]) -> bytes:
    return (",".join(quoted(column.name) for column in columns) + "\n").encode()


@dataclass(frozen=True)
class Options:
    """What a job is asked for."""

    input: Path
    output: Path
    description: Path
    test_fraction: float
    validation_fraction: float
    train_files: int
    seed: int


def preprocess(options: Options) -> None:
    """Reads all raw data and writes the outputs of the job."""
    description = load_description(options.description)
    rows = read_all(csv_files(options.input), description, options.seed)
    target = rows.columns[description.target]
    classes = target if description.classes else np.zeros(len(rows), np.uint8)
    counts = {float(index): int(count) for index, count in zip(*np.unique(classes, return_counts=True))}
    sizes = split_sizes(description, counts, options.test_fraction, options.validation_fraction)
    parts = split(order_of(rows.hashes), classes, sizes)
    del rows.hashes
    # From the training split alone: a median that had seen the test split would leak it into training.
    encoders = Encoders.fit_counted(
        description, lambda column: count_values(_widen(rows.columns[column.name][parts[TRAIN]]))
    )
    with Outputs(options.output, description, encoders, options.train_files) as outputs:
        for part, numbers in enumerate(parts):
            for start in range(0, len(numbers), BLOCK):
                outputs.write(part, rows.chunk(numbers[start : start + BLOCK]))
    finish(options, description, encoders, rows.counts, [len(part) for part in parts])


def finish(
    options: Options,
    description: Description,
    encoders: Encoders,
    counts: dict[Path, int],
    sizes: Sequence[int],
) -> None:
    """Writes what is said of the rows beside them; `sizes` are those of the splits."""
    if description.contract == "built-in":
        write_text(options.output / "preparation" / "preparation.json", encoders.to_json())
    write_sources(options.input, options.output, counts)
    print("{} rows to train, {} to validate, {} to test".format(*sizes))


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
    """Exit code of the job."""
    base = Path("/opt/ml/processing")
    parser = argparse.ArgumentParser(description="Split raw data, and prepare it for training.")
    parser.add_argument("--input", type=Path, default=base / "input/data")
    parser.add_argument("--output", type=Path, default=base / "output")
    parser.add_argument("--description", type=Path, default=base / "input/description/description.json")
    parser.add_argument("--test-fraction", type=_fraction, default=0.15)
    parser.add_argument("--validation-fraction", type=_fraction, default=0.15)
    parser.add_argument("--train-files", type=_count, default=1)
    parser.add_argument("--seed", type=int, default=42)
    options = Options(**vars(parser.parse_args(arguments)))
    return run(lambda: work(options))


if __name__ == "__main__":
    sys.exit(main())
