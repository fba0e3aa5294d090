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
        ("length,sex,born,tagged,note\n1,F,,,\n", "batch.csv, line 1, column length: expected a number, found 'length'"),
        ("1,F,,,\n1,F,,,,\n", "batch.csv, line 2: expected 5 columns (length, sex, born, tagged, note), found 6"),
        ("1,F,,,\n\n", "batch.csv, line 2: expected a record, found a blank line: delete it"),
    ],
)  # fmt: skip
def test_a_batch_that_cannot_be_read_is_refused(
    content: str, reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _ = run(tmp_path, write_batch(tmp_path / "batch.csv", content))
    assert code == 1
    assert capsys.readouterr().err.splitlines()[-1] == f"DataError: {reason}"


def test_a_job_has_its_modules_in_folders_beside_the_scripts(job: Job, tmp_path: Path) -> None:
    for name in ("tabular", "encoders"):
        job.put(f"processing/input/{name}/{name}.py", (ML / f"{name}.py").read_bytes())
    job.put("processing/input/description/description.json", description(EVERY_TYPE, "outcome", CLASSES))
    job.put("processing/input/preparation/preparation.json", PREPARATION)
    job.put("processing/input/batch/batch.csv", "1,F,,,\n")
    done = job.run_script(ML / "prepare.py")
    assert done.returncode == 0, done.stderr
    assert job.read("processing/output/prepared/batch.csv") == "1,0,3,0,1,F,,,\n"
