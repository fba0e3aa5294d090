"""Whether a batch still looks like the data that the model was trained on.

Runs as a SageMaker Processing job in the scikit-learn image (1.4-2: Python 3.10, numpy 2.1), needs numpy
alone, and is one file because a job is given one.

    data_quality.py baseline    the prepared training split -> statistics.json, constraints.json
    data_quality.py check       a batch against both -> its own two, constraint_violations.json, drift.json

The first three files have the form that SageMaker Model Monitor documents, so that either can read what the
other wrote: https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-byoc-statistics.html (and
-constraints, and model-monitor-interpreting-violations.html). How often the check is wrong is measured in
README.md beside this file.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import os
import sys
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

MISSING = frozenset({"", "?", "nan", "na", "null"})
# Model Monitor's k and c: a baseline of up to k rows is kept value by value.
SKETCH_SIZE, SKETCH_SHRINKING = 2048, 0.64
BUCKETS = 10
# Model Monitor's default: a smaller distance does not matter, however certain it is.
COMPARISON_THRESHOLD = 0.1
# Chance that a batch without drift is called drifted, over all its features.
SIGNIFICANCE = 0.01
PERMUTATIONS = 9_999
# Cuts at which two distributions are compared, at most.
LEVELS = 256
# Part of the baseline's range that a value may lie beyond it: an age may, a code 6 after 1 to 5 not.
RANGE_TOLERANCE = 0.2
# Leaves a pipeline's Fail step room for words of its own within its 1,024 characters.
MESSAGE_LIMIT = 900

# DescribeProcessingJob shows the first kilobyte of this file as ExitMessage.
# https://docs.aws.amazon.com/sagemaker/latest/dg/byoc-metadata.html
MESSAGE_FILE = "/opt/ml/output/message"


class DataError(Exception):
    """Data that cannot be read as a batch of these features; says file, line, and what was found."""


@dataclass
class Column:
    """One feature of a batch. `text` holds what stands where a number should, each with its place."""

    name: str
    numbers: array = field(default_factory=lambda: array("d"))
    text: list[str] = field(default_factory=list)
    missing: int = 0

    @property
    def present(self) -> int:
        return len(self.numbers) + len(self.text)

    @property
    def type(self) -> str:
        if not self.numbers:
            return "String" if self.text else "Unknown"
        return "Integral" if self.matching("Integral") == len(self.numbers) else "Fractional"

    def matching(self, type: str) -> int:
        """How many values are numbers of a type; a whole number is Fractional too."""
        numbers = np.array(self.numbers)
        return int(np.sum(numbers == np.floor(numbers))) if type == "Integral" else len(numbers)


@dataclass(frozen=True)
class Batch:
    columns: list[Column]
    rows: int
    # Where the first header stands, such as `batch.csv, line 1`.
    header: str | None = None


def read_batch(source: Path, names: Sequence[str] | None = None, header: bool | None = None) -> Batch:
    """Reads a CSV file, or every file of a folder.

    `names` are the features in their order; None takes them from a header, which must then be there. A header
    is a first line in which nothing is a number or missing, unless `header` says whether there is one.
    """
    files = sorted(path for path in source.rglob("*") if path.is_file()) if source.is_dir() else [source]
    columns = [Column(name) for name in names or ()]
    rows, headed = 0, None
    for file in files:
        with open(file, newline="", encoding="utf-8-sig") as lines:
            reader = csv.reader(lines)
            for index, cells in enumerate(cells for cells in reader if cells):
                place = f"{file.name}, line {reader.line_num}"
                if index == 0 and (_is_header(cells) if header is None else header):
                    columns = columns or [Column(cell.strip()) for cell in cells]
                    _check_header(cells, columns, place)
                    headed = headed or place
                    continue
                if len(cells) != len(columns):
                    expected = f"{len(columns)} columns ({', '.join(column.name for column in columns)})"
                    raise DataError(
                        f"{place}: expected {expected if columns else 'a header'}, found {len(cells)} values"
                    )
                _add(cells, columns, place)
                rows += 1
    if not rows:
        raise DataError(f"{source.name}: expected rows, found none")
    return Batch(columns, rows, headed)


def _is_header(cells: Sequence[str]) -> bool:
    return all(_number(cell) is None and cell.strip().casefold() not in MISSING for cell in cells)


def _check_header(cells: Sequence[str], columns: Sequence[Column], place: str) -> None:
    expected, found = [column.name for column in columns], [cell.strip() for cell in cells]
    if [name.casefold() for name in found] != [name.casefold() for name in expected]:
        # Another order is an error as well: the model takes its features by position.
        raise DataError(f"{place}: expected the columns {', '.join(expected)}, found {', '.join(found)}")


def _add(cells: Sequence[str], columns: Sequence[Column], place: str) -> None:
    for cell, column in zip(cells, columns):
        number = _number(cell)
        if number is not None:
            column.numbers.append(number)
        elif cell.strip().casefold() in MISSING:
            column.missing += 1
        else:
            column.text.append(f"'{cell.strip()[:40]}' in {place}")


def _number(cell: str) -> float | None:
    try:
        number = float(cell)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def statistics(batch: Batch) -> dict:
    """The batch in the form of statistics.json."""
    return {
        "version": 0.0,
        "dataset": {"item_count": batch.rows},
        "features": [_column_statistics(column) for column in batch.columns],
    }


def _column_statistics(column: Column) -> dict:
    common = {"num_present": column.present, "num_missing": column.missing}
    described = {"name": column.name, "inferred_type": column.type}
    if not column.numbers:
        return {**described, "numerical_statistics": {"common": common}}
    numbers = np.array(column.numbers)
    counts, edges = np.histogram(numbers, bins=BUCKETS)
    return {
        **described,
        "numerical_statistics": {
            "common": common,
            "mean": float(numbers.mean()),
            "sum": float(numbers.sum()),
            "std_dev": float(numbers.std()),
            "min": float(numbers.min()),
            "max": float(numbers.max()),
            "distribution": {
                "kll": {
                    "buckets": [
                        {"lower_bound": float(lower), "upper_bound": float(upper), "count": int(count)}
                        for lower, upper, count in zip(edges, edges[1:], counts)
                    ],
                    "sketch": {
                        "parameters": {"c": SKETCH_SHRINKING, "k": float(SKETCH_SIZE)},
                        "data": [level.tolist() for level in sketch(numbers)],
                    },
                }
            },
        },
    }


def sketch(numbers: np.ndarray) -> list[np.ndarray]:
    """A KLL sketch: each value of level i stands for 2**i values. Compacts by halving a sorted level, without
    chance.
    """
    levels = [np.sort(numbers)]
    while len(levels[-1]) > SKETCH_SIZE:
        full = levels[-1]
        even = len(full) // 2 * 2
        levels[-1] = full[even:]
        # Odd and even places by turns, so that errors cancel out.
        levels.append(full[len(levels) % 2 : even : 2])
    return levels


def constraints(batch: Batch) -> dict:
    """What a later batch must satisfy to look like this one, in the form of constraints.json."""
    return {
        "version": 0.0,
        "features": [
            {
                "name": column.name,
                "inferred_type": column.type,
                "completeness": column.present / batch.rows,
                "num_constraints": {"is_non_negative": min(column.numbers, default=0.0) >= 0.0},
            }
            for column in batch.columns
        ],
        "monitoring_config": {
            "evaluate_constraints": "Enabled",
            "emit_metrics": "Enabled",
            "datatype_check_threshold": 1.0,
            "domain_content_threshold": 1.0,
            "distribution_constraints": {
                "perform_comparison": "Enabled",
                "comparison_threshold": COMPARISON_THRESHOLD,
                "comparison_method": "Robust",
            },
        },
    }


def violations(
    batch: Batch, baseline: dict, limits: dict, significance: float = SIGNIFICANCE
) -> list[dict[str, str]]:
    """What the batch violates, feature by feature, in the form of constraint_violations.json.

    `baseline` and `limits` are the contents of the baseline's statistics.json and constraints.json, with the
    features in the batch's order. `significance` is the chance that a batch without drift has a
    baseline_drift_check for its distributions.
    """
    config = limits["monitoring_config"]
    if config.get("evaluate_constraints", "Enabled") != "Enabled":
        return []
    known = [feature["numerical_statistics"] for feature in baseline["features"]]
    shifts = _shifts(batch, known, config["distribution_constraints"], significance)
    found = []
    for column, was, limit, shift in zip(batch.columns, known, limits["features"], shifts):
        wrong_type = _type_violation(column, limit["inferred_type"], config["datatype_check_threshold"])
        incomplete = _completeness_violation(column, batch.rows, limit["completeness"])
        outside = _range_violation(column, was, limit["num_constraints"]["is_non_negative"])
        found += [
            {"feature_name": column.name, "constraint_check_type": check, "description": description}
            for check, description in (
                ("data_type_check", wrong_type),
                ("completeness_check", incomplete),
                ("baseline_drift_check", outside),
                ("baseline_drift_check", shift),
            )
            if description
        ]
    return found


def _type_violation(column: Column, type: str, threshold: float) -> str:
    share = column.matching(type) / column.present if column.present else 1.0
    if share >= threshold:
        return ""
    example = f", such as {column.text[0]}" if column.text else ""
    return f"only {share:.1%} of values are {type}, the baseline asks for {threshold:.1%}{example}"


def _completeness_violation(column: Column, rows: int, expected: float) -> str:
    if column.present / rows >= expected:
        return ""
    complete = f"{column.present / rows:.1%} complete, baseline {expected:.1%}"
    return f"{column.missing} of {rows} values missing ({complete})"


def _range_violation(column: Column, was: dict, non_negative: bool) -> str:
    """Model Monitor has no check of its own for a range; a value far outside of it is drift from the
    baseline.
    """
    if "min" not in was:
        return ""
    low, high = was["min"], was["max"]
    tolerance = RANGE_TOLERANCE * (high - low)
    lowest = max(low - tolerance, 0.0) if non_negative else low - tolerance
    outside = [number for number in column.numbers if not lowest <= number <= high + tolerance]
    if not outside:
        return ""
    examples = ", ".join(f"{number:g}" for number in sorted(set(outside))[-3:])
    count = f"{len(outside)} of {len(column.numbers)}"
    return f"{count} values outside the baseline's {low:g} to {high:g}: {examples}"


def _shifts(batch: Batch, known: Sequence[dict], comparison: dict, significance: float) -> list[str]:
    """Per feature what its distribution's shift violates, or nothing.

    A shift counts when it is large (distance above the threshold) and not chance: Holm's correction keeps the
    error rate over all features together.
    """
    threshold = comparison["comparison_threshold"]
    tested = [
        (
            shift(np.array(column.numbers), was["distribution"]["kll"]["sketch"]["data"], threshold)
            if column.numbers and "distribution" in was and comparison["perform_comparison"] == "Enabled"
            else (0.0, 1.0)
        )
        for column, was in zip(batch.columns, known)
    ]
    found, corrected = [""] * len(tested), 0.0
    for place, index in enumerate(sorted(range(len(tested)), key=lambda index: tested[index][1])):
        distance, chance = tested[index]
        corrected = max(corrected, min(1.0, (len(tested) - place) * chance))
        if distance > threshold and corrected <= significance:
            found[index] = (
                f"distribution distance {distance:.3f} exceeds {threshold:g} (corrected p {corrected:.4f})"
            )
    return found


def shift(numbers: np.ndarray, levels: Sequence[Sequence[float]], threshold: float) -> tuple[float, float]:
    """Kolmogorov-Smirnov distance between numbers and a sketch, and the chance of one as large without drift.

    The chance is that of a permutation test: both samples are pooled and parted again at random. It is exact
    for samples of any size and for tied values, where the tables of the test are not: these features are
    codes with a handful of values. It is not computed (1.0) for a distance that the threshold lets pass.
    """
    known = np.concatenate([np.asarray(level, dtype=float) for level in levels])
    weights = np.concatenate([np.full(len(level), 2**height) for height, level in enumerate(levels)])
    cuts = np.unique(np.concatenate([known, numbers]))
    cuts = cuts[:: math.ceil(len(cuts) / LEVELS)]
    before = np.zeros(len(cuts), dtype=np.int64)
    np.add.at(before, np.searchsorted(cuts, known, side="right") - 1, weights)
    after = np.bincount(np.searchsorted(cuts, numbers, side="right") - 1, minlength=len(cuts))
    distance = float(_distance(before, after))
    if distance <= threshold:
        return distance, 1.0
    pooled = before + after
    drawn = np.random.default_rng(0).multivariate_hypergeometric(pooled, int(after.sum()), size=PERMUTATIONS)
    as_far = np.sum(_distance(pooled - drawn, drawn) >= distance - 1e-12)
    return distance, float((1 + as_far) / (1 + PERMUTATIONS))


def _distance(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Of counts per cut, along the last axis."""
    cumulated = [
        np.cumsum(counts, axis=-1) / counts.sum(axis=-1, keepdims=True) for counts in (before, after)
    ]
    return np.max(np.abs(cumulated[0] - cumulated[1]), axis=-1)


