"""preprocess.py on many machines: the same arguments, the same outputs, the same bytes.

Runs as a SageMaker Processing job in the Spark image (Spark 3.5, Python 3.9 or 3.12), which starts it as
`smspark-submit --py-files FOLDER preprocess_spark.py`, with preprocess.py in that folder. Spark reads the
input from each machine's own disk, so every machine must hold all of it (FullyReplicated); the work on it
is shared. Lines are read by the same reader as everywhere, wherever they are. The first machine alone
writes, some rows at a time: no split has to fit into its memory.
"""

from __future__ import annotations

import sys
from itertools import accumulate, groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Iterable, Iterator, Sequence
from urllib.parse import unquote, urlsplit

import numpy as np

# A job finds the modules that it shares in folders of their own beside its script's; in the repository,
# beside it.
sys.path += [str(Path(__file__).resolve().parent.parent / name) for name in ("tabular", "encoders")]
import tabular
from encoders import Encoders
from preprocess import BLOCK, TEST, TRAIN, VALIDATION, Options, Outputs, finish, main, split_sizes
from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame, Row, SparkSession
from pyspark.sql import functions as F
from tabular import Chunk, Column, DataError, Description, csv_files, load_description

# Of a hash; rows by class and bucket are few enough for one machine, and so are the hashes of one bucket.
BUCKET_BITS = 12
# How many rows are handed to Python at once.
BATCH = 2**14


def is_text(column: Column) -> bool:
    return not column.classes and column.type in ("category", "text")


def names(description: Description) -> dict[str, Column]:
    """The columns by the names that Spark has them by: any name would do, but not in Spark's expressions."""
    return {f"c{index}": column for index, column in enumerate(description.columns)}


def read(spark: SparkSession, folder: Path, description: Description) -> tuple[DataFrame, dict[Path, int]]:
    """All rows, and how many each file has. Raises DataError as preprocess.py does."""
    files = csv_files(folder)
    lines = spark.read.text([f"file://{file.absolute()}" for file in files], lineSep="\n").select(
        F.col("value").cast("binary"), F.input_file_name(), F.expr("input_file_block_start()")
    )
    columns = [(column.name, column.type, column.classes, column.required) for column in description.columns]
    shared = str(Path(tabular.__file__).resolve().parent)
    kinds = ("STRING" if is_text(column) else "DOUBLE" for column in description.columns)
    schema = ", ".join([*(f"{name} {kind}" for name, kind in zip(names(description), kinds)), "file STRING"])
    parsed = lines.rdd.mapPartitions(lambda part: parse(part, columns, shared))
    rows = spark.createDataFrame(parsed, schema, verifySchema=False).persist()
    counted = {row.file: row["count"] for row in rows.groupBy("file").count().collect()}
    counts = None if None in counted else by_file(counted, folder, files)
    if counts is None:
        for file in files:
            for _ in tabular.read(file, description.columns, header="maybe"):
                pass  # until it says which file, line and column
        raise DataError(f"{folder}: expected data that one machine reads as many do, found others")
    return rows, counts


def by_file(counted: dict[str, int], folder: Path, files: Sequence[Path]) -> dict[Path, int] | None:
    """Spark may know the files' folder by another path, which their names are below; None where one has no
    rows.
    """
    by_path = {unquote(urlsplit(file).path): count for file, count in counted.items()}
    below = [f"/{file.relative_to(folder).as_posix()}" for file in files]
    found = next((path for path in sorted(by_path, key=len) if path.endswith(below[0])), "")
    paths = [found[: -len(below[0])] + name for name in below]
    return {file: by_path[path] for file, path in zip(files, paths)} if by_path.keys() == set(paths) else None


def parse(lines: Iterable[Row], columns: Sequence[tuple], folder: str) -> Iterator[tuple]:
    """The rows of some lines; one of nulls where they break the contract. Runs on every machine, where
    tabular.py is found in `folder`, or in the job's --py-files.
    """
    sys.path.append(folder)
    from tabular import Column, DataError, read_blocks

    described = [Column(*column) for column in columns]
    for (file, start), part in groupby(lines, key=itemgetter(1, 2)):
        pieces = (b"".join(bytes(row[0]) + b"\n" for row in some) for some in batches(part))
        head = {"header": "never", "first_line": 2} if start else {"header": "maybe"}
        try:
            for chunk in read_blocks(pieces, file, described, **head):
                arrays = (chunk.columns[column.name].tolist() for column in described)
                yield from zip(*arrays, [file] * chunk.rows)
        except DataError:
            yield (*(None for _ in described), None)


def batches(lines: Iterator[Row]) -> Iterator[list[Row]]:
    while some := list(islice(lines, BATCH)):
        yield some


def with_hashes(rows: DataFrame, description: Description, seed: int) -> DataFrame:
    """Each row with its `hash`, as preprocess.py has it: equal rows are counted from 0."""
    columns = names(description)
    counted = rows.groupBy(*columns).count()
    each = counted.withColumn("number", F.explode(F.sequence(F.lit(0).cast("bigint"), F.col("count") - 1)))
    values = (_key(name, column) for name, column in columns.items())
    key = F.xxhash64(F.lit(seed).cast("bigint"), *values, F.col("number"))
    return each.select(*columns, key.alias("hash"))


