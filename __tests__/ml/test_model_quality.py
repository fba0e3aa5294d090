from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import metrics
import model_quality
from tabular import Column, Description

CONTENT = {
    "binary": {"task": "binary", "classes": ["no", "yes"]},
    "multiclass": {"task": "multiclass", "classes": ["a", "b", "c"]},
    "regression": {"task": "regression", "classes": []},
}
ARGUMENTS = {
    "binary": ["--metric", "auc", "--direction", "maximize", "--threshold", "0.8"],
    "multiclass": ["--metric", "macro_f1", "--direction", "maximize", "--threshold", "0.6"],
    "regression": ["--metric", "rmse", "--direction", "minimize", "--threshold", "2"],
}


def columns(task: str) -> list[dict[str, str]]:
    return [
        {"name": "x", "type": "number"},
        {"name": "y", "type": "number" if task == "regression" else "category"},
    ]


def draw(task: str, rows: int, seed: int, away: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Labels and predictions that fit them; `away` moves the predictions."""
    random = np.random.default_rng(seed)
    if task == "regression":
        labels = random.normal(10, 3, rows)
        return labels, (labels + random.normal(size=rows) + away)[:, None]
    if task == "binary":
        labels = (random.random(rows) < 0.5).astype(float)
        return labels, (1 / (1 + np.exp(-random.normal(4 * labels - 2) - away)))[:, None]
    labels = random.integers(3, size=rows).astype(float)
    votes = np.eye(3)[labels.astype(int)] + 0.5 * random.random((rows, 3)) + away * np.eye(3)[0]
    return labels, votes / votes.sum(axis=1, keepdims=True)


@pytest.fixture(params=list(CONTENT))
def task(request: pytest.FixtureRequest) -> str:
    return request.param


def lines(predictions: np.ndarray) -> str:
    """What a batch transform writes: each row as handed in, and its prediction."""
    return "".join("5," + ",".join(map(str, row)) + "\n" for row in predictions.tolist())


def monitor(
    folder: Path,
    task: str,
    predictions: np.ndarray,
    labelled: tuple[np.ndarray, np.ndarray] | None = None,
    header: bool = False,
) -> int:
    content = {**CONTENT[task], "target": "y", "columns": columns(task), "contract": "script"}
    target = Column("y", columns(task)[1]["type"], tuple(CONTENT[task]["classes"]))
    description = Description(task, "y", target.classes, (Column("x", "number"), target), "script")
    _, known = draw(task, 300, seed=1)
    for name, text in {
        "description.json": json.dumps(content),
        "evaluation.json": json.dumps({"predictions": metrics.prediction_statistics(description, known)}),
        "predictions/batch.csv.out": lines(predictions),
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    arguments = [*ARGUMENTS[task]]
    if labelled:
        labels = [target.classes[int(each)] if target.classes else str(each) for each in labelled[0]]
        (folder / "labels").mkdir()
        (folder / "labels/execution.csv").write_text("\n".join([*(["y"] if header else []), *labels]) + "\n")
        (folder / "labelled").mkdir()
        (folder / "labelled/batch.csv.out").write_text(lines(labelled[1]))
        arguments += ["--labels", "yes", "--label-file", str(folder / "labels"), "--labelled", str(folder / "labelled")]
    for name in ("description", "evaluation"):
        arguments += [f"--{name}", str(folder / f"{name}.json")]
    arguments += ["--predictions", str(folder / "predictions"), "--output", str(folder / "out")]
    return model_quality.main(arguments)


def verdict(folder: Path) -> dict:
    return json.loads((folder / "out/drift.json").read_text())


def test_predictions_like_those_of_the_test_split_are_no_drift(tmp_path: Path, task: str) -> None:
    assert monitor(tmp_path, task, draw(task, 60, seed=2)[1]) == 0
    found = verdict(tmp_path)
    assert (found["drifted"], found["inconclusive"], found["rows"]) == (False, False, 60)
    assert "look like those on the test split" in found["message"]
    assert not (tmp_path / "out/model_quality.json").exists()


def test_predictions_that_have_moved_are_drift(tmp_path: Path, task: str) -> None:
    assert monitor(tmp_path, task, draw(task, 60, seed=2, away=4)[1]) == 0
    found = verdict(tmp_path)
    assert (found["drifted"], found["inconclusive"]) == (True, False)
    assert found["distance"] > 0.1 and found["chance"] <= 0.01
    assert "have moved away from" in found["message"]


def test_how_often_the_check_of_predictions_is_wrong() -> None:
    target = Column("y", "number")
    description = Description("regression", "y", (), (Column("x", "number"), target), "script")
    alarms = 0
    for seed in range(100):
        evaluation = {"predictions": metrics.prediction_statistics(description, draw("regression", 140, seed)[1])}
        batch = draw("regression", 48, 1000 + seed)[1]
        alarms += model_quality.check_predictions(description, batch, evaluation, 0.01, 20).drifted
    assert alarms <= 4  # 1 is to be expected; more than 4 have a chance of 0.3 %


def test_too_few_rows_decide_nothing(tmp_path: Path, task: str) -> None:
    assert monitor(tmp_path, task, draw(task, 19, seed=2, away=4)[1], draw(task, 19, seed=3)) == 0
    found = verdict(tmp_path)
    assert (found["drifted"], found["inconclusive"]) == (False, True)
    assert "19 predictions are too few" in found["message"] and "19 labels are too few" in found["message"]


@pytest.mark.parametrize("header", [True, False], ids=["header", "no header"])
def test_labels_that_fit_are_no_drift(tmp_path: Path, task: str, header: bool) -> None:
    assert monitor(tmp_path, task, draw(task, 60, seed=2)[1], draw(task, 80, seed=3), header) == 0
    found = verdict(tmp_path)
    assert (found["drifted"], found["inconclusive"], found["labelled_rows"]) == (False, False, 80)
    quality = json.loads((tmp_path / "out/model_quality.json").read_text())
    assert quality["rows"] == 80
    assert quality[metrics.REPORT_KEYS[task]][ARGUMENTS[task][1]]["value"] == found["value"]


def test_labels_that_the_predictions_miss_are_drift(tmp_path: Path, task: str) -> None:
    labels, predictions = draw(task, 80, seed=3)
    mixed = np.random.default_rng(4).permutation(labels)
    assert monitor(tmp_path, task, draw(task, 60, seed=2)[1], (mixed, predictions)) == 0
    found = verdict(tmp_path)
    assert found["drifted"] and not found["inconclusive"]
    side = "above" if task == "regression" else "below"
    assert f"{side} the threshold" in found["message"].partition(".  ")[0]
    assert found["message"].startswith(ARGUMENTS[task][1])  # what has drifted comes first


def test_a_metric_beyond_the_threshold_by_chance_is_inconclusive() -> None:
    labels, predictions = np.repeat([0, 1.0], 15), np.random.default_rng(0).random((30, 1))
    target = Column("y", "category", ("no", "yes"))
    description = Description("binary", "y", target.classes, (target,), "script")
    measured = metrics.measure(description, labels, predictions)
    just_above = measured["auc"]["value"] + 0.01
    found = model_quality.check_metric(measured, 30, "auc", "maximize", just_above, 20)
    assert (found.drifted, found.inconclusive) == (False, True)
    assert "more labels will tell" in found.message
    far_above = measured["auc"]["confidence_interval"]["upper"] + 0.01
    assert model_quality.check_metric(measured, 30, "auc", "maximize", far_above, 20).drifted


def test_labels_of_one_class_say_nothing_of_auc(tmp_path: Path) -> None:
    labels, predictions = draw("binary", 60, seed=3)
    assert monitor(tmp_path, "binary", predictions, (np.ones_like(labels), predictions)) == 0
    assert "60 labels of one class say nothing of auc" in verdict(tmp_path)["message"]
    assert verdict(tmp_path)["inconclusive"]


def again(folder: Path, *more: str) -> int:
    """Runs once more on what `monitor` has left there, changed."""
    arguments = [*ARGUMENTS["binary"], "--predictions", str(folder / "predictions"), "--output", str(folder / "out")]
    for name in ("description", "evaluation"):
        arguments += [f"--{name}", str(folder / f"{name}.json")]
    return model_quality.main([*arguments, *more])


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xef\xbb\xbfno\nyes\n", ", line 1: expected a record, found a byte order mark (U+FEFF): save the file as UTF-8 without BOM"),
        (b"no\n\nyes\n", ", line 2: expected a record, found a blank line: delete it"),
        (b"no\nyes\n\n", ", line 3: expected a record, found a blank line: delete it"),
        (b"no\ryes\r", ", line 1, column y: expected lines that end in \\n or \\r\\n, found a carriage return (U+000D) alone: save the file with them"),
        (b'no\n"y\nes"\n', ', line 2, column y: expected quotes around a whole cell of one line ("" for a quote in it), found one that is not closed'),
        (b'no\n"yes\n', ', line 2, column y: expected quotes around a whole cell of one line ("" for a quote in it), found one that is not closed'),
        (b"no\ny\0es\n", ", line 2, column y: expected text, found a NUL byte (U+0000): save the file as UTF-8"),
        ("no\nyes\n".encode("utf-16"), ", line 1, column y: expected UTF-8, found the byte 0xff: save the file as UTF-8"),
        (b"no\ny\xe9s\n", ", line 2, column y: expected UTF-8, found the byte 0xe9: save the file as UTF-8"),
        (b"no\n" + b"x" * 2**21, ", line 2: expected lines of less than 1048576 bytes, found a longer one"),
        (b"no,0.1\n", ", line 1: expected 1 columns (y), found 2"),
        (b"maybe\n", ", line 1: expected the header y or none, found maybe"),
        (b"no\n?\n", ", line 2, column y: expected no or yes, found '?'"),
        (b"y\n", ": expected rows of 1 columns, found an empty file"),
        (b"", ": expected rows of 1 columns, found an empty file"),
    ],
    ids=lambda value: repr(value)[:40],
)  # fmt: skip
def test_labels_that_cannot_be_read_are_refused(
    content: bytes, reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, predictions = draw("binary", 60, seed=2)
    assert monitor(tmp_path, "binary", predictions, draw("binary", 60, seed=3)) == 0
    (tmp_path / "labels/execution.csv").write_bytes(content)
    (tmp_path / "labels/._execution.csv").write_bytes(b"\0")  # macOS' own, which is no data
    labelled = ("--labels", "yes", "--label-file", str(tmp_path / "labels"), "--labelled", str(tmp_path / "labelled"))
    assert again(tmp_path, *labelled) == 1
    assert capsys.readouterr().err.splitlines()[-1] == f"DataError: execution.csv{reason}"


@pytest.mark.parametrize("number", ["1e39", "-3.5e38", "1e400", "1" * 99, "nan", "inf", "1_0", "\uff11", "?", ""])
def test_labels_that_are_no_numbers_are_refused(
    number: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, predictions = draw("regression", 60, seed=2)
    assert monitor(tmp_path, "regression", predictions, draw("regression", 60, seed=3)) == 0
    (tmp_path / "labels/execution.csv").write_text(f'1\n"{number}"\n', encoding="utf-8")
    labelled = ("--labels", "yes", "--label-file", str(tmp_path / "labels"), "--labelled", str(tmp_path / "labelled"))
    capsys.readouterr()
    assert again(tmp_path, *ARGUMENTS["regression"], *labelled) == 1
    shown = "U+FF11" if number == "\uff11" else number[:40]
    wanted = f"DataError: execution.csv, line 2, column y: expected a number, found '{shown}'"
    assert capsys.readouterr().err.splitlines()[-1] == wanted


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xef\xbb\xbf5,0.1\n", "line 1: expected a record, found a byte order mark (U+FEFF): save the file as UTF-8 without BOM"),
        (b"5,0.1\n\n5,0.1\n", "line 2: expected a record, found a blank line: delete it"),
        (b"5,0.1\r5,0.1\r", "line 1: expected lines that end in \\n or \\r\\n, found a carriage return (U+000D) alone: save the file with them"),
        (b'5,0.1\n"a\nb",0.1\n', 'line 2: expected quotes around a whole cell of one line ("" for a quote in it), found one that is not closed'),
        (b'5,"0.1\n', 'line 1: expected quotes around a whole cell of one line ("" for a quote in it), found one that is not closed'),
        (b"5,0.1\n\0,0.1\n", "line 2: expected text, found a NUL byte (U+0000): save the file as UTF-8"),
        ("5,0.1\n".encode("utf-16"), "line 1: expected UTF-8, found the byte 0xff: save the file as UTF-8"),
        (b"5,0.1\n\xe9,0.1\n", "line 2: expected UTF-8, found the byte 0xe9: save the file as UTF-8"),
        (b"x" * 2**21 + b",0.1\n", "line 1: expected lines of less than 1048576 bytes, found a longer one"),
        (b"5,0.1\n5,1e39\n", "line 2: expected a number at the end, found '1e39'"),
        (b"5,1e400\n", "line 1: expected a number at the end, found '1e400'"),
        (b"5," + b"1" * 5000 + b"\n", f"line 1: expected a number at the end, found '{'1' * 40}'"),
        (b"5,nan\n", "line 1: expected a number at the end, found 'nan'"),
        (b"5,?\n", "line 1: expected a number at the end, found '?'"),
        (b"5,1_0\n", "line 1: expected a number at the end, found '1_0'"),
        ("5,\uff11\n".encode(), "line 1: expected a number at the end, found 'U+FF11'"),
    ],
    ids=lambda value: repr(value)[:40],
)  # fmt: skip
def test_predictions_that_cannot_be_read_are_refused(
    content: bytes, reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert monitor(tmp_path, "binary", draw("binary", 60, seed=2)[1]) == 0
    (tmp_path / "predictions/batch.csv.out").write_bytes(content)
    (tmp_path / "predictions/._batch.csv.out").write_bytes(b"\0")
    assert again(tmp_path) == 1
    assert capsys.readouterr().err.splitlines()[-1] == f"DataError: batch.csv.out, {reason}"


def test_lines_of_predictions_end_where_the_batchs_do(tmp_path: Path) -> None:
    assert monitor(tmp_path, "binary", draw("binary", 60, seed=2)[1]) == 0
    row = "a\u2028b\u0085c\x0bd,0.5"
    (tmp_path / "predictions/batch.csv.out").write_text(f"{row}\r\n" * 30, encoding="utf-8", newline="")
    assert again(tmp_path) == 0
    assert verdict(tmp_path)["rows"] == 30


@pytest.mark.parametrize("content", [b'"\xe9"', b"\0", b"{", b"[]", b"null", b'{"predictions": 1}',
    b'{"predictions": {"numerical_statistics": {"distribution": {"kll": {"sketch": {"data": "x"}}}}}}'])  # fmt: skip
def test_what_is_no_evaluation_is_refused(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert monitor(tmp_path, "binary", draw("binary", 60, seed=2)[1]) == 0
    (tmp_path / "evaluation.json").write_bytes(content)
    assert again(tmp_path) == 1
    assert capsys.readouterr().err.splitlines()[-1].startswith("DataError: evaluation.json: expected ")


def test_what_does_not_fit_together_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    labels, predictions = draw("binary", 60, seed=3)
    assert monitor(tmp_path / "a", "binary", predictions, (labels[:59], predictions)) == 1
    reason = capsys.readouterr().err.splitlines()[-1]
    assert "expected 60 labels, one for each row of that execution's batch in its order, found 59" in reason
    assert monitor(tmp_path / "b", "binary", predictions) == 0
    (tmp_path / "b/predictions/batch.csv.out").unlink()
    arguments = [*ARGUMENTS["binary"], "--predictions", str(tmp_path / "b/predictions")]
    for name in ("description", "evaluation"):
        arguments += [f"--{name}", str(tmp_path / "b" / f"{name}.json")]
    capsys.readouterr()
    assert model_quality.main(arguments) == 1
    assert "expected the output of a batch transform (*.out), found none" in capsys.readouterr().err
