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
analyzer, the format says whether there is a header: a header that it does not announce is a row of text, and
columns without one are called _c0, _c1, … in a baseline. A checked dataset's columns take the baseline's
names, by position.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def load_data_quality() -> ModuleType:
    """ml/data_quality.py, which is a script and no package."""
    spec = importlib.util.spec_from_file_location("data_quality", ROOT / "ml" / "data_quality.py")
    assert spec and spec.loader
    module = sys.modules["data_quality"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


data_quality = load_data_quality()


def has_header(dataset_format: str) -> bool:
    """Raises DataError for a format other than CSV."""
    described: Any = json.loads(dataset_format)
    if "csv" not in described:
        raise data_quality.DataError(f"dataset_format: the stand-in reads csv only, found {dataset_format}")
    return bool(described["csv"].get("header", True))


def positional_names(dataset: Path) -> list[str]:
    """_c0, _c1, … for the columns of a dataset without a header."""
    files = sorted(path for path in dataset.rglob("*") if path.is_file()) if dataset.is_dir() else [dataset]
    with open(files[0], encoding="utf-8-sig") as lines:
        return [f"_c{index}" for index in range(lines.readline().count(",") + 1)]


def analyze(environment: dict[str, str], folder: Path) -> str:
    """Runs the job on the `/opt/ml` at `folder` and returns its exit message."""

    def local(name: str) -> Path:
        return folder / Path(environment[name]).relative_to("/opt/ml")

    dataset, output = local("dataset_source"), local("output_path")
    header = has_header(environment["dataset_format"])
    if "baseline_constraints" not in environment:
        batch = data_quality.read_batch(dataset, None if header else positional_names(dataset), header)
        found = []
    else:
        limits = data_quality.read_json(local("baseline_constraints"))
        names = [feature["name"] for feature in limits["features"]]
        batch = data_quality.read_batch(dataset, names, header)
        found = data_quality.violations(batch, data_quality.read_json(local("baseline_statistics")), limits)
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
