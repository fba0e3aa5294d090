"""The shared programs of script mode, run as the training toolkit runs them and asked as the serving image does."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import numpy as np
import pytest
from conftest import ML
from tables import CLASSES, EVERY_TYPE, animals, description, to_csv, write_description

import train_scikit_learn
from script_mode import ScriptModel, package
from tabular import DataError, load_description

PROGRAMS = ("train_scikit_learn.py", "train_xgboost.py")
MEASURED = {"length": "number", "sex": "category", "rings": "number"}


def measured(rows: int, seed: int, target: str) -> tuple[dict, str]:
    """A description and rows whose target follows from length and sex, but for noise."""
    random = np.random.default_rng(seed)
    length, sex = random.random(rows), random.choice(["M", "F"], rows)
    signal = length + 0.5 * (sex == "M") + random.normal(0, 0.1, rows)
    classes = {"regression": (), "binary": ("young", "old"), "multiclass": ("a", "b", "c")}[target]
    cuts = {"regression": [], "binary": [0.75], "multiclass": [0.5, 1]}[target]
    values = [classes[index] for index in np.digitize(signal, cuts)] if classes else signal.tolist()
    columns = {**MEASURED, "rings": "category"} if classes else MEASURED
    table = [[f"{a:.3f}", b, str(c)] for a, b, c in zip(length, sex, values)]
    return description(columns, "rings", classes, "script"), to_csv(table, columns)


class Trained:
    """A training job's folder, and the model that is served from it."""

    def __init__(self, folder: Path, program: str, content: dict, train: str, validation: str | None = None) -> None:
        self.folder, self.program, code = folder, program, folder / "code"
        code.mkdir(parents=True)
        for name in ("tabular.py", "encoders.py", "hyperparameters.py", program):
            shutil.copy(ML / name, code)
        (code / "description.json").write_text(json.dumps(content))
        for channel, text in {"train": train, "validation": validation or train}.items():
            (folder / channel).mkdir()
            (folder / channel / f"{channel}.csv").write_text(text, encoding="utf-8")

    def train(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        channels = {f"SM_CHANNEL_{name.upper()}": str(self.folder / name) for name in ("train", "validation")}
        return subprocess.run(
            [sys.executable, self.program, *arguments],
            cwd=self.folder / "code",
            env={**os.environ, **channels, "SM_MODEL_DIR": str(self.folder / "model"), "OMP_NUM_THREADS": "1"},
            capture_output=True,
            text=True,
            check=False,
        )

    def serve(self) -> ScriptModel:
        for name, source in (("model", self.folder / "model"), ("source", self.folder / "code")):
            with tarfile.open(self.folder / f"{name}.tar.gz", "w:gz") as tar:
                tar.add(source, arcname=".")
        served = self.folder / "served.tar.gz"
        package(self.folder / "model.tar.gz", self.folder / "source.tar.gz", served)
        described = load_description(self.folder / "code/description.json")
        return ScriptModel(served, self.program, described, self.folder / "unpacked")


@pytest.fixture(params=PROGRAMS)
def program(request: pytest.FixtureRequest) -> str:
    return request.param


BATCH = ["0.1,F", "0.9,M", "0.5,?", ",M", '0.5,"never, seen"']


@pytest.mark.parametrize("task", ["regression", "binary", "multiclass"])
def test_every_task_is_learned_and_served(tmp_path: Path, program: str, task: str) -> None:
    content, train = measured(400, 1, task)
    job = Trained(tmp_path, program, content, train, measured(100, 2, task)[1])
    done = job.train()
    assert done.returncode == 0, done.stderr
    logged = dict(re.findall(r"^(\w+:\w+)=([0-9.]+)$", done.stdout, re.MULTILINE))
    assert {name.split(":")[0] for name in logged} == {"train", "validation"}
    model = job.serve()
    predictions = model.predict(BATCH)
    assert predictions.shape == (5, 3 if task == "multiclass" else 1) and np.isfinite(predictions).all()
    if task == "regression":
        assert float(logged["validation:rmse"]) < 0.2  # a constant is 0.4 off
        assert predictions[0, 0] < 0.4 < 1.1 < predictions[1, 0]
    elif task == "binary":
        assert predictions[0, 0] < 0.2 < 0.8 < predictions[1, 0]  # the score of the second class
    else:
        assert predictions.argmax(axis=1)[:2].tolist() == [0, 2]
        assert np.allclose(predictions.sum(axis=1), 1)


def test_rows_of_every_type_come_back_one_by_one(tmp_path: Path, program: str) -> None:
    content = description(EVERY_TYPE, "outcome", CLASSES, "script")
    # Training data have no text: Preprocess leaves it out.
    columns = {name: type for name, type in EVERY_TYPE.items() if type != "text"}
    job = Trained(tmp_path, program, content, to_csv([row[:-1] for row in animals(1, 300)], columns))
    assert job.train().returncode == 0
    batch = to_csv([row[:3] + row[4:] for row in animals(2, 80)]).rstrip("\n").split("\n")
    assert job.serve().predict(batch).shape == (80, 3)


@pytest.mark.parametrize("estimator", ["gradient-boosting", "random-forest"])
def test_equal_data_give_equal_predictions(tmp_path: Path, estimator: str) -> None:
    answers = []
    for name in ("one", "two"):
        content, train = measured(300, 1, "regression")
        job = Trained(tmp_path / name, "train_scikit_learn.py", content, train)
        assert job.train("--estimator", estimator).returncode == 0
        answers.append(job.serve()._answer("\n".join(BATCH)))
    assert answers[0] == answers[1]


def test_xgboost_trains_the_same_model_from_equal_data(tmp_path: Path) -> None:
    models = []
    for name in ("one", "two"):
        job = Trained(tmp_path / name, "train_xgboost.py", *measured(300, 1, "regression"))
        assert job.train("--subsample", "0.7").returncode == 0
        models.append((job.folder / "model/xgboost-model").read_bytes())
    assert models[0] == models[1]


def test_hyperparameters_reach_the_model(tmp_path: Path) -> None:
    content, train = measured(300, 1, "regression")
    for name, program, given in (
        ("forest", "train_scikit_learn.py", ["--estimator", "random-forest", "--n_estimators", "3", "--max_depth", "null"]),
        ("booster", "train_xgboost.py", ["--num_round", "3", "--objective", "reg:absoluteerror", "--early_stopping_rounds", "2"]),
    ):  # fmt: skip
        job = Trained(tmp_path / name, program, content, train)
        done = job.train(*given)
        assert done.returncode == 0, done.stderr
        model = job.serve()._model[0]
        if name == "forest":
            assert len(model["estimator"].estimators_) == 3
        else:
            assert model.num_boosted_rounds() == 3 and "reg:absoluteerror" in model.save_config()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--max_deepness", "3"], "hyperparameter max_deepness: gradient-boosting has none of that name, but"),
        (["--estimator", "magic"], "estimator: expected one of gradient-boosting, random-forest, linear, found magic"),
        (["--max_iter"], "expected hyperparameters as --name value, found --max_iter"),
        (["max_iter", "3"], "expected hyperparameters as --name value, found max_iter 3"),
    ],
)
def test_hyperparameters_of_no_estimator_are_refused(tmp_path: Path, arguments: list[str], reason: str) -> None:
    content, _ = measured(1, 1, "regression")
    described = load_description(write_description(tmp_path, content))
    with pytest.raises(DataError, match=reason):
        train_scikit_learn.make_model(described, train_scikit_learn.hyperparameters(arguments))


