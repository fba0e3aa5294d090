"""Stands in for the training side of SageMaker's built-in XGBoost, image 3.0-5. Never deployed.

Reads /opt/ml as the training container does ($REHEARSAL_ML plays that folder) and leaves what it leaves: the
model as Booster.save_model writes it, a line of metrics a round in the form of CloudWatch Logs (a tab shows
there as #011), and output/failure when it fails. It validates as the algorithm does
(aws/sagemaker-xgboost-container: required, extraneous and out-of-range hyperparameters; channels; content
type) with two honest differences: CSV only, and a cell that is no number is an error, where the algorithm may
read 0. Several machines train one model, which the first of them writes.

Where the hyperparameter sagemaker_program names a script, that is what trains (training_toolkit.py), on one
machine.
"""

from __future__ import annotations

import csv
import json
import math
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

# xgboost imports both where it finds them and needs neither here: 0.8 s to import with them, 0.2 s without.
sys.modules["sklearn"] = sys.modules["pandas"] = None  # type: ignore[assignment]

import numpy as np
import training_toolkit
import xgboost
from xgboost_cluster import Machine, train_together

MODEL_NAME = "xgboost-model"
TOOLKIT = training_toolkit.Toolkit("sagemaker_xgboost_container.training:main", runs_modules=True)
INFINITY = math.inf
# Lowest and highest value of each number; where the algorithm excludes the lowest value, it is in ABOVE.
INTEGERS = {
    "num_round": (1, INFINITY), "early_stopping_rounds": (1, INFINITY), "max_depth": (0, INFINITY),
    "max_leaves": (0, INFINITY), "max_bin": (0, INFINITY), "num_parallel_tree": (1, INFINITY),
    "nthread": (1, INFINITY), "num_class": (2, INFINITY), "refresh_leaf": (0, 1), "one_drop": (0, 1),
    "verbosity": (0, 3), "seed": (-(2**31), 2**31),
}  # fmt: skip
FLOATS = {
    "eta": (0, 1), "gamma": (0, INFINITY), "min_child_weight": (0, INFINITY), "max_delta_step": (0, INFINITY),
    "subsample": (0, 1), "colsample_bytree": (0, 1), "colsample_bylevel": (0, 1), "colsample_bynode": (0, 1),
    "lambda": (0, INFINITY), "alpha": (0, INFINITY), "scale_pos_weight": (0, INFINITY),
    "base_score": (0, INFINITY), "rate_drop": (0, 1), "skip_drop": (0, 1), "tweedie_variance_power": (1, 2),
}  # fmt: skip
ABOVE = {"subsample", "colsample_bytree", "colsample_bylevel", "colsample_bynode", "scale_pos_weight"}
CHOICES = {
    "booster": "gbtree gblinear dart",
    "tree_method": "auto exact approx hist",
    "process_type": "default update",
    "grow_policy": "depthwise lossguide",
    "sample_type": "uniform weighted",
    "normalize_type": "tree forest",
    "objective": "binary:logistic binary:logitraw binary:hinge count:poisson multi:softmax multi:softprob "
    "rank:pairwise rank:ndcg rank:map reg:squarederror reg:logistic reg:gamma reg:pseudohubererror "
    "reg:squaredlogerror reg:tweedie",
}
METRICS = (
    "auc aucpr error gamma-deviance gamma-nloglik logloss mae map mape merror mlogloss mphe ndcg "
    "poisson-nloglik rmse rmsle tweedie-nloglik"
).split()


class UserError(Exception):
    """What the algorithm blames on its user."""


def parse_hyperparameters(given: dict[str, str]) -> dict[str, Any]:
    """Values by their types; SageMaker hands all of them over as text."""
    if "num_round" not in given:
        raise UserError("Missing required hyperparameter: num_round")
    return {name: _parse_hyperparameter(name, text) for name, text in given.items()}


def _parse_hyperparameter(name: str, text: str) -> Any:
    if name in INTEGERS or name in FLOATS:
        low, high = (INTEGERS if name in INTEGERS else FLOATS)[name]
        parse: Callable[[str], float] = int if name in INTEGERS else float
        try:
            value = parse(text)
        except ValueError:
            raise UserError(f"Hyperparameter {name}: could not parse value") from None
        if not low <= value <= high or (name in ABOVE and value == low):
            raise UserError(
                f"Hyperparameter {name}: {value} is not in {'(' if name in ABOVE else '['}{low}, {high}]"
            )
        return value
    if name == "eval_metric":
        metrics = text.split(",")
        if any(metric.split("@")[0] not in METRICS for metric in metrics):
            raise UserError(f"Hyperparameter {name}: value {metrics} not in range {METRICS}")
        return metrics
    if name not in CHOICES:
        raise UserError(f"Extraneous hyperparameter found: {name}")
    if text not in CHOICES[name].split():
        raise UserError(f"Hyperparameter {name}: {text} is not in {CHOICES[name].split()}")
    return text


