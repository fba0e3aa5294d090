"""How good a trained model is on the test split, which training has not seen, and whether it is better than the version
in use.

Runs as a SageMaker Processing job in the image that trains (XGBoost 3.0-5: Python 3.10, xgboost 3.0.5, numpy 2.1;
scikit-learn 1.2-1: Python 3.9, numpy 1.24), with `python3`. A model in an image of its own is scored by a transform job
before, and its predictions are read here. Both versions are scored on the same rows of raw cells, each with its own
preparation. The report has the form of Model Monitor's model quality metrics, so that the registry can show it.
"""

from __future__ import annotations

import argparse
import json
import sys
import tarfile
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

# A job is given each module as an input of its own; in the repository they lie beside this file.
for shared in ("tabular", "encoders", "metrics", "script_mode"):
    sys.path.append(str(Path(__file__).resolve().parent.parent / shared))

import numpy as np
from metrics import (
    REPORT_KEYS,
    better_by,
    measure,
    metric_names,
    parse_predictions,
    prediction_statistics,
    prediction_width,
    predicted_classes,
    rounded,
    value_of,
)
from tabular import Chunk, DataError, Description, lines, load_description, read, read_lines, run, texts

MODEL_MEMBER = "xgboost-model"  # what the built-in algorithm calls its model, saved by Booster.save_model
NO_VERSION = "none"
# A Fail step's message, which quotes the gate's note, has 1,024 characters.
NOTE_LIMIT = 600
# Differences of floating point numbers that are equal in decimals.
ROUNDING = 1e-12
# What charts show at most, so that a report stays small.
CHART_BINS, GRID_CELLS, SHOWN_FEATURES, SHOWN_GROUPS = 10, 20, 30, 10
PERMUTED_ROWS, PERMUTATIONS = 1_000, 3
# Of a model card, which has 100,000 characters for all that it says; a table's side; and a name's length.
CARD_LIMIT, CARD_CLASSES, CARD_NAME = 50_000, 20, 63


class Model(Protocol):
    """A version that can be asked for predictions."""

    # How its features' importance was measured.
    importance_method: str

    def predict(self, table: Chunk) -> np.ndarray:
        """An array of rows by numbers a prediction. Raises DataError."""

    def importance(self, table: Chunk, value: Callable[[Chunk, np.ndarray], float]) -> Mapping[str, float]:
        """By feature; `value` is the metric of a table's predictions, larger for better ones."""


class BuiltInModel:
    """A model of the built-in XGBoost with the preparation that it was trained with."""

    importance_method = "gain"

    def __init__(self, archive: Path, preparation: Path, description: Description) -> None:
        """Raises DataError for a model that cannot be read, or is of other features than the description's."""
        # Both are given to this job alone, and xgboost takes most of a second to import.
        import xgboost
        from encoders import Encoders

        self._description, self._xgboost = description, xgboost
        self._encoders = Encoders.from_json(preparation.read_bytes(), description)
        try:
            with tarfile.open(archive, "r:gz") as tar:
                member = tar.extractfile(MODEL_MEMBER)
                content = bytearray(member.read() if member else b"")
        except (tarfile.TarError, KeyError, EOFError) as error:
            raise DataError(f"{archive.name}: expected an archive that holds {MODEL_MEMBER}: {error}") from error
        try:
            self._booster = xgboost.Booster(model_file=content)
        except xgboost.core.XGBoostError as error:
            raise DataError(f"{archive.name}: {MODEL_MEMBER} is no XGBoost model") from error
        found, expected = self._booster.num_features(), len(description.features)
        if found != expected:
            raise DataError(f"the model takes {found} features, the test split has {expected}")

    def predict(self, table: Chunk) -> np.ndarray:
        best = self._booster.attr("best_iteration")  # as the container serves a model that stopped early
        rounds = (0, int(best) + 1) if best else (0, 0)
        matrix = self._xgboost.DMatrix(self._encoders.apply(table))
        predictions = self._booster.predict(matrix, iteration_range=rounds).astype(float).reshape(table.rows, -1)
        width = prediction_width(self._description)
        if predictions.shape[1] != width:
            remedy = "; its objective must be multi:softprob" if width > 1 else ""
            raise DataError(f"the model answers {predictions.shape[1]} numbers a row, expected {width}{remedy}")
        return predictions

    def importance(self, table: Chunk, value: Callable[[Chunk, np.ndarray], float]) -> Mapping[str, float]:
        gains = self._booster.get_score(importance_type="gain")
        names = [column.name for column in self._description.features]
        return {name: float(gains.get(f"f{index}", 0.0)) for index, name in enumerate(names)}


