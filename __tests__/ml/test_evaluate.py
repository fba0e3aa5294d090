from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

import numpy as np
import pytest

import evaluate
from encoders import Encoders
from tabular import Chunk, Column, Description, lines

COLUMNS = [
    {"name": "size", "type": "number"},
    {"name": "sex", "type": "category"},
    {"name": "grown", "type": "boolean"},
    {"name": "note", "type": "text"},
    {"name": "y", "type": "category"},
]
CLASSES = {"binary": ["no", "yes"], "multiclass": ["a", "b", "c"], "regression": []}
METRICS = {"binary": ("auc", "maximize"), "multiclass": ("macro_f1", "maximize"), "regression": ("rmse", "minimize")}
ARN = "arn:aws:sagemaker:us-east-1:111111111111:model-package/severity/7"


def content(task: str, contract: str, columns: list[dict[str, str]] = COLUMNS) -> dict:
    target = {"name": "y", "type": "number" if task == "regression" else "category"}
    return {
        "classes": CLASSES[task],
        "columns": [*columns[:-1], target],
        "contract": contract,
        "target": "y",
        "task": task,
    }


def description(task: str) -> Description:
    described = content(task, "built-in")
    classes = tuple(described["classes"])
    columns = tuple(Column(**each, classes=classes if each["name"] == "y" else ()) for each in described["columns"])
    return Description(task, "y", classes, columns, "built-in")


def table(task: str, rows: int, seed: int) -> Chunk:
    """Rows whose target follows from their size and sex, but for noise."""
    random = np.random.default_rng(seed)
    size, sex = random.random(rows), random.choice(["M", "F"], rows).astype(object)
    signal = size + 0.3 * (sex == "M") + random.normal(0, 0.1, rows)
    y = signal if task == "regression" else np.digitize(signal, [0.4, 0.8] if task == "multiclass" else [0.6]).astype(float)
    note = np.array(['a "b", c'] * rows, object)
    columns = {"size": size, "sex": sex, "grown": (size > 0.5).astype(float), "note": note, "y": y}
    return Chunk(rows, 2, columns)


def csv_text(task: str, rows: Chunk) -> str:
    columns = description(task).columns
    header = ",".join(column.name for column in columns)
    return f"{header}\n{lines([(column, rows.columns[column.name]) for column in columns]).decode()}"


def packed(path: Path, members: dict[str, bytes]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(path, "w:gz") as tar:
        for name, body in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(body)
            tar.addfile(info, io.BytesIO(body))
    return path


OBJECTIVES = {
    "binary": {"objective": "binary:logistic"},
    "multiclass": {"objective": "multi:softprob", "num_class": 3},
    "regression": {"objective": "reg:squarederror"},
}


def built_in(folder: Path, task: str, rounds: int = 20, **parameters: object) -> dict[str, Path]:
    """What Preprocess and Train leave for the built-in algorithm."""
    import xgboost

    rows = table(task, 300, seed=1)
    encoders = Encoders.fit(description(task), rows.columns)
    matrix = xgboost.DMatrix(encoders.apply(rows), label=rows.columns["y"])
    booster = xgboost.train({**OBJECTIVES[task], "nthread": 1, **parameters}, matrix, num_boost_round=rounds)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "preparation.json").write_text(encoders.to_json())
    return {
        "model": packed(folder / "model.tar.gz", {"xgboost-model": bytes(booster.save_raw("ubj"))}),
        "preparation": folder / "preparation.json",
    }


def run(folder: Path, task: str, contract: str, test: str | None = None, **options: object) -> int:
    """The job, with what lies in files below `folder`."""
    metric, direction = METRICS[task]
    (folder / "description.json").write_text(json.dumps(content(task, contract)))
    (folder / "test.csv").write_text(csv_text(task, table(task, 200, seed=2)) if test is None else test)
    given = {
        "metric": metric,
        "direction": direction,
        "description": folder / "description.json",
        "test": folder / "test.csv",
        "artifact": folder / "artifact",
        "output": folder / "out",
        **options,
    }
    return evaluate.main([part for name, value in given.items() for part in (f"--{name.replace('_', '-')}", str(value))])


