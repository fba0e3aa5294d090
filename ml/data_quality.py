"""Whether a batch still looks like the data that the model was trained on.

Runs as a SageMaker Processing job in the scikit-learn image (1.4-2: Python 3.10, numpy 2.1) and needs numpy and
the modules beside it.

    data_quality.py baseline    the training split as it came -> statistics.json, constraints.json
    data_quality.py check       a batch against both -> its own two, constraint_violations.json, drift.json

The first three files have the form that SageMaker Model Monitor documents, so that either can read what the
other wrote (model-monitor-byoc-statistics.html, -byoc-constraints.html and -interpreting-violations.html in
https://docs.aws.amazon.com/sagemaker/latest/dg/). What counts as drift, and how often the check is wrong, is in
README.md beside this file.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

# A job has each module in a folder of its own; in the repository they lie beside this file.
for module in ("tabular", "distributions", "summaries"):
    sys.path.append(str(Path(__file__).resolve().parent.parent / module))

import distributions
import tabular
from summaries import Dates, Numbers, Summary, Values
from tabular import Column, DataError

# Model Monitor's default: a smaller distance does not matter, however certain it is.
COMPARISON_THRESHOLD = 0.1
# Nor does a smaller rise of the share of missing values.
COMPLETENESS_TOLERANCE = 0.01
# Chance that a batch without drift is called drifted by a test, over all its features.
SIGNIFICANCE = 0.01
# In fewer rows the tests miss too much to say that there is no drift.
MINIMUM_ROWS = 20
# Part of the baseline's range that a value may lie beyond it: an age may, a code 6 after 1 to 5 not.
RANGE_TOLERANCE = 0.2
# Later days are what batches are made of; what lies ten years after the baseline is a slip.
DAYS_AHEAD = 3653
# With that of model_quality.py it fits into a pipeline's Fail step, which takes 1,024 characters.
MESSAGE_LIMIT, NAMES_LIMIT = 700, 300
# New values that are named.
EXAMPLES = 3


@dataclass(frozen=True)
class Rules:
    """How strictly a batch is judged."""

    significance: float = SIGNIFICANCE
    # In place of the baseline's own comparison thresholds.
    threshold: float | None = None
    minimum_rows: int = MINIMUM_ROWS


@dataclass
class Batch:
    """A batch, or a baseline's data, in short."""

    summaries: list[Summary]
    rows: int = 0
    # Where the first header stands, such as `batch.csv, line 1`.
    header: str = ""
    # The first cell of an ignored column that the next reader could not read.
    unreadable: str = ""


def read_batch(
    source: Path, columns: Sequence[Column], summaries: Sequence[Summary], header: str, strict: bool = True
) -> Batch:
    """Reads a CSV file, or those of a folder, of `columns`; what has no summary is ignored. `strict` refuses what a
    model that takes every line for a record could not read.
    """
    batch = Batch(list(summaries))
    summarized = {summary.name for summary in summaries}
    for file in tabular.csv_files(source):
        for chunk in tabular.read(file, columns, header=header, batch=strict, collect=True):
            batch.rows += chunk.rows
            batch.header = batch.header or (f"{file.name}, line 1" if chunk.header else "")
            for summary in summaries:
                summary.add(chunk, file.name)
            for name, misfits in chunk.misfits.items():
                if name not in summarized and not batch.unreadable:
                    found = f"expected a value of its type, found {tabular.show(misfits[0].text)}"
                    batch.unreadable = f"{file.name}, line {misfits[0].line}, column {name}: {found}"
    return batch


# --- baseline ----------------------------------------------------------------------------------------------------


def read_baseline(source: Path, columns: Sequence[Column], ignored: Sequence[str] = ()) -> Batch:
    """Reads training data. Raises DataError at the first cell that is not of its column's type."""
    batch = Batch([summary_of(column) for column in columns if column.name not in ignored])
    for file in tabular.csv_files(source):
        for chunk in tabular.read(file, columns, header="always"):
            batch.rows += chunk.rows
            for summary in batch.summaries:
                summary.add(chunk, file.name)
    return batch