def drift_report(batch: Batch, found: Sequence[dict[str, str]]) -> dict:
    """The contents of drift.json: what the pipeline's condition and its failure message read."""
    features = list(dict.fromkeys(violation["feature_name"] for violation in found))
    message = f"{'Drift' if found else 'No drift'} in "
    message += f"{len(features)} of " if found else ""
    message += f"{len(batch.columns)} features of {batch.rows} rows."
    for name in features:
        descriptions = (violation["description"] for violation in found if violation["feature_name"] == name)
        message += f" {name}: {'; '.join(descriptions)}."
    return {
        "drifted": bool(found),
        "violation_count": len(found),
        "features": features,
        "message": message if len(message) <= MESSAGE_LIMIT else message[: MESSAGE_LIMIT - 3] + "...",
        "rows": batch.rows,
        "header": batch.header is not None,
    }


def run_baseline(source: Path, output: Path) -> None:
    batch = read_batch(source)
    for column in batch.columns:
        if column.text or not column.numbers:
            raise DataError(
                f"column {column.name}: expected numbers, found {column.text[0] if column.text else 'none'}"
            )
    write_json(output, {"statistics.json": statistics(batch), "constraints.json": constraints(batch)})
    print(f"baseline of {batch.rows} rows: {', '.join(column.name for column in batch.columns)}")