def report(folder: Path) -> dict:
    return json.loads((folder / "out/evaluation.json").read_text())


@pytest.mark.parametrize("task", list(METRICS))
def test_the_report_of_a_built_in_model(tmp_path: Path, task: str) -> None:
    assert run(tmp_path, task, "built-in", **built_in(tmp_path, task)) == 0
    found = report(tmp_path)
    metric = found[evaluate.REPORT_KEYS[task]][METRICS[task][0]]
    assert metric["value"] < 0.3 if task == "regression" else metric["value"] > 0.65
    assert metric["confidence_interval"]["level"] == 0.95
    assert found["rows"] == 200
    assert found["gate"]["passed"] and found["gate"]["value"] == metric["value"]
    importance = found["charts"]["importance"]
    assert importance["method"] == "gain"
    assert [each["feature"] for each in importance["features"]][2:] == ["grown"]  # which says no more than the size
    assert "string_statistics" in found["predictions"] if task == "multiclass" else "numerical_statistics"
    assert len((tmp_path / "out/evaluation.json").read_bytes()) < 50_000


def test_charts_count_every_row(tmp_path: Path) -> None:
    assert run(tmp_path, "binary", "built-in", **built_in(tmp_path, "binary")) == 0
    charts = report(tmp_path)["charts"]
    assert sum(each["rows"] for each in charts["calibration"]) == 200
    by_sex = [each for each in charts["groups"] if each["feature"] == "sex"]
    assert [each["value"] for each in by_sex] == ["F", "M"] and sum(each["rows"] for each in by_sex) == 200
    assert {each["value"] for each in charts["groups"] if each["feature"] == "grown"} == {"true", "false"}
    assert run(tmp_path, "regression", "built-in", **built_in(tmp_path, "regression")) == 0
    charts = report(tmp_path)["charts"]
    assert sum(charts["residuals"]["counts"]) == 200
    assert sum(map(sum, charts["predicted_against_actual"]["counts"])) == 200


def test_a_group_of_one_class_has_no_auc(tmp_path: Path) -> None:
    rows = csv_text("binary", table("binary", 200, seed=2)).replace("F,", "M,").rstrip("\n")
    assert run(tmp_path, "binary", "built-in", rows + "\n0.9,F,true,,yes\n", **built_in(tmp_path, "binary")) == 0
    assert {"feature": "sex", "value": "F", "rows": 1, "metric": None} in report(tmp_path)["charts"]["groups"]


@pytest.mark.parametrize("task", list(METRICS))
def test_the_groups_of_a_model_card(tmp_path: Path, task: str) -> None:
    assert run(tmp_path, task, "built-in", **built_in(tmp_path, task)) == 0
    found, (metric, _) = report(tmp_path), METRICS[task]
    every, *by_feature = json.loads(found["card"])
    measured = found[evaluate.REPORT_KEYS[task]]
    values = {each["name"]: each["value"] for each in every["metric_data"] if each["type"] == "number"}
    assert every["name"] == evaluate.REPORT_KEYS[task]
    assert values == {"rows": 200, **{name: content["value"] for name, content in measured.items() if "value" in content}}
    assert [group["name"] for group in by_feature] == [f"{metric} by sex", f"{metric} by grown"]
    assert [each["name"] for each in by_feature[0]["metric_data"]] == ["F", "M"]
    matrices = [each for each in every["metric_data"] if each["type"] == "matrix"]
    assert [each["x_axis_name"] for each in matrices] == ([] if task == "regression" else [CLASSES[task]])


def test_a_group_without_a_metric_says_so_in_the_card(tmp_path: Path) -> None:
    rows = csv_text("binary", table("binary", 200, seed=2)).replace("F,", ",").rstrip("\n")
    assert run(tmp_path, "binary", "built-in", rows + "\n0.9,F,true,,yes\n", **built_in(tmp_path, "binary")) == 0
    groups = {group["name"]: group["metric_data"] for group in json.loads(report(tmp_path)["card"])}
    missing, only, _ = groups["auc by sex"]
    assert missing["name"] == "(missing)" and missing["type"] == "number"
    assert only == {"name": "F", "type": "string", "value": "not defined", "notes": "rows: 1"}