def summary_of(column: Column, was: Mapping | None = None, limit: Mapping | None = None) -> Summary:
    """An empty summary of a column. `was` and `limit` are the column's entries in a baseline's two files, which say
    what lies outside of it.
    """
    was, limit = was or {}, limit or {}
    if column.type == "number":
        known = was.get("numerical_statistics", {})
        if "min" not in known:
            return Numbers(column)
        beyond = RANGE_TOLERANCE * (known["max"] - known["min"])
        lowest = known["min"] - beyond
        if limit["num_constraints"]["is_non_negative"]:
            lowest = max(lowest, 0.0)
        return Numbers(column, lowest, known["max"] + beyond)
    if column.type == "date":
        known = was.get("date_statistics")
        if not known:
            return Dates(column)
        first, last = _days(known["min"]), _days(known["max"])
        return Dates(column, first - RANGE_TOLERANCE * (last - first), first, last + DAYS_AHEAD)
    return Values(column, limit.get("string_constraints", {}).get("domains", ()))


def _days(text: str) -> float:
    return (datetime.fromisoformat(text) - datetime(1970, 1, 1)) / timedelta(days=1)


def statistics(batch: Batch) -> dict:
    """The batch in the form of statistics.json."""
    features = [summary.statistics() for summary in batch.summaries]
    return {"version": 0.0, "dataset": {"item_count": batch.rows}, "features": features}


def constraints(batch: Batch, threshold: float = COMPARISON_THRESHOLD) -> dict:
    """What a later batch must satisfy to look like this one, in the form of constraints.json."""
    return {
        "version": 0.0,
        "features": [
            {
                "name": summary.name,
                "inferred_type": summary.type,
                "completeness": summary.present / batch.rows,
                **summary.constraint(),
            }
            for summary in batch.summaries
        ],
        "monitoring_config": {
            "evaluate_constraints": "Enabled",
            "emit_metrics": "Enabled",
            "datatype_check_threshold": 1.0,
            "domain_content_threshold": 1.0,
            "distribution_constraints": {
                "perform_comparison": "Enabled",
                "comparison_threshold": threshold,
                "comparison_method": "Robust",
                "categorical_comparison_threshold": threshold,
                "categorical_drift_method": "LInfinity",
            },
        },
    }


# --- check -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Suspicion:
    """Something that may be chance: how likely that is counts together with all others of the batch."""

    feature: str
    check: str
    description: str
    chance: float


@dataclass(frozen=True)
class Baseline:
    """The contents of a baseline's statistics.json and constraints.json."""

    statistics: Mapping
    limits: Mapping

    @property
    def config(self) -> Mapping:
        return self.limits["monitoring_config"]

    def of(self, name: str) -> tuple[Mapping, Mapping]:
        """A column's statistics and its constraint. Raises DataError where it has none."""
        found = [
            next((feature for feature in content["features"] if feature["name"] == name), None)
            for content in (self.statistics, self.limits)
        ]
        if found[0] is None or found[1] is None:
            names = ", ".join(feature["name"] for feature in self.limits["features"])
            raise DataError(f"baseline: expected the column {name}, found {names}: {_REMEDY}")
        return found[0], found[1]

    def summary(self, column: Column) -> Summary:
        """An empty summary of a batch's column. Raises DataError where the baseline is of another type."""
        was, limit = self.of(column.name)
        kinds = [kind for kind in ("numerical", "string") if f"{kind}_statistics" in was]
        expected = "numerical" if column.type == "number" else "string"
        if kinds != [expected] and limit["inferred_type"] != "Unknown":
            found = " and ".join(kinds) or "no"
            wanted = f"{expected} statistics of a column of the type {column.type}"
            raise DataError(f"baseline, column {column.name}: expected {wanted}, found {found} ones: {_REMEDY}")
        return summary_of(column, was, limit)


_REMEDY = "the model was trained on other columns: start the training pipeline, or ignore the column"


def violations(batch: Batch, baseline: Baseline, rules: Rules) -> list[dict[str, str]]:
    """What the batch violates, feature by feature, in the form of constraint_violations.json.

    The batch's summaries are the baseline's own (`Baseline.summary`). What may be chance is not looked for in a batch
    of fewer rows than the rules' minimum.
    """
    if baseline.config.get("evaluate_constraints", "Enabled") != "Enabled":
        return []
    found, suspicions = [], []
    for summary in batch.summaries:
        was, limit = baseline.of(summary.name)
        found += _certain(summary, was, limit, baseline.config)
        if batch.rows >= rules.minimum_rows:
            suspicions += _suspicions(summary, was, limit, baseline.config, rules, len(batch.summaries))
    for suspicion, chance in zip(suspicions, distributions.holm([each.chance for each in suspicions])):
        if chance <= rules.significance:
            certainty = f"p {chance:.4f}" if chance >= 0.0001 else "p < 0.0001"
            description = f"{suspicion.description} (corrected {certainty})"
            found.append(violation(suspicion.feature, suspicion.check, description))
    order = {summary.name: index for index, summary in enumerate(batch.summaries)}
    return sorted(found, key=lambda each: order[each["feature_name"]])


