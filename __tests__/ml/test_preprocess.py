from __future__ import annotations

import hashlib
import json
import statistics
from pathlib import Path

import numpy as np
import pytest

import preprocess

HEADER = "BIRADS,Age,Shape,Margin,Density,severity\n"
OUTPUTS = [
    "baseline/baseline.csv",
    "medians/medians.json",
    "provenance/sources.json",
    "test/test.csv",
    "train/train.csv",
    "validation/validation.csv",
]


def raw_rows(count: int = 60) -> list[str]:
    """Rows of which every third is malignant, each of another age."""
    return [
        f"4,{20 + index},{1 + index % 4},{1 + index % 5},3,{int(index % 3 == 0)}" for index in range(count)
    ]


def run(
    tmp_path: Path, *contents: str, name: str = "run", arguments: tuple[str, ...] = ()
) -> tuple[int, Path]:
    folder = tmp_path / name / "in"
    folder.mkdir(parents=True)
    for index, content in enumerate(contents):
        (folder / f"part{index + 1}.csv").write_text(content, encoding="utf-8")
    output = tmp_path / name / "out"
    return preprocess.main(["--input", str(folder), "--output", str(output), *arguments]), output


def table(path: Path, skip: int = 0) -> np.ndarray:
    return np.loadtxt(path, delimiter=",", skiprows=skip, ndmin=2)


