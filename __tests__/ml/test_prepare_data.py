from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import prepare_data

FILES = [
    "mammo-batch-dataset-outliers.csv",
    "mammo-batch-dataset.csv",
    "mammo-train-dataset-part1.csv",
    "mammo-train-dataset-part2.csv",
]


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def test_the_published_file_is_recognised(full: Path, tmp_path: Path) -> None:
    told = prepare_data.prepare(full, tmp_path, "batch")
    assert told["differences"] == []
    assert (told["part1"], told["part2"], told["batch"]) == (822, 91, 48)


def test_a_file_with_other_counts_is_taken_and_the_differences_are_named(
    packaged: Path, tmp_path: Path
) -> None:
    told = prepare_data.prepare(packaged, tmp_path, "batch")
    assert told["differences"][:4] == [
        "rows: 830 instead of 961",
        "benign: 427 instead of 516",
        "malignant: 403 instead of 445",
        "missing BIRADS: 0 instead of 2",
    ]
    assert (told["part1"], told["part2"], told["batch"]) == (709, 79, 42)


def test_rows_are_drawn_as_the_notebook_draws_them(source: Path, tmp_path: Path) -> None:
    import pandas

    raw = pandas.read_csv(source, header=None, comment="@", na_values="?")
    batch = raw.sample(frac=0.05, random_state=200)
    rest = raw.drop(batch.index)
    part2 = rest.sample(frac=0.1, random_state=200)
    part1 = rest.drop(part2.index)
    prepare_data.prepare(source, tmp_path, "mammo-batch-dataset")
    for name, expected in (("part1", part1), ("part2", part2)):
        found = pandas.read_csv(tmp_path / f"mammo-train-dataset-{name}.csv", na_values="?")
        np.testing.assert_array_equal(found.to_numpy(), expected.to_numpy())
    filled = batch.drop(columns=5).fillna(batch.drop(columns=5).quantile(interpolation="lower"))
    found = pandas.read_csv(tmp_path / "mammo-batch-dataset.csv", header=None)
    np.testing.assert_array_equal(found.to_numpy(), filled.to_numpy())


def test_the_clean_batch_has_no_header_no_label_and_nothing_missing(source: Path, tmp_path: Path) -> None:
    prepare_data.prepare(source, tmp_path, "batch")
    assert all(
        len(line.split(",")) == 5 and line.replace(",", "").isdigit()
        for line in lines(tmp_path / "batch.csv")
    )


def test_the_twin_keeps_what_its_source_lacks(full: Path, tmp_path: Path) -> None:
    told = prepare_data.prepare(full, tmp_path, "batch")
    assert told["outliers"] == {"missing": 5, "changed": 0}
    assert lines(tmp_path / "batch-outliers.csv")[0] == "BIRADS,Age,Shape,Margin,Density"


def test_the_twin_of_a_complete_batch_is_damaged(packaged: Path, tmp_path: Path) -> None:
    told = prepare_data.prepare(packaged, tmp_path, "batch")
    # 42 rows at the published rates: 31, 48 and 76 of 961 round to 1, 2 and 3; one value typed twice in each column.
    assert told["outliers"] == {"missing": 6, "changed": 5}


def test_raw_parts_name_their_columns_and_mark_missing_values(full: Path, tmp_path: Path) -> None:
    prepare_data.prepare(full, tmp_path, "batch")
    part1 = lines(tmp_path / "mammo-train-dataset-part1.csv")
    assert part1[:3] == ["BIRADS,Age,Shape,Margin,Density,severity", "5,67,3,5,3,1", "4,43,1,1,?,1"]


def test_the_same_source_gives_the_same_bytes(source: Path, tmp_path: Path) -> None:
    for folder in ("one", "two"):
        prepare_data.prepare(source, tmp_path / folder, "mammo-batch-dataset")
    assert sorted(path.name for path in (tmp_path / "one").iterdir()) == FILES
    for name in FILES:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "DataError: d.data: expected rows of 6 columns, found an empty file"),
        ("@relation x\n@data\n", "DataError: d.data: expected rows of 6 columns, found an empty file"),
        ("@data\n5,67,3,5,3\n", "DataError: d.data, line 2: expected 6 columns (BIRADS, Age, Shape, Margin, Density, severity), found 5"),
        ("5,67,3,5,3,1\n5,67,3,5,3,2\n", "DataError: d.data, line 2, column severity: expected 0 or 1, found '2'"),
        ("5,old,3,5,3,1\n", "DataError: d.data, line 1, column Age: expected a number, found 'old'"),
        ("5,67,3,5,3,1\n", "DataError: d.data, column severity: expected both 0 and 1, found no 0"),
        ("5,67,3,5,3,1\n4,43,1,1,?,0\n", "DataError: d.data: expected enough rows for a batch and two parts, found 2"),
    ],
)  # fmt: skip
def test_bad_data_is_refused(
    content: str, reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "d.data").write_text(content, encoding="utf-8")
    code = prepare_data.main(["--data", str(tmp_path / "d.data"), "--output", str(tmp_path / "out")])
    assert code == 1
    assert capsys.readouterr().err.splitlines()[-1] == reason
    assert not (tmp_path / "out").exists()


def test_the_command_prints_json(packaged: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert prepare_data.main(["--data", str(packaged), "--output", str(tmp_path)]) == 0
    assert json.loads(capsys.readouterr().out)["rows"] == 830
