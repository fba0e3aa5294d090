"""Spark and numpy prepare the same bytes: the one is held against the other, file by file."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import ML, Job
from pyspark.sql import SparkSession
from tables import CLASSES, EVERY_TYPE, MAMMOGRAPHY, animals, description, to_csv, write_description

import prepare_data
import preprocess
import preprocess_spark

HEADER = "BIRADS,Age,Shape,Margin,Density,severity\n"
ROWS = "\n".join(
    f"{4 + index % 2},{20 + index},{1 + index % 4},{1 + index % 5},3,{int(index % 3 == 0)}"
    for index in range(60)
)
MAX_BYTES = "spark.sql.files.maxPartitionBytes"
Work = Callable[[preprocess.Options], None]
Outcome = tuple[int, str, dict[str, bytes]]


@pytest.fixture(scope="session", autouse=True)
def spark() -> Iterator[SparkSession]:
    """One for all tests: starting Java takes longer than most of them. More partitions than processors."""
    # Spark's workers import the module; in a job it is the script, which travels to them.
    os.environ.update(PYTHONPATH=str(ML), PYSPARK_PYTHON=sys.executable)
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": "3",
        "spark.driver.bindAddress": "127.0.0.1",
        # For a process of a minute: compiling well takes longer than it saves.
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    }
    builder = SparkSession.builder.master("local[2]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


def outputs(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def both(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[Outcome, Outcome]]:
    """What numpy and what Spark make of a folder: exit code, last line of stderr, files."""

    def run(source: Path, *arguments: str, described: dict = MAMMOGRAPHY) -> tuple[Outcome, Outcome]:
        written = write_description(tmp_path, described)

        def outcome(name: str, work: Work) -> Outcome:
            output = tmp_path / "out" / name
            shutil.rmtree(output, ignore_errors=True)
            places = {"--input": source, "--output": output, "--description": written}
            code = preprocess.main(
                [*(str(part) for place in places.items() for part in place), *arguments], work
            )
            return code, capsys.readouterr().err.strip().split("\n")[-1], outputs(output)

        return outcome("numpy", preprocess.preprocess), outcome("spark", preprocess_spark.preprocess)

    return run


def folder(tmp_path: Path, *contents: str) -> Path:
    source = tmp_path / "in"
    source.mkdir()
    for index, content in enumerate(contents):
        (source / f"part {index + 1}.csv").write_text(content, encoding="utf-8", newline="")
    return source


def test_the_examples_data_row_for_row(source: Path, tmp_path: Path, both) -> None:
    prepare_data.prepare(source, tmp_path / "data", "batch")
    parts = sorted((tmp_path / "data").glob("mammo-train-*.csv"))
    numpy, spark = both(folder(tmp_path, *(part.read_text() for part in parts)))
    assert len(parts) == 2 and numpy[0] == 0 and len(numpy[2]) == 6
    assert spark == numpy


def test_the_published_file_row_for_row(full: Path, tmp_path: Path, both) -> None:
    numpy, spark = both(folder(tmp_path, full.read_text()), "--seed", "7", "--train-files", "3")
    assert {name: len(content.splitlines()) for name, content in numpy[2].items() if "train" in name} == {
        "train/train-1.csv": 225, "train/train-2.csv": 224, "train/train-3.csv": 224
    }  # fmt: skip
    assert spark == numpy


def test_neither_the_files_nor_the_partitions_matter(
    full: Path, tmp_path: Path, both, spark: SparkSession
) -> None:
    lines = full.read_text().splitlines()
    source = folder(tmp_path, full.read_text())
    _, whole = both(source)
    shutil.rmtree(source)
    before = {name: spark.conf.get(name) for name in ("spark.sql.shuffle.partitions", MAX_BYTES)}
    try:
        spark.conf.set("spark.sql.shuffle.partitions", "7")
        spark.conf.set(MAX_BYTES, "2000")  # the file of 10 KB in pieces
        numpy, pieces = both(folder(tmp_path, "\n".join(lines[500:]), "\n".join(lines[:500])))
    finally:
        for name, value in before.items():
            spark.conf.set(name, value)
    assert pieces == numpy
    # Other files, the same rows.
    assert whole[2].pop("provenance/sources.json") != pieces[2].pop("provenance/sources.json")
    assert whole == pieces


FORMS = {
    "with and without a header, rows twice": [HEADER + ROWS, ROWS.replace("\n", "\r\n")],
    "a byte order mark and a blank line": ["\ufeff" + HEADER.lower() + "\n" + ROWS],
    "numbers for names, values missing": ["0,1,2,3,4,5\n" + ROWS.replace(",3,", ",?,", 30)],
    "forms of numbers": ['"4","4.50", 1 ,-0,1e2,1\n4,1e-7,123456789012345678,.5,5.,0\n' + ROWS],
}


@pytest.mark.parametrize("contents", FORMS.values(), ids=FORMS.keys())
def test_forms_of_the_data(contents: list[str], tmp_path: Path, both) -> None:
    numpy, spark = both(folder(tmp_path, *contents))
    assert numpy[0] == 0
    assert spark == numpy


BAD_DATA = {
    "a header alone": HEADER,
    "too few columns": ROWS + "\n4,40,1,1,3\n",
    "too many columns": ROWS + "\n4,40,1,1,3,0,9\n",
    "a number of Java's": ROWS + "\n4,4d,1,1,3,0",
    "a number too large": ROWS + "\n4,1e999,1,1,3,0\n",
    "no label": ROWS + "\n4,40,1,1,3,?\n",
    "a second header": ROWS + "\n" + HEADER,
    "a header twice": HEADER + ROWS + "\n" + HEADER,
    "a number of Python's": ROWS + "\n4,4_0,1,1,3,0\n",
    "digits of full width": ROWS + "\n4,\uff14\uff10,1,1,3,0\n",
    "a number beyond float32": ROWS + "\n4,1e200,1,1,3,0\n",
    "a NUL byte": ROWS + "\n4,\0,1,1,3,0\n",
    "carriage returns alone": ROWS.replace("\n", "\r"),
    "a quote that is not closed": ROWS + '\n4,"40,1,1,3,0\n' + ROWS,
    "a byte order mark inside": ROWS + "\n\ufeff4,40,1,1,3,0\n",
    "one class": "4,40,1,1,3,0\n" * 9,
    "a class too small to split": "4,40,1,1,3,0\n" * 9 + "4,40,1,1,3,1\n",
    "a column without values": "4,40,1,1,?,0\n4,40,1,1,?,1\n" * 9,
}


@pytest.mark.parametrize("content", BAD_DATA.values(), ids=BAD_DATA.keys())
def test_bad_data_is_refused_in_the_same_words(content: str, tmp_path: Path, both) -> None:
    numpy, spark = both(folder(tmp_path, content))
    assert numpy[0] == 1 and numpy[1].startswith("DataError: ") and not numpy[2]
    assert spark == numpy


ANIMALS = to_csv(animals(1, 240), EVERY_TYPE)


@pytest.mark.parametrize("contract", ["built-in", "script"])
def test_every_type_row_for_row(contract: str, tmp_path: Path, both) -> None:
    source = folder(tmp_path, ANIMALS, to_csv(animals(2, 60)))
    numpy, spark = both(source, described=description(EVERY_TYPE, "outcome", CLASSES, contract))
    assert numpy[0] == 0
    assert spark == numpy


def test_a_regression_row_for_row(tmp_path: Path, both) -> None:
    rows = [[f"{index / 4}", str(index % 5), "ab"[index % 2]] for index in range(100)]
    described = description({"price": "number", "rooms": "number", "zone": "category"}, "price")
    numpy, spark = both(folder(tmp_path, to_csv(rows)), described=described)
    assert numpy[0] == 0
    assert spark == numpy


def submit(job: Job, host: str) -> None:
    job.put("config/resourceconfig.json", {"current_host": host, "hosts": ["algo-1", "algo-2"]})
    job.put("processing/input/data/part 1.csv", ROWS)
    job.put("processing/input/description/description.json", MAMMOGRAPHY)
    for name, script in (
        ("py-files", "preprocess.py"),
        ("code", "preprocess_spark.py"),
        ("tabular", "tabular.py"),
        ("encoders", "encoders.py"),
    ):
        job.put(f"processing/input/{name}/{script}", (ML / script).read_bytes())
    modules = ["--py-files", "/opt/ml/processing/input/py-files"]
    script = "/opt/ml/processing/input/code/preprocess_spark.py"
    done = job.run("spark_submit.py", "smspark-submit", *modules, script, "--train-files", "2")
    assert done.returncode == 0, done.stderr


def test_of_a_jobs_machines_the_first_writes(tmp_path: Path, both) -> None:
    first, second = Job(tmp_path / "algo-1"), Job(tmp_path / "algo-2")
    submit(first, "algo-1")
    submit(second, "algo-2")
    numpy, _ = both(folder(tmp_path, ROWS), "--train-files", "2")
    assert outputs(first.folder / "processing/output") == numpy[2]
    assert outputs(second.folder / "processing/output") == {}
    features = json.loads(first.read("processing/output/preparation/preparation.json"))["features"]
    assert features[4] == {"name": "Density", "type": "number", "fill": 3}