def test_a_card_leaves_out_groups_that_do_not_fit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = built_in(tmp_path, "regression")
    assert run(tmp_path, "regression", "built-in", **given) == 0
    whole = report(tmp_path)["card"]
    monkeypatch.setattr(evaluate, "CARD_LIMIT", len(whole) - 1)
    assert run(tmp_path, "regression", "built-in", **given) == 0
    assert json.loads(report(tmp_path)["card"]) == json.loads(whole)[:-1]


# --- the gate ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("direction", "value", "in_use", "required", "passed"),
    [
        ("maximize", 0.86, 0.85, 0.01, True),  # the difference is 0.010000000000000009
        ("maximize", 0.29, 0.28, 0.01, True),  # and here 0.009999999999999953
        ("maximize", 0.859, 0.85, 0.01, False),
        ("maximize", 0.84, 0.85, -0.02, True),
        ("minimize", 2.1, 2.2, 0.1, True),
        ("minimize", 2.2, 2.1, 0.1, False),
        ("maximize", 0.1, 0.9, None, True),
    ],
)
def test_the_gate(direction: str, value: float, in_use: float, required: float | None, passed: bool) -> None:
    found = evaluate.gate("metric", value, direction, ARN, lambda: in_use, required)
    assert found["passed"] is passed
    assert found["improvement"] == pytest.approx((value - in_use) * (1 if direction == "maximize" else -1))
    assert "the version in use, severity/7" in found["note"]


def test_without_a_version_in_use_the_gate_is_passed() -> None:
    found = evaluate.gate("auc", 0.5, "maximize", "none", lambda: pytest.fail("nothing to score"), 0.01)
    assert found["passed"] and found["version_in_use"] is None and found["value_in_use"] is None
    assert found["note"] == "No version is in use to compare with."


@pytest.mark.parametrize("task", list(METRICS))
def test_the_version_in_use_is_scored_on_the_same_rows(tmp_path: Path, task: str) -> None:
    better, worse = built_in(tmp_path / "better", task), built_in(tmp_path / "worse", task, rounds=1, max_depth=1)
    against = {"version_in_use": ARN, "improvement": 0.001}
    in_use = {"model_in_use": worse["model"], "preparation_in_use": worse["preparation"]}
    assert run(tmp_path, task, "built-in", **better, **in_use, **against) == 0
    gate = report(tmp_path)["gate"]
    assert gate["passed"] and gate["improvement"] > 0 and gate["version_in_use"] == ARN
    in_use = {"model_in_use": better["model"], "preparation_in_use": better["preparation"]}
    assert run(tmp_path, task, "built-in", **worse, **in_use, **against) == 0
    swapped = report(tmp_path)["gate"]
    assert not swapped["passed"] and "worse than" in swapped["note"]
    assert (swapped["value"], swapped["value_in_use"]) == (gate["value_in_use"], gate["value"])


def test_each_version_has_its_own_preparation(tmp_path: Path) -> None:
    """The same model with other codes for a category answers otherwise."""
    own = built_in(tmp_path / "own", "regression")
    swapped = json.loads(own["preparation"].read_text())
    swapped["features"][1]["values"].reverse()
    (tmp_path / "swapped.json").write_text(json.dumps(swapped))
    in_use = {"model_in_use": own["model"], "preparation_in_use": tmp_path / "swapped.json", "version_in_use": ARN}
    assert run(tmp_path, "regression", "built-in", **own, **in_use) == 0
    gate = report(tmp_path)["gate"]
    assert gate["improvement"] > 0.05 and gate["passed"] and gate["improvement_required"] is None


def test_a_version_of_other_columns_fails_the_gate_with_a_remedy(tmp_path: Path) -> None:
    own, other = built_in(tmp_path / "own", "binary"), built_in(tmp_path / "other", "binary")
    features = json.loads(other["preparation"].read_text())["features"]
    features[0]["name"] = "weight"
    other["preparation"].write_text(json.dumps({"version": 1, "features": features}))
    in_use = {"model_in_use": other["model"], "preparation_in_use": other["preparation"], "version_in_use": ARN}
    assert run(tmp_path, "binary", "built-in", **own, **in_use, improvement=0.01) == 0
    gate = report(tmp_path)["gate"]
    assert (gate["passed"], gate["value_in_use"], gate["improvement"]) == (False, None, None)
    assert gate["note"].startswith("Not comparable with the version in use, severity/7: ")
    assert "weight" in gate["note"]
    assert gate["note"].endswith("Take improvement out of the metric in model.json, or reject that version, and train again.")
    assert run(tmp_path, "binary", "built-in", **own, **in_use) == 0  # nothing is asked for: the note is for the record
    assert report(tmp_path)["gate"]["passed"]