def violation(feature: str, check: str, description: str) -> dict[str, str]:
    """An entry of constraint_violations.json."""
    return {"feature_name": feature, "constraint_check_type": check, "description": description}


def _certain(summary: Summary, was: Mapping, limit: Mapping, config: Mapping) -> list[dict[str, str]]:
    """What is no chance, however few the rows: a wrong type, a value far outside the range, a new category."""
    checks = (
        ("data_type_check", _wrong_type(summary, limit["inferred_type"], config["datatype_check_threshold"])),
        ("baseline_drift_check", _outside(summary, was)),
        ("categorical_values_check", _new_values(summary, limit, config["domain_content_threshold"])),
    )
    return [violation(summary.name, check, description) for check, description in checks if description]


def _wrong_type(summary: Summary, type: str, threshold: float) -> str:
    share = summary.fitting(type) / summary.present if summary.present else 1.0
    if share >= threshold:
        return ""
    noun = type if isinstance(summary, Numbers) else summary.noun
    example = summary.example or getattr(summary, "fraction", "")
    return f"only {share:.1%} of values are {noun}, the baseline asks for {threshold:.1%}, such as {example}"


def _outside(summary: Summary, was: Mapping) -> str:
    """Model Monitor has no check of its own for a range; a value far outside of it is drift from the baseline."""
    if not summary.outside:
        return ""
    if isinstance(summary, Dates):
        known = "{min} to {max}".format(**was["date_statistics"])
    else:
        known = "{min:g} to {max:g}".format(**was["numerical_statistics"])
    count = f"{summary.outside} of {summary.present} {summary.noun}"
    return f"{count} outside the baseline's {known}: {', '.join(summary.outsiders)}"


def _new_values(summary: Summary, limit: Mapping, threshold: float) -> str:
    domain = limit.get("string_constraints", {}).get("domains")
    if not isinstance(summary, Values) or domain is None or not summary.present:
        return ""
    rows, described = _unknown(summary, frozenset(domain))
    return described if rows and 1 - rows / summary.present < threshold else ""


def _unknown(summary: Values, known: Collection[str]) -> tuple[int, str]:
    """How many rows have values that are not among the known ones, and which."""
    new = {value: count for value, count in summary.counts.items() if value not in known}
    rows = sum(new.values()) + summary.rest
    named = sorted(new.items(), key=lambda item: (-item[1], item[0]))[:EXAMPLES]
    examples = [f"{tabular.show(value)} in {_count(count, 'row')}" for value, count in named]
    more = [f"{len(new) - len(named)} more"] if len(new) > len(named) else []
    listed = ", ".join(examples + more)
    return rows, f"{rows} of {summary.present} values are none of the baseline's {len(known)}: {listed}"


def _suspicions(
    summary: Summary, was: Mapping, limit: Mapping, config: Mapping, rules: Rules, features: int
) -> list[Suspicion]:
    """The tests that can say anything about a column: what could not be found whatever came does not count."""
    known = was.get("numerical_statistics") or was["string_statistics"]
    before, tests = known["common"], []
    rows, all_rows = summary.present + summary.missing, before["num_present"] + before["num_missing"]
    completeness = limit["completeness"]
    missing = round((1 - completeness) * all_rows)
    if summary.missing + missing:
        share = summary.present / rows
        matters = share < completeness - COMPLETENESS_TOLERANCE
        chance = distributions.excess_chance(summary.missing, rows, summary.missing + missing, rows + all_rows)
        description = f"{summary.missing} of {rows} values missing ({share:.1%} complete, baseline {completeness:.1%})"
        tests.append(Suspicion(summary.name, "completeness_check", description, chance if matters else 1.0))
    if isinstance(summary, Dates) and "date_statistics" in was:
        early = summary.early
        chance = distributions.excess_chance(early, summary.present, early, summary.present + before["num_present"])
        description = f"{early} of {summary.present} dates before the baseline's first, {was['date_statistics']['min']}"
        tests.append(Suspicion(summary.name, "baseline_drift_check", description, chance))
    comparison = config["distribution_constraints"]
    if comparison["perform_comparison"] == "Enabled":
        # Fewer could not show what is needed of one test among so many.
        permutations = max(distributions.PERMUTATIONS, math.ceil(4 * features / rules.significance))
        shift, threshold = _shift(summary, known, comparison, rules.threshold, permutations)
        if shift:
            description = f"distribution distance {shift[0]:.3f} exceeds {threshold:g}"
            tests.append(Suspicion(summary.name, "baseline_drift_check", description, shift[1]))
    return tests