def run_check(
    source: Path, statistics_file: Path, constraints_file: Path, output: Path, significance: float
) -> None:
    """Raises DataError for a batch that cannot be read, and for one that has a header and does not drift: it
    would go on to the model, which takes every line for a record. A batch that drifts goes no further.
    """
    baseline, limits = read_json(statistics_file), read_json(constraints_file)
    try:
        batch = read_batch(source, [feature["name"] for feature in limits["features"]])
        found = violations(batch, baseline, limits, significance)
    except (KeyError, TypeError) as error:
        files = f"{statistics_file.name} and {constraints_file.name}"
        raise DataError(
            f"{files}: expected the form that Model Monitor documents, found no {error}"
        ) from error
    report = drift_report(batch, found)
    if batch.header and not found:
        wanted = "expected rows only, found a header, which the model would take for a record"
        raise DataError(f"{batch.header}: {wanted}: delete this line and start the pipeline again")
    contents = {"statistics.json": statistics(batch), "constraints.json": constraints(batch)}
    write_json(
        output, {**contents, "constraint_violations.json": {"violations": found}, "drift.json": report}
    )
    print(f"read {'with' if batch.header else 'without'} a header. {report['message']}")


def read_json(path: Path) -> dict:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise DataError(f"{path.name}: expected JSON, {error}") from error