class ServedModel:
    """A model in script mode, asked through its own code."""

    importance_method = "permutation"

    def __init__(self, archive: Path, program: str, description: Description, folder: Path) -> None:
        from script_mode import ScriptModel  # given to jobs of models in script mode alone

        self._model, self._description = ScriptModel(archive, program, description, folder), description

    def predict(self, table: Chunk) -> np.ndarray:
        batch = lines([(column, table.columns[column.name]) for column in self._description.batch])
        return self._model.predict(batch.decode("utf-8").split("\n")[:-1])

    def importance(self, table: Chunk, value: Callable[[Chunk, np.ndarray], float]) -> Mapping[str, float]:
        """How much worse the metric is with a feature's cells in random order, on a sample of the rows."""
        random = np.random.default_rng(0)
        some = np.sort(random.permutation(table.rows)[:PERMUTED_ROWS])
        sample = Chunk(len(some), 1, {name: cells[some] for name, cells in table.columns.items()})
        names = [column.name for column in self._description.features]
        # One table of them all: a model in script mode takes its time for a request, whatever its size.
        copies = 1 + len(names) * PERMUTATIONS
        columns = {name: np.tile(cells, copies) for name, cells in sample.columns.items()}
        for copy in range(1, copies):
            name = names[(copy - 1) // PERMUTATIONS]
            columns[name][copy * len(some) : (copy + 1) * len(some)] = random.permutation(sample.columns[name])
        predictions = self.predict(Chunk(copies * len(some), 1, columns))
        known, *without = [value(sample, each) for each in np.split(predictions, copies)]
        means = np.reshape(without, (len(names), PERMUTATIONS)).mean(axis=1)
        return {name: known - float(mean) for name, mean in zip(names, means)}


def read_test(path: Path, description: Description) -> Chunk:
    """The whole test split. Raises DataError where a binary one holds one class alone."""
    chunks = list(read(path, description.columns, header="always"))
    names = [column.name for column in description.columns]
    columns = {name: np.concatenate([chunk.columns[name] for chunk in chunks]) for name in names}
    table = Chunk(sum(chunk.rows for chunk in chunks), chunks[0].first_line, columns)
    labels = columns[description.target]
    if description.task == "binary" and len(np.unique(labels)) < 2:
        only = description.classes[int(labels[0])]
        raise DataError(f"{path.name}: expected rows of both classes, found only {only} in {table.rows} rows")
    return table


def read_scores(path: Path, rows: int, description: Description) -> np.ndarray:
    """The predictions that a transform job wrote for the test split."""
    predictions = parse_predictions(read_lines(path), path.name, prediction_width(description))
    if len(predictions) != rows:
        wanted = f"expected {rows} predictions, one a row of the test split"
        raise DataError(f"{path.name}: {wanted}, found {len(predictions)}")
    return predictions


# --- gate --------------------------------------------------------------------------------------------------------


def gate(
    metric: str, value: float, direction: str, version: str, score: Callable[[], float], required: float | None
) -> dict[str, object]:
    """Whether the model is better than the version in use by what is asked for. `score` is that version's value.

    A version that cannot be scored on these rows is no reason to let any model pass.
    """
    report: dict[str, object] = {
        "metric": metric,
        "value": value,
        "version_in_use": None if version == NO_VERSION else version,
        "value_in_use": None,
        "improvement_required": required,
        "improvement": None,
        "passed": True,
        "note": "No version is in use to compare with.",
    }
    if version == NO_VERSION:
        return report
    name = "the version in use, " + "/".join(version.split("/")[-2:])
    try:
        in_use = score()
    except DataError as error:
        remedy = "Take improvement out of the metric in model.json, or reject that version, and train again."
        reason = f"Not comparable with {name}: {error}."
        report["passed"] = required is None
        report["note"] = reason[: NOTE_LIMIT - len(remedy) - 1] + (f" {remedy}" if required is not None else "")
        return report
    improvement = better_by(value, in_use, direction)
    report["value_in_use"], report["improvement"] = in_use, improvement
    report["passed"] = required is None or improvement >= required - ROUNDING
    asked = "" if required is None else f"; {required:g} better is asked for"
    side = "better" if improvement > 0 else "worse"
    difference = f"{abs(improvement):.4g} {side} than" if improvement else "equal to"
    report["note"] = f"{metric} {value:.4g} is {difference} the {in_use:.4g} of {name}{asked}."
    return report


# --- charts ------------------------------------------------------------------------------------------------------


def charts(description: Description, table: Chunk, predictions: np.ndarray, metric: str) -> dict[str, object]:
    """What a report draws, beside the curves and the confusion matrix among the metrics."""
    labels = table.columns[description.target]
    drawn: dict[str, object] = {"groups": groups(description, table, predictions, metric)}
    if description.task == "regression":
        counts, edges = np.histogram(labels - predictions[:, 0], bins=2 * CHART_BINS)
        drawn["residuals"] = {"edges": rounded(edges), "counts": counts.tolist()}
        grid, actual, predicted = np.histogram2d(labels, predictions[:, 0], bins=GRID_CELLS)
        drawn["predicted_against_actual"] = {
            "actual_edges": rounded(actual),
            "predicted_edges": rounded(predicted),
            "counts": grid.astype(int).tolist(),  # by actual value, then by predicted value
        }
    else:
        drawn["calibration"] = calibration(labels, predictions)
    return drawn


def calibration(labels: np.ndarray, predictions: np.ndarray) -> list[dict[str, float]]:
    """Per bin of equal width that holds rows, the mean score and how often it came true: the score of the positive
    class, or that of the predicted one of several.
    """
    several = predictions.shape[1] > 1
    scores = predictions.max(axis=1) if several else predictions[:, 0]
    came_true = predicted_classes(predictions) == labels if several else labels == 1
    bins = np.clip((scores * CHART_BINS).astype(int), 0, CHART_BINS - 1)
    found = []
    for number in np.unique(bins):
        rows = bins == number
        score, share = rounded(np.array([scores[rows].mean(), came_true[rows].mean()]))
        found.append({"score": score, "share": share, "rows": int(rows.sum())})
    return found


def groups(description: Description, table: Chunk, predictions: np.ndarray, metric: str) -> list[dict[str, object]]:
    """The metric by the values of each category and boolean that has few; null where its rows do not define it."""
    labels, found = table.columns[description.target], []
    for column in [each for each in description.features if each.type in ("category", "boolean")][:SHOWN_FEATURES]:
        cells = np.array(texts(column, table.columns[column.name]), object)
        values = sorted(set(cells.tolist()))
        for value in values if len(values) <= SHOWN_GROUPS else ():
            rows = cells == value
            own = value_of(metric, description.task, labels[rows], predictions[rows], len(description.classes))
            found.append({"feature": column.name, "value": value, "rows": int(rows.sum()), "metric": own})
    return found


def importance(model: Model, table: Chunk, value: Callable[[Chunk, np.ndarray], float]) -> dict[str, object]:
    """The most important features first."""
    by_feature = model.importance(table, value)
    shown = sorted(by_feature, key=lambda name: (-by_feature[name], name))[:SHOWN_FEATURES]
    values = rounded(np.array([by_feature[name] for name in shown]))
    features = [{"feature": name, "value": value} for name, value in zip(shown, values)]
    return {"method": model.importance_method, "features": features}


# --- model card --------------------------------------------------------------------------------------------------


def card(
    description: Description, rows: int, measured: Mapping[str, object], drawn: Mapping[str, object], metric: str
) -> str:
    """The `metric_groups` of a model card, as the text that registration puts into it: all metrics, then the metric that
    decides by the values of each feature that has few. Last groups are left out where they do not fit.

    https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-details.html#model-card-schema
    """
    by_name = [_card_metric(name, content) for name, content in measured.items() if "value" in content]
    by_name.append({"name": "rows", "type": "number", "value": rows})
    found = [{"name": REPORT_KEYS[description.task], "metric_data": by_name}]
    if 0 < len(description.classes) <= CARD_CLASSES:
        names = [each[:CARD_NAME] for each in description.classes]
        counts = [list(row.values()) for row in measured["confusion_matrix"].values()]
        axes = {"x_axis_name": names, "y_axis_name": names}
        by_name.append({"name": "confusion_matrix", "type": "matrix", "value": counts, **axes})
    by_feature: dict[str, list[dict[str, object]]] = {}
    for each in drawn["groups"]:
        by_feature.setdefault(f"{metric} by {each['feature']}"[:CARD_NAME], []).append(_card_group(each))
    found += [{"name": name, "metric_data": values} for name, values in by_feature.items()]
    while len(text := json.dumps(found, allow_nan=False, separators=(",", ":"))) > CARD_LIMIT:
        found.pop()
    return text


def _card_metric(name: str, content: Mapping[str, object]) -> dict[str, object]:
    interval = content["confidence_interval"]
    notes = f"{interval['level']:.0%} interval: {interval['lower']:.4g} to {interval['upper']:.4g}"
    return {"name": name, "type": "number", "value": content["value"], "notes": notes}


def _card_group(group: Mapping[str, object]) -> dict[str, object]:
    value = group["metric"]
    measured = {"type": "string", "value": "not defined"} if value is None else {"type": "number", "value": value}
    return {"name": (group["value"] or "(missing)")[:CARD_NAME], **measured, "notes": f"rows: {group['rows']}"}


# --- job ---------------------------------------------------------------------------------------------------------


def load(options: argparse.Namespace, description: Description, folder: Path) -> Model | None:
    """The model that was trained; None where a transform job has scored it. One in script mode is packaged first."""
    if description.contract == "container":
        return None
    if description.contract == "built-in":
        return BuiltInModel(options.model, options.preparation, description)
    from script_mode import package

    package(options.model, options.source, options.artifact / "model.tar.gz")
    return ServedModel(options.artifact / "model.tar.gz", options.program, description, folder)


def load_in_use(options: argparse.Namespace, description: Description, folder: Path) -> Model:
    """The version in use, with the preparation that it was trained with."""
    if description.contract == "script":
        return ServedModel(options.model_in_use, options.program, description, folder)
    preparation = options.preparation_in_use
    if not preparation.exists():
        preparation = preparation.with_name("medians.json")  # of a version from before there were types
    return BuiltInModel(options.model_in_use, preparation, description)


def evaluate(options: argparse.Namespace, folder: Path) -> None:
    """Writes evaluation.json, and for a model in script mode the archive that is served. `folder` is for own use."""
    description = load_description(options.description)
    task, metric = description.task, options.metric
    if metric not in metric_names(task):
        raise DataError(f"--metric: expected one of {', '.join(metric_names(task))} for a {task} model, found {metric}")
    table = read_test(options.test, description)
    labels = table.columns[description.target]

    def value(table: Chunk, predictions: np.ndarray) -> float:
        own = value_of(metric, task, table.columns[description.target], predictions, len(description.classes))
        return float("nan") if own is None else own

    def in_use() -> float:
        if description.contract == "container":
            return value(table, read_scores(options.scores_in_use, table.rows, description))
        return value(table, load_in_use(options, description, folder / "in-use").predict(table))

    model = load(options, description, folder / "model")
    predictions = model.predict(table) if model else read_scores(options.scores, table.rows, description)
    measured = measure(description, labels, predictions)
    drawn = charts(description, table, predictions, metric)
    if model:
        sign = 1 if options.direction == "maximize" else -1
        drawn["importance"] = importance(model, table, lambda *scored: sign * value(*scored))
    own = value(table, predictions)
    judged = gate(metric, own, options.direction, options.version_in_use, in_use, options.improvement)
    report = {
        REPORT_KEYS[task]: measured,
        "rows": table.rows,
        "predictions": prediction_statistics(description, predictions),
        "gate": judged,
        "charts": drawn,
        "card": card(description, table.rows, measured, drawn, metric),
    }
    options.output.mkdir(parents=True, exist_ok=True)
    with open(options.output / "evaluation.json", "w", encoding="utf-8") as file:
        json.dump(report, file, indent=1, ensure_ascii=False, allow_nan=False)
    print(f"{table.rows} rows: {metric} {json.dumps(measured[metric])}. {judged['note']}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code of the job: 0, also where the gate is not passed; 1 with the reason as last line of stderr and as the
    job's exit message.
    """
    given, made = Path("/opt/ml/processing/input"), Path("/opt/ml/processing/output")
    parser = argparse.ArgumentParser(description="Evaluate a model on the test split.")
    parser.add_argument("--metric", required=True)
    parser.add_argument("--direction", choices=("maximize", "minimize"), required=True)
    parser.add_argument("--improvement", type=float, help="over the version in use, in the metric's direction")
    parser.add_argument("--version-in-use", default=NO_VERSION, help="its ARN, or none")
    parser.add_argument("--program", default="train.py", help="what serves a model in script mode")
    for name, path in {
        "description": given / "description/description.json",
        "test": given / "test/test.csv",
        "model": given / "model/model.tar.gz",
        "preparation": given / "preparation/preparation.json",
        "source": given / "source/sourcedir.tar.gz",
        "scores": given / "scores/test.csv.out",
        "model-in-use": given / "model-in-use/model.tar.gz",
        "preparation-in-use": given / "preparation-in-use/preparation.json",
        "scores-in-use": given / "scores-in-use/test.csv.out",
        "artifact": made / "artifact",
        "output": made / "evaluation",
    }.items():
        parser.add_argument(f"--{name}", type=Path, default=path)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        return run(lambda: evaluate(options, Path(folder)))


if __name__ == "__main__":
    sys.exit(main())