def _shift(
    summary: Summary, known: Mapping, comparison: Mapping, threshold: float | None, permutations: int
) -> tuple[tuple[float, float] | None, float]:
    """Distance and chance, None without anything to compare; and the threshold that the distance has to exceed."""
    limit = comparison["comparison_threshold"] if threshold is None else threshold
    distribution = known.get("distribution", {})
    if isinstance(summary, Numbers) and summary.count and "kll" in distribution:
        levels = distribution["kll"]["sketch"]["data"]
        return distributions.numbers_shift(levels, summary.sketch.levels, limit, permutations), limit
    if isinstance(summary, Values) and summary.tabulated and summary.present and "categorical" in distribution:
        limit = comparison.get("categorical_comparison_threshold", limit) if threshold is None else threshold
        before = {bucket["value"]: bucket["count"] for bucket in distribution["categorical"]["buckets"]}
        return distributions.table_shift(before, summary.counts, limit, permutations), limit
    return None, limit


def notes(batch: Batch, baseline: Baseline) -> list[str]:
    """What is no drift and should be known all the same: dates out of order, and new values of a column that has
    them all the time.
    """
    found = []
    for summary in batch.summaries:
        was, limit = baseline.of(summary.name)
        order = was.get("date_statistics", {}).get("order")
        if order and isinstance(summary, Dates) and not summary.keeps(order):
            found.append(f"{summary.name} was in {order} order in the training data and is not here.")
        categorical = was.get("string_statistics", {}).get("distribution", {}).get("categorical")
        if categorical and isinstance(summary, Values) and "string_constraints" not in limit:
            rows, described = _unknown(summary, {bucket["value"] for bucket in categorical["buckets"]})
            if rows:
                found.append(f"{summary.name}: {described}, as is usual there.")
    return found


def drift_report(batch: Batch, found: Sequence[Mapping[str, str]], rules: Rules, said: Sequence[str] = ()) -> dict:
    """The contents of drift.json: what the pipeline's condition and its failure message read. `said` are sentences
    that the message ends with.
    """
    features = list(dict.fromkeys(each["feature_name"] for each in found))
    inconclusive = not found and batch.rows < rules.minimum_rows
    size = f"{_count(len(batch.summaries), 'feature')}, {_count(batch.rows, 'row')}"
    if found:
        sentences = [f"Drift in {_names(features)} ({len(features)} of {size})."]
    elif inconclusive:
        sentences = [
            f"Inconclusive ({size}): too few rows to tell drift from chance, {rules.minimum_rows} are asked for. "
            "No value of a wrong type, far outside the baseline's range or of a new category was found. "
            "A larger batch would help, such as several days' rows in one file."
        ]
    else:
        sentences = [f"No drift ({size})."]
    for name in features:
        descriptions = (each["description"] for each in found if each["feature_name"] == name)
        sentences.append(f"{name}: {'; '.join(descriptions)}.")
    message = " ".join([*sentences, *said])
    return {
        "drifted": bool(found),
        "inconclusive": inconclusive,
        "violation_count": len(found),
        "features": features,
        "message": message if len(message) <= MESSAGE_LIMIT else message[: MESSAGE_LIMIT - 3] + "...",
        "rows": batch.rows,
        "header": bool(batch.header),
    }