def test_the_medians_of_an_old_version_are_its_preparation(tmp_path: Path) -> None:
    import xgboost

    columns = [{"name": "size", "type": "number"}, {"name": "age", "type": "number"}, COLUMNS[-1]]
    features = np.random.default_rng(0).random((100, 2))
    matrix = xgboost.DMatrix(features, label=features[:, 0] > 0.5)
    booster = xgboost.train({"objective": "binary:logistic", "nthread": 1}, matrix, num_boost_round=3)
    model = packed(tmp_path / "model.tar.gz", {"xgboost-model": bytes(booster.save_raw("ubj"))})
    encoder = [{"name": name, "type": "number", "fill": 0.5} for name in ("size", "age")]
    (tmp_path / "preparation.json").write_text(json.dumps({"version": 1, "features": encoder}))
    (tmp_path / "in-use").mkdir()
    (tmp_path / "in-use/medians.json").write_text(json.dumps({"size": 0.5, "age": 0.5}))
    rows = "size,age,y\n" + "".join(f"{index / 50},,{'yes' if index > 25 else 'no'}\n" for index in range(50))
    (tmp_path / "description.json").write_text(json.dumps(content("binary", "built-in", columns)))
    (tmp_path / "test.csv").write_text(rows)
    given = ["--metric", "auc", "--direction", "maximize", "--version-in-use", ARN, "--improvement", "0"]
    for name, path in {
        "description": "description.json", "test": "test.csv", "model": "model.tar.gz", "output": "out",
        "preparation": "preparation.json", "model-in-use": "model.tar.gz",
        "preparation-in-use": "in-use/preparation.json",
    }.items():  # fmt: skip
        given += [f"--{name}", str(tmp_path / path)]
    assert evaluate.main(given) == 0
    gate = report(tmp_path)["gate"]
    assert gate["passed"] and "is equal to" in gate["note"]
    assert model.exists()


# --- models in script mode ---------------------------------------------------------------------------------------

PROGRAM = """
import csv, io, json
from pathlib import Path
from helper import FACTOR  # a module of its own, which another version has otherwise

def model_fn(model_dir):
    return json.loads(Path(model_dir, "weights.json").read_text())

def input_fn(body, content_type):
    assert content_type == "text/csv" and isinstance(body, str)
    return list(csv.reader(io.StringIO(body)))

def predict_fn(rows, weights):
    assert all(row[3] == 'a "b", c' for row in rows)  # the text column, too, and quoted as CSV
    return [FACTOR * float(row[0]) + weights[row[1]] for row in rows]

def output_fn(predictions, accept):
    return "\\n".join(map(str, predictions)), accept
"""


def script(folder: Path, factor: float = 1.0, program: str = PROGRAM, **changed: object) -> dict[str, Path]:
    described = {**content("regression", "script"), **changed}
    code = {
        "train.py": program.encode(),
        "helper.py": f"FACTOR = {factor}".encode(),
        "description.json": json.dumps(described).encode(),
    }
    return {
        "model": packed(folder / "model.tar.gz", {"weights.json": b'{"M": 0.3, "F": 0}', "code/old.py": b""}),
        "source": packed(folder / "sourcedir.tar.gz", code),
    }


def served(folder: Path, **options: object) -> Path:
    """The archive of a version in use, as an evaluation before has packaged it."""
    assert run(folder, "regression", "script", **script(folder, **options)) == 0
    return folder / "artifact/model.tar.gz"


