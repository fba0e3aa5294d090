from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from conftest import ML, Job
from tables import CLASSES, EVERY_TYPE, animals, description, to_csv, write_description

import prepare
import tabular
from encoders import Encoders

BATCH = {name: type for name, type in EVERY_TYPE.items() if name != "outcome"}
PREPARATION = {
    "version": 1,
    "features": [
        {"name": "length", "type": "number", "fill": 2.5},
        {"name": "sex", "type": "category", "fill": "M", "values": ["F", "M", "ü, wide"]},
        {"name": "born", "type": "date", "fill": 3},
        {"name": "tagged", "type": "boolean", "fill": 0},
    ],
}


def run(tmp_path: Path, batch: Path) -> tuple[int, Path]:
    (tmp_path / "preparation.json").write_text(json.dumps(PREPARATION), encoding="utf-8")
    places = {
        "--input": batch,
        "--output": tmp_path / "out",
        "--preparation": tmp_path / "preparation.json",
        "--description": write_description(tmp_path, description(EVERY_TYPE, "outcome", CLASSES)),
    }
    return prepare.main([str(part) for place in places.items() for part in place]), tmp_path / "out"


def write_batch(path: Path, content: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8", newline="")
    return path


def test_each_row_follows_its_features_as_numbers(tmp_path: Path) -> None:
    batch = write_batch(tmp_path / "batch.csv", '?,"ü, wide",1970-01-02T12:00,,"a, ""b"""\r\n7,X,?,yes,\r\n')
    code, output = run(tmp_path, batch)
    assert code == 0
    assert (output / "batch.csv").read_bytes().decode() == (
        '2.5,2,1.5,0,?,"ü, wide",1970-01-02T12:00,,"a, ""b"""\n7,-1,3,1,7,X,?,yes,\n'
    )


@pytest.mark.parametrize("seed", range(3))
def test_counting_commas_finds_the_features_and_leaves_the_row(seed: int, tmp_path: Path) -> None:
    rows = [[cell for name, cell in zip(EVERY_TYPE, row) if name != "outcome"] for row in animals(seed, 300)]
    batch = write_batch(tmp_path / "batch.csv", to_csv(rows))
    code, output = run(tmp_path, batch)
    assert code == 0
    split = [line.split(",", 4) for line in (output / "batch.csv").read_text().split("\n")[:-1]]
    assert [row for _, _, _, _, row in split] == batch.read_text().split("\n")[:-1]
    assert list(csv.reader(row for *_, row in split)) == rows
    described = tabular.load_description(tmp_path / "description.json")
    encoders = Encoders.from_json(json.dumps(PREPARATION), described)
    (chunk,) = tabular.read(batch, described.batch, header="never", batch=True)
    assert [[float(cell) for cell in features] for *features, _ in split] == pytest.approx(
        encoders.apply(chunk), rel=1e-14
    )


def test_every_file_of_a_folder_keeps_its_name(tmp_path: Path) -> None:
    for name in ("a.csv", "more/b.csv", ".hidden.csv"):
        write_batch(tmp_path / "batch" / name, "1,F,,,\n")
    code, output = run(tmp_path, tmp_path / "batch")
    assert code == 0
    assert {str(path.relative_to(output)) for path in output.rglob("*.csv")} == {"a.csv", "more/b.csv"}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"length,sex,born,tagged,note\n1,F,,,\n", ", line 1, column length: expected a number, found 'length'"),
        (b"1,F,,,\n1,F,,,,\n", ", line 2: expected 5 columns (length, sex, born, tagged, note), found 6"),
        (b"\xef\xbb\xbf1,F,,,\n", ", line 1: expected a record, found a byte order mark (U+FEFF): save the file as UTF-8 without BOM"),
        (b"1,F,,,\n\n", ", line 2: expected a record, found a blank line: delete it"),
        (b"1,F,,,\n\n1,F,,,\n", ", line 2: expected a record, found a blank line: delete it"),
        (b"1,F,,,\r1,F,,,\r", ", line 1, column note: expected lines that end in \\n or \\r\\n, found a carriage return (U+000D) alone: save the file with them"),
        (b'1,F,,,\n1,"F\n",,,\n', ', line 2, column sex: expected quotes around a whole cell of one line ("" for a quote in it), found one that is not closed'),
        (b'1,"F,,,\n', ', line 1, column sex: expected quotes around a whole cell of one line ("" for a quote in it), found one that is not closed'),
        (b'1,F"x",,,\n', ', line 1, column sex: expected quotes around a whole cell of one line ("" for a quote in it), found one inside a cell'),
        (b"1,F,,,\n1,\0F,,,\n", ", line 2, column sex: expected text, found a NUL byte (U+0000): save the file as UTF-8"),
        ("1,F,,,\n".encode("utf-16"), ", line 1, column length: expected UTF-8, found the byte 0xff: save the file as UTF-8"),
        ("1,F,,,\n".encode("utf-16le"), ", line 1, column length: expected text, found a NUL byte (U+0000): save the file as UTF-8"),
        (b"1,\xe9,,,\n", ", line 1, column sex: expected UTF-8, found the byte 0xe9: save the file as UTF-8"),
        (b"1e39,F,,,\n", ", line 1, column length: expected a number, found '1e39'"),
        (b"-1e400,F,,,\n", ", line 1, column length: expected a number, found '-1e400'"),
        (b"1" * 5000 + b",F,,,\n", f", line 1, column length: expected a number, found '{'1' * 40}'"),
        (b"1_0,F,,,\n", ", line 1, column length: expected a number, found '1_0'"),
        ("\uff11,F,,,\n".encode(), ", line 1, column length: expected a number, found 'U+FF11'"),
        (b"1,F,9999-12-31T23:59:59-23:00,,\n", ", line 1, column born: expected a date such as 2026-01-31 or 2026-01-31T12:00:00Z, found '9999-12-31T23:59:59-23:00'"),
        (b"1,F,,," + b"x" * 2**21, ", line 1: expected lines of less than 1048576 bytes, found a longer one"),
        (b"", ": expected rows of 5 columns, found an empty file"),
    ],
    ids=lambda value: repr(value)[:40],
)  # fmt: skip
def test_a_batch_that_cannot_be_read_is_refused(
    content: bytes, reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "batch").mkdir()
    (tmp_path / "batch/batch.csv").write_bytes(content)
    (tmp_path / "batch/._batch.csv").write_bytes(b"\0")
    (tmp_path / "batch/folder.csv").mkdir()
    code, _ = run(tmp_path, tmp_path / "batch")
    assert code == 1
    assert capsys.readouterr().err.splitlines()[-1] == f"DataError: batch.csv{reason}"