@pytest.mark.parametrize(
    ("program", "arguments", "reason"),
    [
        (PROGRAMS[0], ["--max_iter", "many"], "DataError: scikit-learn refuses the data or the hyperparameters: "),
        (PROGRAMS[1], ["--eta", "much"], "DataError: XGBoost refuses the data or the hyperparameters: "),
    ],
)
def test_the_last_line_says_what_a_library_refuses(
    tmp_path: Path, program: str, arguments: list[str], reason: str
) -> None:
    done = Trained(tmp_path, program, *measured(50, 1, "regression")).train(*arguments)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith(reason)


def test_training_data_without_one_of_the_classes_are_refused(tmp_path: Path) -> None:
    content, train = measured(50, 1, "binary")
    done = Trained(tmp_path, PROGRAMS[0], content, train.replace(",old\n", ",young\n")).train()
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].endswith("expected rows of every class, found none of old")


def test_requests_that_break_the_contract_are_refused(tmp_path: Path, program: str) -> None:
    job = Trained(tmp_path, program, *measured(50, 1, "regression"))
    assert job.train().returncode == 0
    model = job.serve()
    with pytest.raises(DataError, match="predict_fn failed: DataError: request, line 2, column length: expected a number"):
        model.predict(["0.5,M", "long,M"])
    with pytest.raises(DataError, match="input_fn failed: ValueError: expected a request of text/csv, found application/json"):
        model._call("input_fn", lambda: model._program.input_fn("{}", "application/json"))