def test_a_model_in_script_mode_is_packaged_with_its_source_and_scored_by_its_own_code(tmp_path: Path) -> None:
    assert run(tmp_path, "regression", "script", **script(tmp_path)) == 0
    with tarfile.open(tmp_path / "artifact/model.tar.gz") as tar:
        names = tar.getnames()
    assert sorted(names) == ["code/description.json", "code/helper.py", "code/train.py", "weights.json"]
    found = report(tmp_path)
    assert 0.08 < found["regression_metrics"]["rmse"]["value"] < 0.12  # the noise of the rows
    importance = found["charts"]["importance"]
    assert importance["method"] == "permutation"
    by_feature = {each["feature"]: each["value"] for each in importance["features"]}
    assert set(by_feature) == {"size", "sex", "grown"}
    assert by_feature["size"] > by_feature["sex"] > by_feature["grown"] == 0


def test_the_same_archives_give_the_same_package(tmp_path: Path) -> None:
    given = script(tmp_path)
    packages = []
    for name in ("one", "two"):
        assert run(tmp_path, "regression", "script", **{**given, "artifact": tmp_path / name}) == 0
        packages.append((tmp_path / name / "model.tar.gz").read_bytes())
    assert packages[0] == packages[1]


def test_two_versions_in_script_mode_keep_their_modules_apart(tmp_path: Path) -> None:
    for name in ("new", "old"):
        (tmp_path / name).mkdir()
    in_use = served(tmp_path / "old", factor=0.5)
    given = script(tmp_path / "new")
    against = {"model_in_use": in_use, "version_in_use": ARN, "improvement": 0.01}
    assert run(tmp_path / "new", "regression", "script", **given, **against) == 0
    gate = report(tmp_path / "new")["gate"]
    assert gate["passed"] and gate["value_in_use"] == report(tmp_path / "old")["gate"]["value"]
    assert gate["value_in_use"] > gate["value"] + 0.1


def test_a_version_in_script_mode_of_other_columns_is_not_compared(tmp_path: Path) -> None:
    for name in ("new", "old"):
        (tmp_path / name).mkdir()
    columns = [COLUMNS[1], COLUMNS[0], *COLUMNS[2:-1], {"name": "y", "type": "number"}]  # in another order
    in_use = packed(
        tmp_path / "old.tar.gz",
        {"code/train.py": PROGRAM.encode(), "code/description.json": json.dumps({**content("regression", "script"), "columns": columns}).encode()},
    )
    against = {"model_in_use": in_use, "version_in_use": ARN, "improvement": 0.01}
    assert run(tmp_path / "new", "regression", "script", **script(tmp_path / "new"), **against) == 0
    gate = report(tmp_path / "new")["gate"]
    assert not gate["passed"] and "the model is of the columns sex (category), size (number)" in gate["note"]


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("import nothing_of_the_sort", "import failed: ModuleNotFoundError: No module named 'nothing_of_the_sort'"),
        ("def model_fn(model_dir): return 1", "expected model_fn, input_fn, predict_fn, output_fn (or model_fn and transform_fn), found no input_fn"),
        (PROGRAM.replace("weights.json", "lost.json"), "model_fn failed: FileNotFoundError"),
        (PROGRAM.replace("weights[row[1]]", "weights[row[9]]"), "predict_fn failed: IndexError: list index out of range"),
        (PROGRAM.replace("for row in rows]", "for row in rows[1:]]"), "expected 200 predictions, one a row, found 199"),
        (PROGRAM.replace("map(str, predictions)", '["high"] * 200'), "line 1: expected a number at the end, found 'high'"),
    ],
)  # fmt: skip
def test_a_program_that_cannot_serve_is_refused(
    program: str, reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, "regression", "script", **script(tmp_path, program=program)) == 1
    last = capsys.readouterr().err.splitlines()[-1]
    assert last.startswith("DataError: ") and "model.tar.gz, code/train.py" in last and reason in last


def test_a_program_with_transform_fn_is_asked_by_it(tmp_path: Path) -> None:
    program = """
def model_fn(model_dir): return 0.5
def transform_fn(model, body, content_type, accept):
    return (f"{model}\\n" * body.count("\\n")).encode()
"""
    assert run(tmp_path, "regression", "script", **script(tmp_path, program=program)) == 0
    assert 0.2 < report(tmp_path)["gate"]["value"] < 0.6