def _key(name: str, column: Column) -> SparkColumn:
    """As key of preprocess.py; Spark hashes eight bytes as the number that they are."""
    return F.unhex(F.substring(F.sha2(name, 256), 1, 16)) if is_text(column) else F.col(name)


def hashes_at(
    rows: DataFrame, positions: dict[float, Sequence[int]], buckets: Sequence[Row]
) -> dict[float, list[int]]:
    """By class: the hashes at some positions of that class's rows in the order of their hashes.

    Found among the hashes of the buckets that these positions fall into, so that nothing has to be sorted.
    """
    places = []
    for index, wanted in positions.items():
        own = sorted((row.bucket, row["count"]) for row in buckets if row["class"] == index)
        ends = list(accumulate(size for _, size in own))
        for position in wanted:
            at = next(at for at, end in enumerate(ends) if position < end)
            bucket, size = own[at]
            places.append((index, bucket, position - (ends[at] - size)))
    conditions = [(F.col("class") == index) & (_bucket() == bucket) for index, bucket, _ in places]
    near = rows.where(_any(conditions)).select("class", _bucket().alias("bucket"), "hash").collect()
    result: dict[float, list[int]] = {index: [] for index in positions}
    for index, bucket, offset in places:
        hashes = sorted(row.hash for row in near if (row["class"], row.bucket) == (index, bucket))
        result[index].append(hashes[offset])
    return result


def _bucket() -> SparkColumn:
    return F.shiftright("hash", 64 - BUCKET_BITS)


def _any(conditions: Iterable[SparkColumn]) -> SparkColumn:
    *_, last = accumulate(conditions, lambda left, right: left | right)
    return last


def with_parts(rows: DataFrame, description: Description, options: Options) -> tuple[DataFrame, list[int]]:
    """Each row with its `part`, as split of preprocess.py has it, and how many rows each part has."""
    target = next(name for name, column in names(description).items() if column.name == description.target)
    rows = rows.withColumn("class", F.col(target) if description.classes else F.lit(0.0))
    buckets = rows.groupBy("class", _bucket().alias("bucket")).count().collect()
    counts: dict[float, int] = {}
    for row in buckets:
        counts[row["class"]] = counts.get(row["class"], 0) + row["count"]
    sizes = split_sizes(description, counts, options.test_fraction, options.validation_fraction)
    starts = {index: (train, train + validate) for index, (train, validate, _) in sizes.items()}
    cuts = hashes_at(rows, starts, buckets)
    validates = _any(
        (F.col("class") == index) & (F.col("hash") >= first) for index, (first, _) in cuts.items()
    )
    tests = _any((F.col("class") == index) & (F.col("hash") >= first) for index, (_, first) in cuts.items())
    part = F.when(tests, TEST).when(validates, VALIDATION).otherwise(TRAIN)
    return rows.withColumn("part", part), [sum(of_class) for of_class in zip(*sizes.values())]


def fit(train: DataFrame, description: Description) -> Encoders:
    """As in preprocess.py; exact, with the distinct values of a feature in one machine's memory."""
    known = {column: name for name, column in names(description).items()}

    def count(column: Column) -> tuple[np.ndarray, np.ndarray]:
        found = train.groupBy(known[column]).count().collect()
        return _array(column, [row[0] for row in found]), np.array([row[1] for row in found])

    return Encoders.fit_counted(description, count)


def _array(column: Column, values: Sequence[float | str]) -> np.ndarray:
    return np.array(values, object if is_text(column) else float)


def write(rows: DataFrame, description: Description, outputs: Outputs) -> None:
    """Writes rows by `part`, in the order of their hashes."""
    waiting: list[list[tuple]] = [[], [], []]

    def flush(part: int) -> None:
        if waiting[part]:
            columns = zip(description.columns, zip(*waiting[part]))
            arrays = {column.name: _array(column, values) for column, values in columns}
            outputs.write(part, Chunk(len(waiting[part]), 0, arrays))
            waiting[part] = []

    for part, *values in rows.toLocalIterator(prefetchPartitions=True):
        waiting[part].append(tuple(values))
        if len(waiting[part]) == BLOCK:
            flush(part)
    for part in (TRAIN, VALIDATION, TEST):
        flush(part)


def preprocess(options: Options) -> None:
    """As preprocess.py's."""
    spark = SparkSession.builder.appName("preprocess").getOrCreate()
    description = load_description(options.description)
    found, counts = read(spark, options.input, description)
    rows = with_hashes(found, description, options.seed).persist()
    parted, sizes = with_parts(rows, description, options)
    encoders = fit(parted.where(F.col("part") == TRAIN), description)
    with Outputs(options.output, description, encoders, options.train_files) as outputs:
        write(parted.orderBy("hash").select("part", *names(description)), description, outputs)
    finish(options, description, encoders, counts, sizes)
    rows.unpersist()
    found.unpersist()


if __name__ == "__main__":
    sys.exit(main(work=preprocess))