def write_json(folder: Path, contents: dict[str, dict]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (folder / name).write_text(json.dumps(content, indent=2, allow_nan=False), encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code of the job: 0, drift or not; 1 where data cannot be read, with the reason as last line of
    stderr.
    """
    base = Path("/opt/ml/processing")
    parser = argparse.ArgumentParser(description="Make a data quality baseline, or check a batch against it.")
    commands = parser.add_subparsers(dest="command", required=True)
    baseline = commands.add_parser("baseline")
    baseline.add_argument("--input", type=Path, default=base / "input/baseline")
    baseline.add_argument("--output", type=Path, default=base / "output/baseline")
    check = commands.add_parser("check")
    check.add_argument("--input", type=Path, default=base / "input/batch")
    check.add_argument("--statistics", type=Path, default=base / "input/statistics/statistics.json")
    check.add_argument("--constraints", type=Path, default=base / "input/constraints/constraints.json")
    check.add_argument("--output", type=Path, default=base / "output/monitoring")
    check.add_argument("--significance", type=float, default=SIGNIFICANCE)
    options = parser.parse_args(arguments)
    try:
        if options.command == "baseline":
            run_baseline(options.input, options.output)
        else:
            run_check(
                options.input, options.statistics, options.constraints, options.output, options.significance
            )
    except (DataError, OSError, UnicodeDecodeError) as error:
        return fail(error)
    return 0


def fail(error: Exception) -> int:
    reason = " ".join(f"{type(error).__name__}: {error}".split())  # one line: the last of stderr is shown
    print(reason, file=sys.stderr)
    if os.path.isdir(os.path.dirname(MESSAGE_FILE)):
        with open(MESSAGE_FILE, "w", encoding="utf-8") as file:
            file.write(reason)
    return 1


if __name__ == "__main__":
    sys.exit(main())
