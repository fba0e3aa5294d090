"""Trains XGBoost on tables of any columns with the shared encoders, and serves it.

The program of script mode in the image XGBoost 3.0-5 (Python 3.10, xgboost 3.0.5, numpy 2.1), both for the training job
and for what serves the model (https://sagemaker.readthedocs.io/en/stable/frameworks/xgboost/using_xgboost.html).
tabular.py, encoders.py and description.json lie beside it.

    train_xgboost.py [--num_round 100] [--early_stopping_rounds N] [--seed 42] [--NAME VALUE] ...

Other names are XGBoost's parameters; the objective follows from the task unless it is given. Equal data give equal
predictions.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import xgboost
from encoders import Encoders
from hyperparameters import hyperparameters
from tabular import Chunk, DataError, Description, csv_files, load_description, read, read_blocks, run

MODEL, PREPARATION, DESCRIPTION = "xgboost-model", "preparation.json", "description.json"
CSV = "text/csv"
# What a prediction of each task must be: a probability, the probabilities of all classes, a number.
OBJECTIVES = {"binary": "binary:logistic", "multiclass": "multi:softprob", "regression": "reg:squarederror"}


def read_channel(folder: Path, description: Description) -> Chunk:
    """All files of a channel as one table."""
    columns = [column for column in description.columns if column.type != "text"]
    return _joined([chunk for file in csv_files(folder) for chunk in read(file, columns, header="always")])


def _joined(chunks: Sequence[Chunk]) -> Chunk:
    columns = {name: np.concatenate([chunk.columns[name] for chunk in chunks]) for name in chunks[0].columns}
    return Chunk(sum(chunk.rows for chunk in chunks), chunks[0].first_line, columns)


def train_booster(
    matrices: Mapping[str, xgboost.DMatrix], description: Description, given: Mapping[str, Any]
) -> xgboost.Booster:
    """Trains on the matrix `train`, and prints each one's metrics after the last round, as `validation:rmse=…`."""
    parameters = {"objective": OBJECTIVES[description.task], "seed": 42, **given}
    if description.task == "multiclass":
        parameters["num_class"] = len(description.classes)
    rounds, patience = parameters.pop("num_round", 100), parameters.pop("early_stopping_rounds", None)
    metrics: dict[str, dict[str, list[float]]] = {}
    try:
        booster = xgboost.train(
            parameters,
            matrices["train"],
            num_boost_round=rounds,
            evals=[(matrix, name) for name, matrix in matrices.items()],
            evals_result=metrics,
            early_stopping_rounds=patience,
            verbose_eval=False,
        )
    except (xgboost.core.XGBoostError, TypeError, ValueError) as error:
        # XGBoost appends its own C++ stack to what is wrong.
        reason = str(error).partition("Stack trace")[0]
        raise DataError(f"XGBoost refuses the data or the hyperparameters: {reason}") from error
    for name, by_metric in metrics.items():
        for metric, values in by_metric.items():
            print(f"{name}:{metric}={values[-1]:.6f}")
    return booster


def train(arguments: Sequence[str]) -> None:
    """Trains on the channel train, and saves the model with what prepares its rows."""
    description = load_description(Path(__file__).with_name(DESCRIPTION))
    given = hyperparameters(arguments)
    folders = {name: os.environ.get(f"SM_CHANNEL_{name.upper()}") for name in ("train", "validation")}
    tables = {name: read_channel(Path(folder), description) for name, folder in folders.items() if folder}
    encoders = Encoders.fit(description, tables["train"].columns)
    matrices = {
        name: xgboost.DMatrix(encoders.apply(table), label=table.columns[description.target])
        for name, table in tables.items()
    }
    booster = train_booster(matrices, description, given)
    output = Path(os.environ["SM_MODEL_DIR"])
    output.mkdir(parents=True, exist_ok=True)
    (output / MODEL).write_bytes(booster.save_raw("ubj"))
    (output / PREPARATION).write_text(encoders.to_json(), encoding="utf-8")
    # What serves the model finds it here, wherever its code lies.
    shutil.copy(Path(__file__).with_name(DESCRIPTION), output / DESCRIPTION)


# --- serving: what the image calls, in this order ----------------------------------------------------------------

Served = tuple[xgboost.Booster, Encoders, Description]


def model_fn(model_dir: str) -> Served:
    folder = Path(model_dir)
    description = load_description(folder / DESCRIPTION)
    encoders = Encoders.from_json((folder / PREPARATION).read_bytes(), description)
    return xgboost.Booster(model_file=folder / MODEL), encoders, description


def input_fn(body: str | bytes, content_type: str) -> bytes:
    """A batch's rows: all columns but the target, no header. They are read in predict_fn, which knows the columns."""
    if content_type.split(";")[0].strip() != CSV:
        raise ValueError(f"expected a request of {CSV}, found {content_type}")
    return (body.encode("utf-8") if isinstance(body, str) else bytes(body)).rstrip(b"\r\n") + b"\n"


def predict_fn(body: bytes, served: Served) -> np.ndarray:
    """A row for each: the score of the positive class, a number, or the probabilities of the classes."""
    booster, encoders, description = served
    chunks = list(read_blocks([body], "request", description.batch, header="never", batch=True))
    best = booster.attr("best_iteration")
    rounds = (0, int(best) + 1) if best else (0, 0)
    matrix = xgboost.DMatrix(encoders.apply(_joined(chunks)))
    return booster.predict(matrix, iteration_range=rounds).reshape(matrix.num_row(), -1)


def output_fn(predictions: np.ndarray, accept: str) -> tuple[str, str]:
    """A line for each row: its number, or its numbers with commas."""
    return "".join(",".join(f"{value:.9g}" for value in row) + "\n" for row in predictions.tolist()), CSV


if __name__ == "__main__":
    sys.exit(run(lambda: train(sys.argv[1:])))
