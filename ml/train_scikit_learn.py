"""Trains a scikit-learn model on tables of any columns, and serves it.

The program of script mode in the image scikit-learn 1.2-1 (Python 3.9, scikit-learn 1.2.1, numpy 1.24), both for the
training job and for what serves the model
(https://sagemaker.readthedocs.io/en/stable/frameworks/sklearn/using_sklearn.html).
tabular.py and description.json lie beside it.

    train_scikit_learn.py [--estimator gradient-boosting | random-forest | linear] [--seed 42] [--NAME VALUE] ...

Other names are parameters of the estimator, by scikit-learn's names. A missing number becomes the median. A category
becomes one column a value; one that training has not seen has none. Text is left out. Equal data give equal
predictions.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import joblib
import numpy as np
from sklearn.base import BaseEstimator
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import (
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import f1_score, log_loss, mean_absolute_error, mean_squared_error, roc_auc_score
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from hyperparameters import hyperparameters
from tabular import Chunk, DataError, Description, csv_files, load_description, read, read_blocks, run

MODEL, DESCRIPTION = "model.joblib", "description.json"
CSV = "text/csv"
# Of a category with more values, the rarer ones share a column.
MAX_CATEGORIES = 100
# For a classification and for a regression.
ESTIMATORS: Mapping[str, tuple[type[BaseEstimator], type[BaseEstimator]]] = {
    "gradient-boosting": (HistGradientBoostingClassifier, HistGradientBoostingRegressor),
    "random-forest": (RandomForestClassifier, RandomForestRegressor),
    "linear": (LogisticRegression, Ridge),
}


def make_model(description: Description, given: Mapping[str, Any]) -> Pipeline:
    """The model that hyperparameters ask for. Raises DataError for a name that it does not have."""
    parameters = {"estimator": "gradient-boosting", "seed": 42, **given}
    kind, seed = parameters.pop("estimator"), parameters.pop("seed")
    if kind not in ESTIMATORS:
        raise DataError(f"hyperparameter estimator: expected one of {', '.join(ESTIMATORS)}, found {kind}")
    estimator = ESTIMATORS[kind][description.task == "regression"](random_state=seed)
    known = estimator.get_params()
    for name in parameters:
        if name not in known:
            raise DataError(f"hyperparameter {name}: {kind} has none of that name, but {', '.join(known)}")
    estimator.set_params(**parameters)
    places = {column.name: place for place, column in enumerate(description.features)}
    categories = [places[column.name] for column in description.features if column.type == "category"]
    numbers = [place for place in places.values() if place not in categories]
    one_hot = OneHotEncoder(
        handle_unknown="infrequent_if_exist", max_categories=MAX_CATEGORIES, sparse_output=False
    )
    median = SimpleImputer(strategy="median", keep_empty_features=True)
    columns = [("numbers", make_pipeline(median, StandardScaler()), numbers), ("categories", one_hot, categories)]
    return Pipeline([("columns", ColumnTransformer(columns)), ("estimator", estimator)])


def features(chunks: Iterable[Chunk], description: Description) -> np.ndarray:
    """The features of rows: numbers with NaN for missing, categories as text."""
    columns = [column.name for column in description.features]
    return np.concatenate(
        [np.column_stack([chunk.columns[name].astype(object) for name in columns]) for chunk in chunks]
    )


def read_channel(folder: Path, description: Description) -> tuple[np.ndarray, np.ndarray]:
    """Features and targets of all files of a channel."""
    columns = [column for column in description.columns if column.type != "text"]
    chunks = [chunk for file in csv_files(folder) for chunk in read(file, columns, header="always")]
    return features(chunks, description), np.concatenate([chunk.columns[description.target] for chunk in chunks])


def predict(model: Pipeline, rows: np.ndarray, description: Description) -> np.ndarray:
    """A row for each: the score of the positive class, a number, or the probabilities of the classes."""
    if description.task == "regression":
        return model.predict(rows)[:, None]
    scores = model.predict_proba(rows)
    return scores[:, 1:] if description.task == "binary" else scores


def quality(task: str, labels: np.ndarray, predictions: np.ndarray) -> dict[str, float]:
    """The metrics that the log shows, by the names of evaluation.json."""
    if task == "regression":
        squared = mean_squared_error(labels, predictions)
        return {"rmse": float(np.sqrt(squared)), "mae": float(mean_absolute_error(labels, predictions))}
    if task == "binary":
        return {"auc": float(roc_auc_score(labels, predictions[:, 0]))}
    classes = list(range(predictions.shape[1]))
    return {
        "macro_f1": float(f1_score(labels, predictions.argmax(axis=1), average="macro")),
        "log_loss": float(log_loss(labels, predictions, labels=classes)),
    }


def train(arguments: Sequence[str]) -> None:
    """Trains on the channel train, prints how good the model is, as `validation:rmse=…`, and saves it."""
    folders = {name: os.environ.get(f"SM_CHANNEL_{name.upper()}") for name in ("train", "validation")}
    description = load_description(Path(__file__).with_name(DESCRIPTION))
    model = make_model(description, hyperparameters(arguments))
    for name, folder in folders.items():
        if not folder:
            continue
        rows, labels = read_channel(Path(folder), description)
        if name == "train":
            absent = [each for place, each in enumerate(description.classes) if place not in labels]
            if absent:
                raise DataError(f"{folder}: expected rows of every class, found none of {', '.join(absent)}")
            try:
                model.fit(rows, labels)
            except (ValueError, TypeError) as error:
                raise DataError(f"scikit-learn refuses the data or the hyperparameters: {error}") from error
        for metric, value in quality(description.task, labels, predict(model, rows, description)).items():
            print(f"{name}:{metric}={value:.6f}")
    output = Path(os.environ["SM_MODEL_DIR"])
    output.mkdir(parents=True, exist_ok=True)
    joblib.dump(model, output / MODEL)
    # What serves the model finds it here, wherever its code lies.
    shutil.copy(Path(__file__).with_name(DESCRIPTION), output / DESCRIPTION)


# --- serving: what the image calls, in this order ----------------------------------------------------------------

Served = tuple[Pipeline, Description]


def model_fn(model_dir: str) -> Served:
    return joblib.load(Path(model_dir, MODEL)), load_description(Path(model_dir, DESCRIPTION))


def input_fn(body: str | bytes, content_type: str) -> bytes:
    """A batch's rows: all columns but the target, no header. They are read in predict_fn, which knows the columns."""
    if content_type.split(";")[0].strip() != CSV:
        raise ValueError(f"expected a request of {CSV}, found {content_type}")
    return (body.encode("utf-8") if isinstance(body, str) else bytes(body)).rstrip(b"\r\n") + b"\n"


def predict_fn(body: bytes, served: Served) -> np.ndarray:
    model, description = served
    chunks = read_blocks([body], "request", description.batch, header="never", batch=True)
    return predict(model, features(chunks, description), description)


def output_fn(predictions: np.ndarray, accept: str) -> tuple[str, str]:
    """A line for each row: its number, or its numbers with commas."""
    return "".join(",".join(f"{value:.9g}" for value in row) + "\n" for row in predictions.tolist()), CSV


if __name__ == "__main__":
    sys.exit(run(lambda: train(sys.argv[1:])))