# --- models in images of their own -------------------------------------------------------------------------------


def test_a_model_in_an_image_of_its_own_is_judged_by_its_predictions(tmp_path: Path) -> None:
    labels = table("binary", 200, seed=2).columns["y"]
    for name, error in (("scores", 0), ("in-use", 0.9)):
        noise = np.random.default_rng(0).random(200) * error
        scored = (f"0.5,M,{abs(label - each)}\n" for label, each in zip(labels, noise))
        (tmp_path / f"{name}.out").write_text("".join(scored))
    given = {"scores": tmp_path / "scores.out", "scores_in_use": tmp_path / "in-use.out"}
    assert run(tmp_path, "binary", "container", **given, version_in_use=ARN, improvement=0.01) == 0
    found = report(tmp_path)
    assert found["gate"]["value"] == 1.0 and found["gate"]["passed"] and found["gate"]["value_in_use"] < 1
    assert "importance" not in found["charts"]


def test_scores_of_other_rows_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "scores.out").write_text("0.5\n" * 199)
    assert run(tmp_path, "binary", "container", scores=tmp_path / "scores.out") == 1
    expected = "DataError: scores.out: expected 200 predictions, one a row of the test split, found 199"
    assert capsys.readouterr().err.splitlines()[-1] == expected


# --- what cannot be evaluated ------------------------------------------------------------------------------------

HEADER = "size,sex,grown,note,y\n"


@pytest.mark.parametrize(
    ("test", "reason"),
    [
        ("", "DataError: test.csv: expected rows of 5 columns, found an empty file"),
        (HEADER + "0.5,M,true,,maybe\n", "DataError: test.csv, line 2, column y: expected no or yes, found 'maybe'"),
        (HEADER + "0.5,M,true,,yes\n" * 2, "DataError: test.csv: expected rows of both classes, found only yes in 2 rows"),
        (HEADER + "x,M,true,,yes\n", "DataError: test.csv, line 2, column size: expected a number, found 'x'"),
    ],
)  # fmt: skip
def test_a_bad_test_split_is_refused(
    test: str, reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, "binary", "built-in", test, **built_in(tmp_path, "binary")) == 1
    assert capsys.readouterr().err.splitlines()[-1] == reason


def test_a_row_without_a_target_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = HEADER + "0.5,M,true,,1.5\n0.5,M,true,,\n"
    assert run(tmp_path, "regression", "built-in", rows, **built_in(tmp_path, "regression")) == 1
    expected = "DataError: test.csv, line 3, column y: expected a number, found ''"
    assert capsys.readouterr().err.splitlines()[-1] == expected


def test_a_bad_model_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    preparation = built_in(tmp_path, "binary")["preparation"]
    wrong_member = packed(tmp_path / "a.tar.gz", {"model.pkl": b"x"})
    no_model = packed(tmp_path / "b.tar.gz", {"xgboost-model": b"x"})
    no_archive = tmp_path / "c.tar.gz"
    no_archive.write_bytes(b"x")
    for path, part in (
        (wrong_member, "a.tar.gz: expected an archive that holds xgboost-model"),
        (no_model, "b.tar.gz: xgboost-model is no XGBoost model"),
        (no_archive, "c.tar.gz: expected an archive that holds xgboost-model"),
        (tmp_path / "missing.tar.gz", "FileNotFoundError"),
    ):
        assert run(tmp_path, "binary", "built-in", model=path, preparation=preparation) == 1
        assert part in capsys.readouterr().err.splitlines()[-1]


def test_a_model_that_answers_classes_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    model = built_in(tmp_path, "multiclass", objective="multi:softmax")
    assert run(tmp_path, "multiclass", "built-in", **model) == 1
    expected = "DataError: the model answers 1 numbers a row, expected 3; its objective must be multi:softprob"
    assert capsys.readouterr().err.splitlines()[-1] == expected


def test_a_metric_of_another_task_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "regression", "built-in", **built_in(tmp_path, "regression"), metric="auc") == 1
    expected = "DataError: --metric: expected one of mae, mse, rmse, r2 for a regression model, found auc"
    assert capsys.readouterr().err.splitlines()[-1] == expected
