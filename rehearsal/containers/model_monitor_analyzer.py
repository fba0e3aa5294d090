"""Stands in for Amazon's analyzer image, sagemaker-model-monitor-analyzer, for data quality. Never deployed.

Takes its orders from the environment, as the analyzer does, and writes its three files in the documented
form:

    dataset_source, output_path                paths in the container; /opt/ml is $REHEARSAL_ML here
    dataset_format                             {"csv": {"header": true, "output_columns_position": "START"}}
    baseline_statistics, baseline_constraints  paths; without them the job makes a baseline, checks nothing
    publish_cloudwatch_metrics                 accepted; there is no CloudWatch here

https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-byoc-contract-inputs.html

The work is done by ml/data_quality.py. What that means: the files' form and their checks of types and
completeness are the analyzer's; the test of distributions and the check of ranges are ours. As with the
analyzer, types are inferred: a column of numbers is numerical, every other one is a string. The format says
whether there is a header: a header that it does not announce is a row of text, and columns without one are called
_c0, _c1, … in a baseline. A checked dataset's columns take the baseline's names, by position.
"""

from __future__ import annotations

import csv
import json
import os
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "ml"))

import data_quality
import tabular

# The analyzer tests however few rows there are.
RULES = data_quality.Rules(minimum_rows=0)


def has_header(dataset_format: str) -> bool:
    """Raises DataError for a format other than CSV."""
    described: Any = json.loads(dataset_format)
    if "csv" not in described:
        raise data_quality.DataError(f"dataset_format: the stand-in reads csv only, found {dataset_format}")
    return bool(described["csv"].get("header", True))


def infer_columns(dataset: Path, header: bool) -> list[tabular.Column]:
    """The columns of a dataset by its first line, each a number where all its values are."""
    files = tabular.csv_files(dataset)
    with open(files[0], newline="", encoding="utf-8-sig") as lines:
        first = next(csv.reader(lines), [])
    names = [cell.strip() if header else f"_c{index}" for index, cell in enumerate(first)]
    columns = [tabular.Column(name, "number") for name in names]
    texts: set[str] = set()
    for file in files:
        for chunk in tabular.read(file, columns, header="always" if header else "never", collect=True):
            texts.update(chunk.misfits)
    return [tabular.Column(name, "category" if name in texts else "number") for name in names]


def known_columns(limits: dict[str, Any]) -> list[tabular.Column]:
    """The columns of a baseline, from its constraints."""
    types = {"Integral": "number", "Fractional": "number"}
    return [
        tabular.Column(feature["name"], types.get(feature["inferred_type"], "category"))
        for feature in limits["features"]
    ]


def incomplete(batch: data_quality.Batch, limits: dict[str, Any]) -> list[dict[str, str]]:
    """The analyzer's check of completeness: one value less than the baseline's share is a violation."""
    known = {feature["name"]: feature["completeness"] for feature in limits["features"]}
    return [
        data_quality.violation(
            summary.name,
            "completeness_check",
            f"{summary.present / batch.rows:.1%} complete, baseline {known[summary.name]:.1%}",
        )
        for summary in batch.summaries
        if summary.present / batch.rows < known[summary.name]
    ]


def analyze(environment: dict[str, str], folder: Path) -> str:
    """Runs the job on the `/opt/ml` at `folder` and returns its exit message."""

    def local(name: str) -> Path:
        return folder / Path(environment[name]).relative_to("/opt/ml")

    dataset, output = local("dataset_source"), local("output_path")
    header = has_header(environment["dataset_format"])
    headed = "always" if header else "never"
    if "baseline_constraints" not in environment:
        columns = infer_columns(dataset, header)
        summaries = [data_quality.summary_of(column) for column in columns]
        batch = data_quality.read_batch(dataset, columns, summaries, headed, strict=False)
        found = []
    else:
        limits = data_quality.read_json(local("baseline_constraints"))
        baseline = data_quality.Baseline(data_quality.read_json(local("baseline_statistics")), limits)
        columns = known_columns(limits)
        summaries = [baseline.summary(column) for column in columns]
        batch = data_quality.read_batch(dataset, columns, summaries, headed, strict=False)
        ours = data_quality.violations(batch, baseline, RULES)
        found = [each for each in ours if each["constraint_check_type"] != "completeness_check"]
        found += incomplete(batch, limits)
    files = {
        "statistics.json": data_quality.statistics(batch),
        "constraints.json": data_quality.constraints(batch),
    }
    if found:  # without violations there is no report of them: its readers must cope with that
        files["constraint_violations.json"] = {"violations": found}
    data_quality.write_json(output, files)
    if found:
        return f"CompletedWithViolations: Job completed successfully with {len(found)} violations."
    return "Completed: Job completed successfully with no violations."


def main() -> int:
    """Exit code of the job: 0, violations or not; 1 where data cannot be read."""
    folder = Path(os.environ["REHEARSAL_ML"])
    try:
        message, code = analyze(dict(os.environ), folder), 0
    except (data_quality.DataError, OSError, KeyError, ValueError) as error:
        message, code = f"{type(error).__name__}: {error}", 1
    print(message, file=sys.stderr if code else sys.stdout)
    (folder / "output").mkdir(parents=True, exist_ok=True)
    (folder / "output/message").write_text(message, encoding="utf-8")
    return code


if __name__ == "__main__":
    sys.exit(main())