def check_channels(channels: dict[str, dict[str, str]]) -> None:
    """`train` must be there, `validation` may; both are CSV."""
    if "train" not in channels:
        raise UserError("Missing required channel: train")
    for name, channel in channels.items():
        if name not in ("train", "validation"):
            raise UserError(f"Extraneous channel found: {name}")
        content_type = channel.get("ContentType", "none, which the algorithm takes for libsvm")
        if content_type.split(";")[0].strip().lower() not in ("text/csv", "csv"):
            raise UserError(
                f"Channel {name}: the stand-in reads ContentType text/csv only, found {content_type}"
            )


def read_channel(folder: Path) -> xgboost.DMatrix | None:
    """Every file of a channel: no header, the label first, nothing for a missing value. None without rows."""
    files = sorted(
        path for path in folder.rglob("*") if path.is_file() and not path.name.startswith((".", "_"))
    )
    rows: list[list[float]] = []
    for path in files:
        with open(path, newline="", encoding="utf-8") as lines:
            reader = csv.reader(lines)
            for cells in filter(None, reader):
                try:
                    rows.append([float(cell) if cell else math.nan for cell in cells])
                except ValueError as error:
                    place = f"{path.name}, line {reader.line_num}"
                    raise UserError(f"Failed to load csv data with exception: {place}: {error}") from None
                if len(cells) != len(rows[0]):
                    raise UserError(
                        f"{path.name}, line {reader.line_num}: {len(cells)} columns instead of {len(rows[0])}"
                    )
    if not rows:
        return None
    matrix = np.array(rows)
    return xgboost.DMatrix(matrix[:, 1:], label=matrix[:, 0])


class MetricLines(xgboost.callback.TrainingCallback):
    """Prints each round's metrics for the metric definitions' regular expressions: all machines', on one."""

    def after_iteration(
        self, model: xgboost.Booster, epoch: int, evals_log: dict[str, dict[str, Any]]
    ) -> bool:
        metrics = (
            f"#011{data}-{name}:{log[-1]:.5f}"
            for data, logs in evals_log.items()
            for name, log in logs.items()
        )
        if xgboost.collective.get_rank() == 0:
            print(f"[{epoch}]{''.join(metrics)}")
        return False


def train(folder: Path) -> None:
    """One training job on the `/opt/ml` at `folder`."""
    hyperparameters = parse_hyperparameters(_read_config(folder, "hyperparameters"))
    channels = _read_config(folder, "inputdataconfig")
    check_channels(channels)
    resources = _read_config(folder, "resourceconfig")
    # In this order: early stopping looks at the last.
    data: dict[str, xgboost.DMatrix] = {}
    for name in filter(channels.__contains__, ("train", "validation")):
        matrix = read_channel(folder / "input/data" / name)
        if matrix is not None:
            print(f"{name} matrix has {matrix.num_row()} rows and {matrix.num_col()} columns")
            data[name] = matrix
        elif len(resources["hosts"]) == 1:
            raise UserError(f"No data in {name} channel path {folder / 'input/data' / name}")

    def fit_and_save(is_first: bool) -> None:
        booster = fit(hyperparameters, data)
        if is_first:
            (folder / "model").mkdir(parents=True, exist_ok=True)
            booster.save_model(folder / "model" / MODEL_NAME)

    if len(resources["hosts"]) == 1:
        fit_and_save(True)
    else:
        machine = Machine(resources["current_host"], resources["hosts"], folder.parents[1])
        train_together(machine, len(data) == len(channels), fit_and_save)


def fit(hyperparameters: dict[str, Any], data: dict[str, xgboost.DMatrix]) -> xgboost.Booster:
    """The model of all machines' data; the hyperparameters are used up."""
    rounds = hyperparameters.pop("num_round")
    stopping = hyperparameters.pop("early_stopping_rounds", None)
    try:
        return xgboost.train(
            {"nthread": 1, **hyperparameters},  # jobs run beside each other on a laptop
            data["train"],
            num_boost_round=rounds,
            evals=[(matrix, name) for name, matrix in data.items()],
            early_stopping_rounds=stopping,
            callbacks=[MetricLines()],
            verbose_eval=False,
        )
    except xgboost.core.XGBoostError as error:
        raise UserError(f"XGB train call failed with exception: {error}") from None


def _read_config(folder: Path, name: str) -> dict[str, Any]:
    return json.loads((folder / "input/config" / f"{name}.json").read_text(encoding="utf-8"))


def main() -> None:
    """Exits 0, or 1 with the reason in output/failure, which becomes the FailureReason."""
    folder = Path(os.environ["REHEARSAL_ML"])
    try:
        if training_toolkit.find_program(str(folder)) is not None:
            hosts = _read_config(folder, "resourceconfig")["hosts"]
            if len(hosts) > 1:
                raise UserError(
                    f"the rehearsal runs a script in the XGBoost image on one machine, not on {len(hosts)}: "
                    "names such as algo-2, by which machines find each other, do not resolve here"
                )
            sys.exit(training_toolkit.train(str(folder), TOOLKIT))
        train(folder)
    except Exception as error:
        if not isinstance(error, UserError):
            traceback.print_exc()
        reason = f"{type(error).__name__}: {error}"
        print(reason, file=sys.stderr)
        (folder / "output").mkdir(parents=True, exist_ok=True)
        (folder / "output/failure").write_text(reason, encoding="utf-8")
        # At once: Python's own way out takes down the collective, which crashes if it is left in the middle.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(1)


if __name__ == "__main__":
    main()