@pytest.mark.parametrize("content", [b"{", b'"\xe9"', b"\0", b"[]", b"null", b'{"version": 1}'])
def test_what_is_no_preparation_is_refused(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _ = run(tmp_path, write_batch(tmp_path / "batch.csv", "1,F,,,\n"))
    assert code == 0
    (tmp_path / "preparation.json").write_bytes(content)
    places = {
        "--input": tmp_path / "batch.csv",
        "--output": tmp_path / "again",
        "--preparation": tmp_path / "preparation.json",
        "--description": tmp_path / "description.json",
    }
    assert prepare.main([str(part) for place in places.items() for part in place]) == 1
    assert capsys.readouterr().err.splitlines()[-1].startswith("DataError: preparation.json: expected ")
    assert not (tmp_path / "again").exists()


def test_a_job_has_its_modules_in_folders_beside_the_scripts(job: Job, tmp_path: Path) -> None:
    for name in ("tabular", "encoders"):
        job.put(f"processing/input/{name}/{name}.py", (ML / f"{name}.py").read_bytes())
    job.put("processing/input/description/description.json", description(EVERY_TYPE, "outcome", CLASSES))
    job.put("processing/input/preparation/preparation.json", PREPARATION)
    job.put("processing/input/batch/batch.csv", "1,F,,,\n")
    done = job.run_script(ML / "prepare.py")
    assert done.returncode == 0, done.stderr
    assert job.read("processing/output/prepared/batch.csv") == "1,0,3,0,1,F,,,\n"
