"""Whether a model still predicts as it did when it was evaluated, and as well, where labels have come in since.

Runs as a SageMaker Processing job in the scikit-learn image (1.4-2: Python 3.10, numpy 2.1) after a batch transform,
and needs numpy alone.

    predictions/*.out      what the transform wrote in this execution: a prediction is the end of a line
    evaluation.json        the version's evaluation: its predictions on the test split are what these are compared with
    labels/*.csv           with --labels yes: one label a line, in the order of an earlier execution's batch
    labelled/*.out         and that execution's predictions

Writes drift.json for the pipeline's condition, and with labels model_quality.json, in the form of Model Monitor's model
quality metrics.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

# A job is given each module as an input of its own; in the repository they lie beside this file.
for shared in ("tabular", "metrics", "distributions"):
    sys.path.append(str(Path(__file__).resolve().parent.parent / shared))

import numpy as np
from distributions import numbers_shift, table_shift
from metrics import (
    REPORT_KEYS,
    better_by,
    class_counts,
    measure,
    metric_names,
    parse_predictions,
    prediction_width,
    rounded,
)
from tabular import DataError, Description, csv_files, load_description, read, read_lines, run, visible_files

# Model Monitor's default: a smaller distance does not matter, however certain it is.
DISTANCE = 0.1
# With that of data_quality.py it fits into a pipeline's Fail step, which takes 1,024 characters.
MESSAGE_LIMIT = 300


@dataclass(frozen=True)
class Finding:
    """What one of the two checks has found."""

    drifted: bool
    # Whether the rows are too few to say.
    inconclusive: bool
    message: str
    # What else drift.json says of it.
    details: dict[str, object]


def read_predictions(folder: Path, description: Description) -> np.ndarray:
    """The predictions of all files that a transform wrote into a folder, in the order of their names."""
    files = visible_files(folder, "*.out")
    if not files:
        raise DataError(f"{folder}: expected the output of a batch transform (*.out), found none")
    width = prediction_width(description)
    return np.concatenate([parse_predictions(read_lines(file), file.name, width) for file in files])


def read_labels(folder: Path, description: Description) -> np.ndarray:
    """The labels of a file with one column, with a header or without; each line is a label, as it is a record of a batch."""
    files = csv_files(folder)
    if len(files) > 1:
        raise DataError(f"{folder}: expected one file of labels, found {', '.join(file.name for file in files)}")
    column = description.target_column
    return np.concatenate([chunk.columns[column.name] for chunk in read(files[0], [column], header="maybe", batch=True)])


def check_predictions(
    description: Description, predictions: np.ndarray, evaluation: dict, significance: float, minimum: int
) -> Finding:
    """Whether the predictions are distributed as on the test split: a distance counts that is large, and no chance."""
    rows = len(predictions)
    if rows < minimum:
        message = f"{rows} predictions are too few to compare with the test split's ({minimum} are asked for)."
        return Finding(False, True, message, {"rows": rows})
    try:
        known = evaluation["predictions"]
        if description.task == "multiclass":
            buckets = known["string_statistics"]["distribution"]["categorical"]["buckets"]
            before = {bucket["value"]: int(bucket["count"]) for bucket in buckets}
            found = table_shift(before, class_counts(description, predictions), DISTANCE)
        else:
            levels = known["numerical_statistics"]["distribution"]["kll"]["sketch"]["data"]
            found = numbers_shift(levels, [np.array(rounded(predictions[:, 0]))], DISTANCE)
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(f"evaluation.json: expected what evaluate.py wrote, found no {error}") from error
    distance, chance = found or (0.0, 1.0)
    drifted = distance > DISTANCE and chance <= significance
    what = "have moved away from" if drifted else "look like"
    numbers = f"(distance {distance:.3f}, p {chance:.4f})"
    message = f"The predictions of {rows} rows {what} those on the test split {numbers}."
    return Finding(drifted, False, message, {"rows": rows, "distance": distance, "chance": chance})


def check_metric(
    measured: dict, rows: int, metric: str, direction: str, threshold: float, minimum: int
) -> Finding:
    """Whether the metric on labelled rows is beyond the threshold, and with its whole interval: a value beyond it that
    may be chance is inconclusive.
    """
    details: dict[str, object] = {"labelled_rows": rows, "metric": metric, "threshold": threshold}
    if rows < minimum:
        message = f"{rows} labels are too few to judge {metric} by ({minimum} are asked for)."
        return Finding(False, True, message, details)
    if metric not in measured:
        return Finding(False, True, f"{rows} labels of one class say nothing of {metric}.", details)
    value, interval = measured[metric]["value"], measured[metric]["confidence_interval"]
    lower, upper = interval["lower"], interval["upper"]
    details = {**details, "value": value, "lower": lower, "upper": upper, "level": interval["level"]}
    best = upper if direction == "maximize" else lower
    beyond = better_by(value, threshold, direction) < 0
    certain = beyond and better_by(best, threshold, direction) < 0
    side = "below" if direction == "maximize" else "above"
    place = f"{side if beyond else 'within'} the threshold of {threshold:g}"
    chance = ", which can be chance: more labels will tell" if beyond and not certain else ""
    message = f"{metric} on {rows} labelled rows is {value:.4g} ({lower:.4g} to {upper:.4g}), {place}{chance}."
    return Finding(certain, beyond and not certain, message, details)


def report(findings: Sequence[Finding]) -> dict[str, object]:
    """The contents of drift.json. Whatever has drifted comes first in the message, and makes it conclusive."""
    drifted = any(finding.drifted for finding in findings)
    message = " ".join(finding.message for finding in sorted(findings, key=lambda each: not each.drifted))
    merged: dict[str, object] = {
        "drifted": drifted,
        "inconclusive": not drifted and any(finding.inconclusive for finding in findings),
        "message": message if len(message) <= MESSAGE_LIMIT else message[: MESSAGE_LIMIT - 3] + "...",
    }
    for finding in findings:
        merged.update(finding.details)
    return merged


def monitor(options: argparse.Namespace) -> None:
    description = load_description(options.description)
    names = metric_names(description.task)
    if options.metric not in names:
        raise DataError(f"--metric: expected one of {', '.join(names)}, found {options.metric}")
    try:
        evaluation = json.loads(options.evaluation.read_text(encoding="utf-8"))
    except ValueError as error:
        raise DataError(f"{options.evaluation.name}: expected JSON, {error}") from error
    findings = []
    if options.predicted == "yes":
        predictions = read_predictions(options.predictions, description)
        findings.append(
            check_predictions(description, predictions, evaluation, options.significance, options.minimum_rows)
        )
    else:
        findings.append(Finding(False, True, "This version has predicted nothing before.", {"rows": 0}))
    contents: dict[str, object] = {}
    if options.labels == "yes":
        labels, labelled = read_labels(options.label_file, description), read_predictions(options.labelled, description)
        if len(labels) != len(labelled):
            raise DataError(
                f"{options.label_file}: expected {len(labelled)} labels, one for each row of that execution's batch in "
                f"its order, found {len(labels)}"
            )
        measured = measure(description, labels, labelled)
        contents["model_quality.json"] = {REPORT_KEYS[description.task]: measured, "rows": len(labels)}
        findings.append(
            check_metric(
                measured, len(labels), options.metric, options.direction, options.threshold, options.minimum_rows
            )
        )
    contents["drift.json"] = verdict = report(findings)
    options.output.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)
        (options.output / name).write_text(text, encoding="utf-8")
    print(verdict["message"])


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code of the job: 0, drift or not; 1 where something cannot be read, with the reason as last line of stderr
    and as the job's exit message.
    """
    given = Path("/opt/ml/processing/input")
    parser = argparse.ArgumentParser(description="Compare a model's predictions with its evaluation.")
    parser.add_argument("--metric", required=True)
    parser.add_argument("--direction", choices=("maximize", "minimize"), required=True)
    parser.add_argument("--threshold", type=float, required=True, help="of the metric on labelled rows")
    parser.add_argument("--significance", type=float, default=0.01, help="chance of a false alarm")
    parser.add_argument("--minimum-rows", type=int, default=20)
    parser.add_argument("--predicted", choices=("yes", "no"), default="yes")
    parser.add_argument("--labels", choices=("yes", "no"), default="no")
    for name, path in {
        "description": given / "description/description.json",
        "evaluation": given / "evaluation/evaluation.json",
        "predictions": given / "predictions",
        "label-file": given / "labels",
        "labelled": given / "labelled",
        "output": Path("/opt/ml/processing/output/model-quality"),
    }.items():
        parser.add_argument(f"--{name}", type=Path, default=path)
    options = parser.parse_args(arguments)
    return run(lambda: monitor(options))


if __name__ == "__main__":
    sys.exit(main())