def outputs(folder: Path) -> dict[str, bytes]:
    """What is made of the rows: all but the list of the files that they came from."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "sources.json")
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def sources(output: Path) -> list[dict]:
    return json.loads((output / "provenance/sources.json").read_text(encoding="utf-8"))


def test_the_outputs_are_where_the_pipeline_looks_for_them(tmp_path: Path) -> None:
    code, output = run(tmp_path, "\n".join(raw_rows()))
    assert code == 0
    assert sorted([*outputs(output), "provenance/sources.json"]) == OUTPUTS
    assert len(sources(output)) == 1
    assert (output / "baseline/baseline.csv").read_text().splitlines()[0] == "BIRADS,Age,Shape,Margin,Density"


def test_splits_are_disjoint_complete_and_stratified_with_the_label_first(tmp_path: Path) -> None:
    _, output = run(tmp_path, "\n".join(raw_rows(200)))
    splits = {name: table(output / name / f"{name}.csv") for name in ("train", "validation", "test")}
    assert {name: len(rows) for name, rows in splits.items()} == {"train": 140, "validation": 30, "test": 30}
    ages = np.concatenate([rows[:, 2] for rows in splits.values()])
    assert sorted(ages) == list(range(20, 220))
    for rows in splits.values():
        assert rows[:, 0].mean() == pytest.approx(67 / 200, abs=0.01)


def test_the_baseline_is_the_training_split_without_its_label(tmp_path: Path) -> None:
    _, output = run(tmp_path, "\n".join(raw_rows()))
    np.testing.assert_array_equal(
        table(output / "baseline/baseline.csv", 1), table(output / "train/train.csv")[:, 1:]
    )


def test_the_same_seed_gives_the_same_bytes_and_another_seed_another_split(tmp_path: Path) -> None:
    content = "\n".join(raw_rows())
    first, again, other = (
        outputs(run(tmp_path, content, name=name, arguments=("--seed", seed))[1])
        for name, seed in (("a", "42"), ("b", "42"), ("c", "43"))
    )
    assert first == again
    assert first["test/test.csv"] != other["test/test.csv"]


def test_medians_see_the_training_split_alone(tmp_path: Path) -> None:
    rows = raw_rows(100)
    _, output = run(tmp_path, "\n".join(rows))
    ages = table(output / "train/train.csv")[:, 2]
    found = json.loads((output / "medians/medians.json").read_text())["Age"]
    assert found == statistics.median_low(ages)
    assert found != statistics.median_low(range(20, 120))


def test_a_row_keeps_its_split_wherever_it_lies(tmp_path: Path) -> None:
    rows = raw_rows(100)
    _, output = run(tmp_path, "\n".join(rows), name="one")
    shuffled = [rows[index] for index in np.random.RandomState(0).permutation(len(rows))]
    _, elsewhere = run(tmp_path, "\n".join(shuffled[:30]), "\n".join(shuffled[30:]), name="two")
    assert outputs(output) == outputs(elsewhere)


def test_rows_that_join_the_data_move_few_others(tmp_path: Path) -> None:
    before, after = (
        set(table(run(tmp_path, "\n".join(raw_rows(count)), name=str(count))[1] / "test/test.csv")[:, 2])
        for count in (1000, 1100)
    )
    assert len(before - after) < 0.1 * len(before)


def test_equal_rows_are_shared_out_like_others(tmp_path: Path) -> None:
    _, output = run(tmp_path, "4,40,1,1,3,0\n4,?,1,1,3,1\n" * 100 + "\n".join(raw_rows(3)))
    sizes = [len(table(output / name / f"{name}.csv")) for name in ("train", "validation", "test")]
    assert sizes == [143, 30, 30]


def test_several_machines_get_as_many_files_to_train_on(tmp_path: Path) -> None:
    content = "\n".join(raw_rows())
    _, one = run(tmp_path, content, name="one")
    _, three = run(tmp_path, content, name="three", arguments=("--train-files", "3"))
    files = {path.name: path.read_text().splitlines() for path in (three / "train").iterdir()}
    assert {name: len(rows) for name, rows in files.items()} == {
        "train-1.csv": 14, "train-2.csv": 14, "train-3.csv": 14
    }  # fmt: skip
    assert sorted(sum(files.values(), [])) == sorted((one / "train/train.csv").read_text().splitlines())
    for name in ("baseline/baseline.csv", "medians/medians.json", "test/test.csv"):
        assert (one / name).read_bytes() == (three / name).read_bytes()


def test_the_hash_is_xxhash64_as_spark_chains_it() -> None:
    # Spark 3.5: SELECT xxhash64(42L, 4D, 48D, double('NaN'), 5D, 1D, 1D, 0L), and the same for 1L.
    row = [4, 48, np.nan, 5, 1, 1]
    hashes = preprocess.row_hashes(np.array([row, row]), 42)
    assert sorted(hashes.tolist()) == [-7276744917093542839, 9065662896784421725]


def test_the_median_of_an_even_number_is_a_value_that_occurs() -> None:
    features = np.array([[1.0, 40.0, 1.0, 1.0, np.nan], [2.0, 41.0, 4.0, 1.0, 3.0]])
    assert preprocess.medians(features).tolist() == [1, 40, 1, 1, 3]


def test_missing_values_are_filled_and_whole_numbers_stay_whole(tmp_path: Path) -> None:
    rows = [
        row.replace(",3,", missing, 1) for row, missing in zip(raw_rows(60), [",?,", ",NaN,", ",3,"] * 20)
    ]
    _, output = run(tmp_path, "\n".join(rows))
    assert json.loads((output / "medians/medians.json").read_text())["Density"] == 3
    text = (output / "train/train.csv").read_text()
    assert set(text) <= set("0123456789,\n")
    assert (table(output / "train/train.csv")[:, 5] == 3).all()


@pytest.mark.parametrize("header", [HEADER, HEADER.lower(), "0,1,2,3,4,5\n", "\ufeff" + HEADER])
def test_a_header_changes_nothing_but_is_reported(
    header: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = "\n".join(raw_rows())
    _, plain = run(tmp_path, content, name="plain")
    assert "part1.csv: 60 rows, without a header" in capsys.readouterr().out
    _, headed = run(tmp_path, header + content.replace("\n", "\r\n"), name="headed")
    assert "part1.csv: 60 rows, with a header" in capsys.readouterr().out
    assert outputs(plain) == outputs(headed)


def test_all_files_are_read_each_with_or_without_its_header(tmp_path: Path) -> None:
    rows = raw_rows(80)
    _, parts = run(tmp_path, HEADER + "\n".join(rows[:50]), "\n".join(rows[50:]), name="parts")
    _, whole = run(tmp_path, "\n".join(rows), name="whole")
    assert outputs(parts) == outputs(whole)


def test_what_was_read_is_told_file_by_file(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    contents = {"part 1.csv": HEADER + "\n".join(raw_rows(50)), "july/ü.csv": "\n".join(raw_rows(30)) + "\n\n"}
    for name, content in {**contents, "_notes.csv": "no data"}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    assert preprocess.main(["--input", str(folder), "--output", str(tmp_path / "out")]) == 0
    digests = {name: hashlib.sha256(content.encode()).hexdigest() for name, content in contents.items()}
    assert sources(tmp_path / "out") == [
        {"name": "july/ü.csv", "bytes": len(contents["july/ü.csv"]), "sha256": digests["july/ü.csv"], "rows": 30},
        {"name": "part 1.csv", "bytes": len(contents["part 1.csv"]), "sha256": digests["part 1.csv"], "rows": 50},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "DataError: part1.csv: expected rows of 6 columns, found an empty file"),
        (HEADER, "DataError: part1.csv: expected rows of 6 columns, found an empty file"),
        ("4,40,1,1,3\n", "DataError: part1.csv, line 1: expected 6 columns (BIRADS, Age, Shape, Margin, Density, severity), found 5"),
        (HEADER + "4,40,1,1,3,0,9\n", "DataError: part1.csv, line 2: expected 6 columns (BIRADS, Age, Shape, Margin, Density, severity), found 7"),
        ("a,b,c,d,e,f\n4,40,1,1,3,0\n", "DataError: part1.csv, line 1: expected the header BIRADS,Age,Shape,Margin,Density,severity or none, found a,b,c,d,e,f"),
        ("4,40,1,1,3,0\n\n4,forty,1,1,3,0\n", "DataError: part1.csv, line 3, column Age: expected a number, found 'forty'"),
        ("4,-nan,1,1,3,0\n", "DataError: part1.csv, line 1, column Age: expected a number, found '-nan'"),
        ("4,inf,1,1,3,0\n", "DataError: part1.csv, line 1, column Age: expected a number, found 'inf'"),
        ("4,40,1,1,3,2\n", "DataError: part1.csv, line 1, column severity: expected 0 or 1, found '2'"),
        ("4,40,1,1,3,?\n", "DataError: part1.csv, line 1, column severity: expected 0 or 1, found '?'"),
        ("4,40,1,1,3,0\n" * 9, "DataError: column severity: expected both 0 and 1, found only 0 in 9 rows"),
        ("4,40,1,1,3,0\n" * 9 + "4,40,1,1,3,1\n", "DataError: column severity: expected rows of both classes in training, validation and test, found 1 with 1"),
        ("4,40,1,1,?,0\n4,40,1,1,?,1\n" * 9, "DataError: column Density: expected values in the training split, found none"),
    ],
)  # fmt: skip
def test_bad_data_is_refused(
    content: str, reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, output = run(tmp_path, content)
    assert code == 1
    assert capsys.readouterr().err.splitlines()[-1] == reason
    assert not output.exists()


def test_a_folder_without_data_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _ = run(tmp_path)
    assert code == 1
    assert "expected CSV files, found none" in capsys.readouterr().err


def test_a_fraction_out_of_range_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        run(tmp_path, "\n".join(raw_rows()), arguments=("--test-fraction", "0.5"))