def _count(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _names(names: Sequence[str]) -> str:
    """Names in a row, as many as leave room for what is wrong with them."""
    shown, length = 0, 0
    for name in names:
        length += len(name) + 2
        if shown and length > NAMES_LIMIT:
            break
        shown += 1
    more = f" and {len(names) - shown} more" if shown < len(names) else ""
    return ", ".join(names[:shown]) + more


# --- job ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Options:
    """What a job is asked for."""

    command: str
    input: Path
    output: Path
    description: Path
    ignore: list[str] = field(default_factory=list)
    threshold: float | None = None
    statistics: Path = Path()
    constraints: Path = Path()
    significance: float = SIGNIFICANCE
    minimum_rows: int = MINIMUM_ROWS


def run(options: Options) -> None:
    """Does what `options.command` says. Raises DataError for data that cannot be read."""
    columns = tabular.load_description(options.description).batch
    unknown = sorted(set(options.ignore) - {column.name for column in columns})
    if unknown:
        raise DataError(f"--ignore: expected columns of a batch, found {', '.join(unknown)}")
    if options.command == "baseline":
        make_baseline(options, columns)
    else:
        check(options, columns)


def make_baseline(options: Options, columns: Sequence[Column]) -> None:
    batch = read_baseline(options.input, columns, options.ignore)
    limits = constraints(batch, COMPARISON_THRESHOLD if options.threshold is None else options.threshold)
    write_json(options.output, {"statistics.json": statistics(batch), "constraints.json": limits})
    print(f"baseline of {batch.rows} rows: {', '.join(summary.name for summary in batch.summaries)}")


def check(options: Options, columns: Sequence[Column]) -> None:
    """Raises DataError for a batch that cannot be read, and for one that does not drift and has what the next step
    cannot read: a header, which the model would take for a record, or a cell of a wrong type in an ignored column.
    A batch that drifts goes no further.
    """
    baseline = Baseline(read_json(options.statistics), read_json(options.constraints))
    rules = Rules(options.significance, options.threshold, options.minimum_rows)
    try:
        summaries = [baseline.summary(column) for column in columns if column.name not in options.ignore]
        batch = read_batch(options.input, columns, summaries, "maybe")
        found = violations(batch, baseline, rules)
        report = drift_report(batch, found, rules, notes(batch, baseline))
    except (KeyError, TypeError) as error:
        files = f"{options.statistics.name} and {options.constraints.name}"
        expected = "expected the form that Model Monitor documents"
        raise DataError(f"{files}: {expected}, found no {error}") from error
    if batch.header and not found:
        wanted = "expected rows only, found a header, which the model would take for a record"
        raise DataError(f"{batch.header}: {wanted}: delete this line and start the pipeline again")
    if batch.unreadable and not found:
        raise DataError(f"{batch.unreadable}: correct it, or declare the column as text")
    own = {"statistics.json": statistics(batch), "constraints.json": constraints(batch)}
    results = {"constraint_violations.json": {"violations": found}, "drift.json": report}
    write_json(options.output, {**own, **results})
    print(f"read {'with' if batch.header else 'without'} a header. {report['message']}")


def read_json(path: Path) -> dict:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise DataError(f"{path.name}: expected JSON, {error}") from error


def write_json(folder: Path, contents: Mapping[str, Mapping]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (folder / name).write_text(json.dumps(content, indent=2, allow_nan=False), encoding="utf-8")


def _chance(text: str) -> float:
    value = float(text)
    if not 0 < value < 1:
        raise argparse.ArgumentTypeError(f"expected a number between 0 and 1, found {text}")
    return value


def _share(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"expected a number from 0 to 1, found {text}")
    return value


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
    check.add_argument("--output", type=Path, default=base / "output/monitoring")
    check.add_argument("--statistics", type=Path, default=base / "input/statistics/statistics.json")
    check.add_argument("--constraints", type=Path, default=base / "input/constraints/constraints.json")
    check.add_argument("--significance", type=_chance, default=SIGNIFICANCE)
    check.add_argument("--minimum-rows", type=int, default=MINIMUM_ROWS)
    for command in (baseline, check):
        command.add_argument("--description", type=Path, default=base / "input/description/description.json")
        command.add_argument("--threshold", type=_share, help=f"least distance that counts: {COMPARISON_THRESHOLD}")
        command.add_argument("--ignore", metavar="COLUMN", action="append", default=[])
    options = Options(**vars(parser.parse_args(arguments)))
    return tabular.run(lambda: run(options))


if __name__ == "__main__":
    sys.exit(main())
