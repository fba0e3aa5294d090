"""preprocess.py on many machines: the same arguments, the same outputs, the same bytes.

Runs as a SageMaker Processing job in the Spark image (Spark 3.5, Python 3.9 or 3.12), which starts it as
`smspark-submit --py-files FOLDER preprocess_spark.py`, with preprocess.py in that folder. Spark reads the
input from each machine's own disk, so every machine must hold all of it (FullyReplicated); the work on it is
shared. The first machine alone writes, row by row: no split has to fit into its memory.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import accumulate, count
from pathlib import Path
from urllib.parse import unquote, urlsplit

from preprocess import (
    COLUMNS,
    FEATURES,
    LABEL,
    MISSING,
    DataError,
    Options,
    check_classes,
    class_sizes,
    csv_files,
    main,
    no_median,
    parse,
    read_file,
    train_paths,
    write_medians,
    write_sources,
)
from pyspark.sql import Column, DataFrame, Row, SparkSession
from pyspark.sql import functions as F

# Spark would also take 4d or 0x4p0 for a number.
NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"
TRAIN, VALIDATION, TEST = range(3)
# Of a hash; rows by class and bucket are few enough for one machine, and so are the hashes of one bucket.
BUCKET_BITS = 12


def read(spark: SparkSession, files: Sequence[Path]) -> DataFrame:
    """All rows by COLUMNS, a missing feature null. Raises DataError as preprocess.py does."""
    cells = _read_all_texts(spark, files)
    number = {name: _number(name) for name in COLUMNS}
    wrong = [F.col("broken").isNotNull(), ~F.coalesce(number[LABEL].isin(0.0, 1.0), F.lit(False))]
    for name in FEATURES:
        finite = F.coalesce(F.abs(number[name]) < math.inf, F.lit(False))
        wrong.append(~(_is_missing(name) | finite))
    found = cells.where(_any(wrong)).limit(1).collect()
    if found:
        for file in files:
            read_file(file)  # knows to say which file, line and column
        raise DataError(f"expected plain numbers, found {','.join(str(cell) for cell in found[0][:-1])}")
    return cells.select(*(value.alias(name) for name, value in number.items()))


def count_rows(spark: SparkSession, folder: Path, files: Sequence[Path]) -> dict[Path, int]:
    """How many rows each file has. Spark may know their folder by another path, which their names are below."""
    counted = _read_all_texts(spark, files).groupBy(F.input_file_name().alias("file")).count().collect()
    rows = {unquote(urlsplit(row.file).path): row["count"] for row in counted}
    names = [f"/{file.relative_to(folder).as_posix()}" for file in files]
    root = min((path for path in rows if path.endswith(names[0])), key=len)[: -len(names[0])]
    return {file: rows[root + name] for file, name in zip(files, names)}


def _read_all_texts(spark: SparkSession, files: Sequence[Path]) -> DataFrame:
    return _read_texts(spark, files, True).union(_read_texts(spark, files, False))


def _read_texts(spark: SparkSession, files: Sequence[Path], header: bool) -> DataFrame:
    chosen = [f"file://{file.absolute()}" for file in files if _has_header(file) == header]
    schema = ", ".join(f"{name} STRING" for name in (*COLUMNS, "broken"))
    if not chosen:
        return spark.createDataFrame([], schema)
    return spark.read.csv(
        chosen, schema=schema, header=header, enforceSchema=True, columnNameOfCorruptRecord="broken"
    )


def _has_header(file: Path) -> bool:
    """From the first two lines with something on them: a file of a header alone is refused."""
    with open(file, newline="", encoding="utf-8-sig") as lines:
        return parse(_head(lines, 2), file.name).header


def _head(lines: Iterable[str], wanted: int) -> Iterator[str]:
    for line in lines:
        yield line
        wanted -= bool(line.strip())
        if not wanted:
            return


def _is_missing(name: str) -> Column:
    text = F.lower(F.trim(name))
    return text.isNull() | text.isin(*MISSING)


def _number(name: str) -> Column:
    text = F.trim(name)
    return F.when(text.rlike(NUMBER), text.cast("double") + F.lit(0.0))  # zero has one sign


def _any(conditions: Iterable[Column]) -> Column:
    *_, last = accumulate(conditions, lambda left, right: left | right)
    return last


def with_hashes(rows: DataFrame, seed: int) -> DataFrame:
    """Each row with its `hash`, as row_hashes of preprocess.py has it: equal rows are counted from 0."""
    counted = rows.groupBy(*COLUMNS).count()
    each = counted.withColumn("number", F.explode(F.sequence(F.lit(0).cast("bigint"), F.col("count") - 1)))
    values = (F.coalesce(F.col(name), F.lit(math.nan)) for name in COLUMNS)
    key = F.xxhash64(F.lit(seed).cast("bigint"), *values, F.col("number"))
    return each.select(*COLUMNS, key.alias("hash"))


def hashes_at(
    rows: DataFrame, positions: dict[int, Sequence[int]], buckets: Sequence[Row]
) -> dict[int, list[int]]:
    """By label: the hashes at some positions of that class's rows in the order of their hashes.

    Found among the hashes of the buckets that these positions fall into, so that nothing has to be sorted.
    """
    places = []
    for label, wanted in positions.items():
        own = sorted((row.bucket, row["count"]) for row in buckets if row[LABEL] == label)
        ends = list(accumulate(size for _, size in own))
        for position in wanted:
            index = next(index for index, end in enumerate(ends) if position < end)
            bucket, size = own[index]
            places.append((label, bucket, position - (ends[index] - size)))
    conditions = [(F.col(LABEL) == label) & (_bucket() == bucket) for label, bucket, _ in places]
    near = rows.where(_any(conditions)).select(LABEL, _bucket().alias("bucket"), "hash").collect()
    result: dict[int, list[int]] = {label: [] for label in positions}
    for label, bucket, offset in places:
        hashes = sorted(row.hash for row in near if (row[LABEL], row.bucket) == (label, bucket))
        result[label].append(hashes[offset])
    return result


def _bucket() -> Column:
    return F.shiftright("hash", 64 - BUCKET_BITS)


def with_parts(rows: DataFrame, test: float, validation: float) -> tuple[DataFrame, list[int]]:
    """Each row with its `part`, as split of preprocess.py has it, and how many rows each part has."""
    buckets = rows.groupBy(LABEL, _bucket().alias("bucket")).count().collect()
    counts: dict[int, int] = {}
    for row in buckets:
        counts[int(row[LABEL])] = counts.get(int(row[LABEL]), 0) + row["count"]
    check_classes(counts)
    sizes = {label: class_sizes(size, label, test, validation) for label, size in sorted(counts.items())}
    starts = {label: (train, train + validate) for label, (train, validate, _) in sizes.items()}
    cuts = hashes_at(rows, starts, buckets)
    validates = _any((F.col(LABEL) == label) & (F.col("hash") >= first) for label, (first, _) in cuts.items())
    tests = _any((F.col(LABEL) == label) & (F.col("hash") >= first) for label, (_, first) in cuts.items())
    part = F.when(tests, TEST).when(validates, VALIDATION).otherwise(TRAIN)
    return rows.withColumn("part", part), [sum(of_class) for of_class in zip(*sizes.values())]


def medians(train: DataFrame) -> list[float]:
    """As in preprocess.py; exact, with the distinct values of a feature in one machine's memory."""
    lower = [F.expr(f"percentile_disc(0.5) WITHIN GROUP (ORDER BY {name})") for name in FEATURES]
    values = train.agg(*lower).first() or ()
    for name, value in zip(FEATURES, values):
        if value is None:
            raise no_median(name)
    return list(values)


def write(rows: DataFrame, options: Options) -> None:
    """Writes rows by `part`, label and features; in their order, which is that of their hashes."""
    train = train_paths(options.output, options.train_files)
    baseline = options.output / "baseline" / "baseline.csv"
    others = [options.output / name / f"{name}.csv" for name in ("validation", "test")]
    with ExitStack() as stack:
        files = {}
        for path in (*train, baseline, *others):
            path.parent.mkdir(parents=True, exist_ok=True)
            files[path] = stack.enter_context(open(path, "w", encoding="utf-8"))
        files[baseline].write(",".join(FEATURES) + "\n")
        turn = count()
        for part, *values in rows.toLocalIterator(prefetchPartitions=True):
            cells = [f"{value:.15g}" for value in values]
            path = train[next(turn) % len(train)] if part == TRAIN else others[part - 1]
            files[path].write(",".join(cells) + "\n")
            if part == TRAIN:
                files[baseline].write(",".join(cells[1:]) + "\n")


def preprocess(options: Options) -> None:
    """As preprocess.py's."""
    spark = SparkSession.builder.appName("preprocess").getOrCreate()
    files = csv_files(options.input)
    rows = with_hashes(read(spark, files), options.seed).persist()
    parted, sizes = with_parts(rows, options.test_fraction, options.validation_fraction)
    typical = medians(parted.where(F.col("part") == TRAIN))
    filled = [F.coalesce(F.col(name), F.lit(value)) for name, value in zip(FEATURES, typical)]
    write(parted.orderBy("hash").select("part", LABEL, *filled), options)
    write_medians(options.output, typical)
    write_sources(options.input, options.output, count_rows(spark, options.input, files))
    rows.unpersist()
    print(f"{sizes[TRAIN]} rows to train, {sizes[VALIDATION]} to validate, {sizes[TEST]} to test")


if __name__ == "__main__":
    sys.exit(main(work=preprocess))
