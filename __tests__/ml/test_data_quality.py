from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from conftest import CONTAINERS, ROOT

import data_quality
import measure_data_quality
import summaries
import tabular

NAMES = ("BIRADS", "Age", "Shape", "Margin", "Density")
NUMBERS = dict.fromkeys(NAMES, "number")
HEADER = ",".join(NAMES)


def reference_rows(count: int = 600) -> np.ndarray:
    drawn = np.random.default_rng(1)
    return np.column_stack(
        [
            drawn.integers(2, 6, count),
            drawn.integers(30, 80, count),
            *(drawn.integers(1, 5, count) for _ in range(3)),
        ]
    )


def as_lines(rows: np.ndarray) -> list[str]:
    return [",".join(f"{value:g}" for value in row) for row in rows]


@dataclass(frozen=True)
class Check:
    """What a check of a batch left behind."""

    code: int
    error: str
    output: Path

    @property
    def drift(self) -> dict:
        return json.loads((self.output / "drift.json").read_text())

    @property
    def found(self) -> list[tuple[str, str]]:
        violations = json.loads((self.output / "constraint_violations.json").read_text())["violations"]
        assert all(
            set(violation) == {"feature_name", "constraint_check_type", "description"} for violation in violations
        )
        return [(violation["feature_name"], violation["constraint_check_type"]) for violation in violations]


class Desk:
    """A folder in which baselines are made and batches are checked, of columns by type."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str] | None = None) -> None:
        self.folder, self.capsys = folder, capsys

    def describe(self, types: Mapping[str, str]) -> None:
        columns = [{"name": name, "type": type} for name, type in types.items()]
        content = {
            "classes": ["0", "1"],
            "columns": [*columns, {"name": "severity", "type": "category"}],
            "contract": "built-in",
            "target": "severity",
            "task": "binary",
        }
        (self.folder / "description.json").write_text(json.dumps(content))

    def run(self, command: str, name: str, content: str | bytes, *more: str) -> int:
        source = self.folder / "in" / name
        source.parent.mkdir(exist_ok=True)
        source.write_bytes(content if isinstance(content, bytes) else content.encode())
        paths = {"--description": self.folder / "description.json", "--input": source}
        return data_quality.main([command, *(str(part) for pair in paths.items() for part in pair), *more])

    def baseline(self, types: Mapping[str, str], lines: Sequence[str], *more: str) -> Desk:
        self.describe(types)
        content = "\n".join([",".join(types), *lines])
        assert self.run("baseline", "baseline.csv", content, "--output", str(self.folder), *more) == 0
        return self

    def statistics(self, name: str) -> dict:
        features = json.loads((self.folder / "statistics.json").read_text())["features"]
        return next(feature for feature in features if feature["name"] == name)

    def constraint(self, name: str) -> dict:
        features = json.loads((self.folder / "constraints.json").read_text())["features"]
        return next(feature for feature in features if feature["name"] == name)

    def check(self, batch: Sequence[str] | bytes, *more: str, against: Path | None = None) -> Check:
        assert self.capsys
        output = self.folder / "out"
        for file in output.glob("*"):
            file.unlink()
        baseline = against or self.folder
        content = batch if isinstance(batch, bytes) else "\n".join([*batch, ""]).encode()
        paths = {
            "--statistics": baseline / "statistics.json",
            "--constraints": baseline / "constraints.json",
            "--output": output,
        }
        self.capsys.readouterr()
        code = self.run("check", "batch.csv", content, *(str(part) for pair in paths.items() for part in pair), *more)
        return Check(code, self.capsys.readouterr().err, output)


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


@pytest.fixture
def numbers(desk: Desk) -> Desk:
    return desk.baseline(NUMBERS, as_lines(reference_rows()))


# --- the files' form ---------------------------------------------------------------------------------------------


def test_statistics_of_numbers_have_the_documented_form(numbers: Desk) -> None:
    statistics = json.loads((numbers.folder / "statistics.json").read_text())
    assert (statistics["version"], statistics["dataset"]) == (0, {"item_count": 600})
    ages = reference_rows()[:, 1]
    age = statistics["features"][1]
    assert (age["name"], age["inferred_type"]) == ("Age", "Integral")
    numerical = age["numerical_statistics"]
    assert numerical["common"] == {"num_present": 600, "num_missing": 0}
    assert numerical["mean"] == pytest.approx(ages.mean())
    assert numerical["std_dev"] == pytest.approx(ages.std())
    assert (numerical["sum"], numerical["min"], numerical["max"]) == (ages.sum(), ages.min(), ages.max())
    kll = numerical["distribution"]["kll"]
    assert [set(bucket) for bucket in kll["buckets"]] == [{"lower_bound", "upper_bound", "count"}] * 10
    assert [bucket["count"] for bucket in kll["buckets"]] == np.histogram(ages, bins=10)[0].tolist()
    assert kll["sketch"]["parameters"] == {"c": 0.64, "k": 2048}
    assert kll["sketch"]["data"] == [sorted(ages)]


def test_constraints_have_the_documented_form(numbers: Desk) -> None:
    assert numbers.constraint("BIRADS") == {
        "name": "BIRADS",
        "inferred_type": "Integral",
        "completeness": 1,
        "num_constraints": {"is_non_negative": True},
    }
    constraints = json.loads((numbers.folder / "constraints.json").read_text())
    assert constraints["monitoring_config"]["distribution_constraints"] == {
        "perform_comparison": "Enabled",
        "comparison_threshold": 0.1,
        "comparison_method": "Robust",
        "categorical_comparison_threshold": 0.1,
        "categorical_drift_method": "LInfinity",
    }


MIXED = {"amount": "number", "kind": "category", "paid": "boolean", "visit": "date", "note": "text"}
KINDS = ("first", "second, of course", "third")


def mixed_rows(count: int, start: date = date(2026, 1, 1), seed: int = 1) -> list[str]:
    """Rows of every type, a day each; one value in ten is missing in each column but the date."""
    drawn = random.Random(seed)

    def cell(value: str) -> str:
        return "" if drawn.random() < 0.1 else value

    return [
        ",".join(
            [
                cell(f"{drawn.gauss(100, 20):.2f}"),
                cell(f'"{drawn.choice(KINDS)}"'),
                cell(drawn.choice(("true", "false"))),
                (start + timedelta(days=index)).isoformat(),
                cell(f"note {index}"),
            ]
        )
        for index in range(count)
    ]


@pytest.fixture
def mixed(desk: Desk) -> Desk:
    return desk.baseline(MIXED, mixed_rows(600))


def test_statistics_of_every_other_type_have_the_documented_form_of_strings(mixed: Desk) -> None:
    cells = [line.rsplit(",", 3)[-3] for line in mixed_rows(600)]
    assert mixed.statistics("paid") == {
        "name": "paid",
        "inferred_type": "String",
        "string_statistics": {
            "common": {"num_present": 600 - cells.count(""), "num_missing": cells.count("")},
            "distinct_count": 2,
            "distribution": {
                "categorical": {
                    "buckets": [{"value": value, "count": cells.count(value)} for value in ("false", "true")]
                }
            },
        },
    }
    kind = mixed.statistics("kind")["string_statistics"]
    assert [bucket["value"] for bucket in kind["distribution"]["categorical"]["buckets"]] == list(KINDS)
    assert mixed.statistics("visit") == {
        "name": "visit",
        "inferred_type": "String",
        "string_statistics": {"common": {"num_present": 600, "num_missing": 0}, "distinct_count": 600},
        "date_statistics": {"min": "2026-01-01", "max": "2027-08-23", "order": "rising"},
    }
    note = mixed.statistics("note")["string_statistics"]
    assert set(note) == {"common", "distinct_count"}


def test_constraints_list_the_values_of_few_and_the_share_that_is_there(mixed: Desk) -> None:
    kind = mixed.constraint("kind")
    assert kind["string_constraints"] == {"domains": list(KINDS)}
    assert 0.85 < kind["completeness"] < 0.95
    assert set(mixed.constraint("visit")) == set(mixed.constraint("note")) == {"name", "inferred_type", "completeness"}


def test_values_that_are_new_all_the_time_are_no_domain(desk: Desk) -> None:
    """One row in five has a value of its own: so will one in five of the batch."""
    lines = ["common" if index % 5 else f"only {index}" for index in range(600)]
    desk.baseline({"code": "category"}, lines)
    assert "string_constraints" not in desk.constraint("code")
    checked = desk.check(["common" if index % 5 else f"new {index}" for index in range(48)])
    assert checked.found == []
    assert checked.drift["message"] == (
        "No drift (1 feature, 48 rows). code: 10 of 48 values are none of the baseline's 121: 'new 0' in 1 row, "
        "'new 10' in 1 row, 'new 15' in 1 row, 7 more, as is usual there."
    )
    assert desk.check(["common" if index % 2 else f"new {index}" for index in range(48)]).found == [
        ("code", "baseline_drift_check")
    ]


def test_more_values_than_are_counted_are_compared_by_presence_alone(desk: Desk) -> None:
    desk.baseline({"code": "category"}, [str(index) + "x" for index in range(2 * summaries.VALUES_LIMIT)])
    statistics = desk.statistics("code")["string_statistics"]
    assert statistics["distinct_count"] == summaries.VALUES_LIMIT + 1
    assert "distribution" not in statistics
    assert desk.check(["new"] * 48).found == []
    assert desk.check(["new"] * 40 + ["?"] * 8).found == [("code", "completeness_check")]


def test_a_column_without_values_is_described_and_compared_with_nothing(desk: Desk) -> None:
    desk.baseline({"a": "number", "b": "category", "c": "date"}, [",?,NaN"] * 50)
    for name in "abc":
        assert (desk.statistics(name)["inferred_type"], desk.constraint(name)["completeness"]) == ("Unknown", 0)
    assert desk.check(["1,x,2026-01-01"] * 48).found == []


def test_an_ignored_column_is_left_out(mixed: Desk) -> None:
    batch = [line.replace("first", "fourth") for line in mixed_rows(48, seed=2)]
    assert mixed.check(batch).drift["features"] == ["kind"]
    checked = mixed.check(batch, "--ignore", "kind", "--ignore", "note")
    assert checked.drift["features"] == []
    written = json.loads((checked.output / "statistics.json").read_text())["features"]
    assert [feature["name"] for feature in written] == ["amount", "paid", "visit"]
    mixed.baseline(MIXED, mixed_rows(600), "--ignore", "kind")
    assert mixed.check(batch, "--ignore", "kind").found == []
    assert "baseline: expected the column kind, found amount, paid, visit, note" in mixed.check(batch).error


def test_a_column_to_ignore_must_be_there(mixed: Desk) -> None:
    checked = mixed.check(mixed_rows(48), "--ignore", "knid")
    assert (checked.code, checked.error) == (1, "DataError: --ignore: expected columns of a batch, found knid\n")


# --- drift -------------------------------------------------------------------------------------------------------


def test_a_batch_like_the_baseline_violates_nothing(numbers: Desk) -> None:
    checked = numbers.check(as_lines(reference_rows()[100:148]))
    assert (checked.code, checked.found) == (0, [])
    assert checked.drift == {
        "drifted": False,
        "inconclusive": False,
        "violation_count": 0,
        "features": [],
        "message": "No drift (5 features, 48 rows).",
        "rows": 48,
        "header": False,
    }
    assert sorted(path.name for path in checked.output.iterdir()) == [
        "constraint_violations.json",
        "constraints.json",
        "drift.json",
        "statistics.json",
    ]


def test_a_batch_of_every_type_like_the_baseline_violates_nothing(mixed: Desk) -> None:
    for seed in range(2, 7):
        assert mixed.check(mixed_rows(48, date(2027, 9, 1), seed)).found == []


@pytest.mark.parametrize(
    ("row", "feature", "kind", "words"),
    [
        ("4,50,round,2,3", "Shape", "data_type_check", "only 98.0% of values are Integral, the baseline asks for 100.0%, such as 'round' in batch.csv, line 49"),
        ("4,50,2_000,2,3", "Shape", "data_type_check", "only 98.0% of values are Integral, the baseline asks for 100.0%, such as '2_000' in batch.csv, line 49"),
        ("4,50,inf,2,3", "Shape", "data_type_check", "only 98.0% of values are Integral"),
        ("4,50,2.5,2,3", "Shape", "data_type_check", "only 98.0% of values are Integral, the baseline asks for 100.0%, such as 2.5 in batch.csv, line 49"),
        ("4,150,2,2,3", "Age", "baseline_drift_check", "1 of 49 values outside the baseline's 30 to 79: 150 in batch.csv, line 49"),
        ("4,50,2,-1,3", "Margin", "baseline_drift_check", "1 of 49 values outside the baseline's 1 to 4: -1 in batch.csv, line 49"),
        ("4,1e200,2,2,3", "Age", "baseline_drift_check", "1 of 49 values outside the baseline's 30 to 79: 1e200 in batch.csv, line 49"),
        ("4,-1.8e308,2,2,3", "Age", "baseline_drift_check", "1 of 49 values outside the baseline's 30 to 79: -1.8e308 in batch.csv, line 49"),
        ("4,3.5e38,2,2,3", "Age", "baseline_drift_check", "1 of 49 values outside the baseline's 30 to 79: 3.5e38 in batch.csv, line 49"),
        ("4,3.4e38,2,2,3", "Age", "baseline_drift_check", "1 of 49 values outside the baseline's 30 to 79: 3.4e+38 in batch.csv, line 49"),
    ],
)  # fmt: skip
def test_one_bad_number_is_found_and_named(row: str, feature: str, kind: str, words: str, numbers: Desk) -> None:
    checked = numbers.check([*as_lines(reference_rows()[:48]), row])
    assert checked.code == 0  # a violation never fails the job
    assert checked.found == [(feature, kind)]
    report = checked.drift
    assert (report["drifted"], report["violation_count"], report["features"]) == (True, 1, [feature])
    assert report["message"].startswith(f"Drift in {feature} (1 of 5 features, 49 rows). {feature}: {words}")


@pytest.mark.parametrize(
    ("row", "feature", "kind", "words"),
    [
        ("100,fourth,true,2027-09-01,", "kind", "categorical_values_check", "values are none of the baseline's 3: 'fourth' in 1 row"),
        ("100,first,maybe,2027-09-01,", "paid", "data_type_check", "of values are booleans, the baseline asks for 100.0%, such as 'maybe' in batch.csv, line 49"),
        ("100,first,true,01/09/2027,", "visit", "data_type_check", "only 98.0% of values are dates, the baseline asks for 100.0%, such as '01/09/2027' in batch.csv, line 49"),
        ("100,first,true,1970-01-01,", "visit", "baseline_drift_check", "1 of 49 dates outside the baseline's 2026-01-01 to 2027-08-23: 1970-01-01 in batch.csv, line 49"),
        ("100,first,true,9999-12-31,", "visit", "baseline_drift_check", "1 of 49 dates outside the baseline's 2026-01-01 to 2027-08-23: 9999-12-31 in batch.csv, line 49"),
        ("1e39,first,true,2027-09-01,", "amount", "baseline_drift_check", ": 1e39 in batch.csv, line 49"),
    ],
)  # fmt: skip
def test_one_bad_cell_of_any_type_is_found_and_named(
    row: str, feature: str, kind: str, words: str, mixed: Desk
) -> None:
    checked = mixed.check([*mixed_rows(48, date(2027, 9, 1), 2), row])
    assert checked.code == 0
    assert checked.found == [(feature, kind)]
    assert words in checked.drift["message"]


def test_a_value_just_beyond_the_range_is_let_pass(numbers: Desk) -> None:
    assert numbers.check([*as_lines(reference_rows()[:48]), "4,83,2,2,3"]).found == []


def test_new_values_are_named_with_their_rows_the_most_frequent_first(desk: Desk) -> None:
    desk.baseline({"sex": "category"}, ["M", "F", "I"] * 200)
    checked = desk.check(["M", "F", "I"] * 16 + ["u", "v", "v", "w", "w", "x", "m\u200b"])
    assert ("sex", "categorical_values_check") in checked.found
    assert (
        "7 of 55 values are none of the baseline's 3: 'v' in 2 rows, 'w' in 2 rows, 'mU+200B' in 1 row, 2 more"
        in checked.drift["message"]
    )


def test_a_shifted_distribution_is_found_though_every_value_is_possible(numbers: Desk) -> None:
    rows = reference_rows()[:48]
    rows[:, 3] = np.where(rows[:, 3] < 3, 4, rows[:, 3])
    checked = numbers.check(as_lines(rows))
    assert checked.found == [("Margin", "baseline_drift_check")]
    assert "distribution distance" in checked.drift["message"]


@pytest.mark.parametrize(("column", "value"), [("kind", "third"), ("paid", "yes")])
def test_shifted_frequencies_are_found(column: str, value: str, mixed: Desk) -> None:
    batch = mixed_rows(48, date(2027, 9, 1), 2)
    for old in ('"first"', '"second, of course"') if column == "kind" else ("false",):
        batch = [line.replace(old, value) for line in batch]
    checked = mixed.check(batch)
    assert checked.found == [(column, "baseline_drift_check")]
    assert "distribution distance" in checked.drift["message"]


def test_a_shift_that_does_not_matter_is_let_pass_however_certain(desk: Desk) -> None:
    desk.baseline({"x": "number", "k": "category"}, ["1,a", "2,b"] * 10_000)
    batch = ["1,a"] * 11_000 + ["2,b"] * 9_000
    assert desk.check(batch).found == []
    assert [check for _, check in desk.check(batch, "--threshold", "0.04").found] == ["baseline_drift_check"] * 2


def test_the_thresholds_of_the_baseline_hold_unless_one_is_given(desk: Desk) -> None:
    rows = ["1,a", "2,b"] * 10_000
    desk.baseline({"x": "number", "k": "category"}, rows, "--threshold", "0.04")
    batch = ["1,a"] * 11_000 + ["2,b"] * 9_000
    assert len(desk.check(batch).found) == 2
    assert desk.check(batch, "--threshold", "0.1").found == []


def test_later_days_are_no_drift_and_earlier_ones_are_once_they_are_no_chance(mixed: Desk) -> None:
    assert mixed.check(mixed_rows(48, date(2028, 6, 1), 2)).found == []
    one_early = mixed_rows(48, date(2027, 9, 1), 2)
    one_early[7] = "100,first,true,2025-12-30,"
    assert mixed.check(one_early).found == []
    many_early = mixed_rows(48, date(2025, 12, 20), 2)
    checked = mixed.check(many_early)
    assert checked.found == [("visit", "baseline_drift_check")]
    assert "12 of 48 dates before the baseline's first, 2026-01-01" in checked.drift["message"]


def test_dates_out_of_order_are_said_and_are_no_drift(mixed: Desk) -> None:
    batch = mixed_rows(48, date(2027, 9, 1), 2)
    assert "order" not in mixed.check(batch).drift["message"]
    report = mixed.check(batch[::-1]).drift
    assert not report["drifted"]
    assert report["message"] == (
        "No drift (5 features, 48 rows). visit was in rising order in the training data and is not here."
    )
    mixed.baseline(MIXED, mixed_rows(300) + mixed_rows(300))
    assert "order" not in mixed.check(batch[::-1]).drift["message"]


def test_missing_values_are_drift_once_they_are_no_chance(mixed: Desk) -> None:
    batch = mixed_rows(48, date(2027, 9, 1), 2)
    for lost, drifts in ((4, False), (20, True)):
        changed = [f"{line.rsplit(',', 1)[0]}," if index < lost else line for index, line in enumerate(batch)]
        checked = mixed.check(changed)
        assert checked.found == ([("note", "completeness_check")] if drifts else [])
    assert "of 48 values missing (" in checked.drift["message"]
    assert "complete, baseline 8" in checked.drift["message"]


@pytest.mark.parametrize("missing", ["?", "", "NaN", "na", "NULL"])
def test_one_missing_value_may_be_chance_where_none_was_missing(missing: str, numbers: Desk) -> None:
    rows = as_lines(reference_rows()[:48])
    assert numbers.check([*rows, f"4,50,{missing},2,3"]).found == []
    assert numbers.check([*rows[:44], *[f"4,50,{missing},2,3"] * 4]).found == [("Shape", "completeness_check")]


def test_a_rise_of_missing_values_that_does_not_matter_is_let_pass(desk: Desk) -> None:
    desk.baseline({"x": "number", "y": "number"}, ["1,2"] * 19_000 + [",2"] * 1_000)
    assert desk.check(["1,2"] * 18_850 + [",2"] * 1_150).found == []
    assert desk.check(["1,2"] * 18_750 + [",2"] * 1_250).found == [("x", "completeness_check")]


def test_significance_is_shared_by_all_tests(desk: Desk) -> None:
    batch = ["1"] * 14 + ["2"] * 36  # of p about 0.003 on its own

    def drifted(features: int) -> bool:
        types = {f"f{index}": "number" for index in range(features)}
        same = ["1", "2"] * 300
        desk.baseline(types, [",".join([cell] * features) for cell in same])
        others = [[cell] * (features - 1) for cell in ["1", "2"] * 25]
        return desk.check([",".join([cell, *more]) for cell, more in zip(batch, others)]).drift["drifted"]

    assert drifted(features=1)
    assert not drifted(features=20)


def test_one_shift_among_many_features_is_found(desk: Desk) -> None:
    """300 tests ask of one of them a chance that 9,999 permutations could not show."""
    types = {f"f{index}": "category" for index in range(300)}
    desk.baseline(types, [",".join([cell] * 300) for cell in ["a", "b"] * 300])
    batch = [",".join(["a" if index < 40 else "b", *["ab"[index % 2]] * 299]) for index in range(48)]
    assert desk.check(batch).found == [("f0", "baseline_drift_check")]


def test_checks_can_be_switched_off(numbers: Desk) -> None:
    limits = json.loads((numbers.folder / "constraints.json").read_text())
    shifted = reference_rows()[:48]
    shifted[:, 3] = 4
    for switch in (limits["monitoring_config"], limits["monitoring_config"]["distribution_constraints"]):
        key = "evaluate_constraints" if "evaluate_constraints" in switch else "perform_comparison"
        switch[key] = "Disabled"
        path = numbers.folder / "switched.json"
        path.write_text(json.dumps(limits))
        assert numbers.check(as_lines(shifted), "--constraints", str(path)).found == []
        switch[key] = "Enabled"


# --- too few rows ------------------------------------------------------------------------------------------------


def test_too_few_rows_are_inconclusive_unless_something_is_certain(numbers: Desk) -> None:
    few = reference_rows()[:19]
    few[:, 3] = 4
    checked = numbers.check(as_lines(few))
    report = checked.drift
    assert (checked.code, checked.found) == (0, [])
    assert (report["drifted"], report["inconclusive"]) == (False, True)
    assert report["message"].startswith("Inconclusive (5 features, 19 rows): too few rows to tell drift from chance, 20 ")
    assert "A larger batch would help" in report["message"]
    assert numbers.check(as_lines(few), "--minimum-rows", "19").drift["drifted"]
    for row in ("4,150,2,4,3", "4,50,round,4,3"):
        report = numbers.check([*as_lines(few[:5]), row]).drift
        assert (report["drifted"], report["inconclusive"]) == (True, False)


def test_a_new_category_is_certain_in_a_batch_of_one_row(mixed: Desk) -> None:
    assert mixed.check(["100,first,true,2027-09-01,"]).drift["inconclusive"]
    assert mixed.check(["100,fourth,true,2027-09-01,"]).drift["drifted"]


# --- what the next reader could not read -------------------------------------------------------------------------

PLAIN = "\n".join(as_lines(reference_rows()[:48])) + "\n"
WIDTH = "expected 5 columns (BIRADS, Age, Shape, Margin, Density)"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param("\ufeff" + PLAIN, "batch.csv, line 1: expected a record, found a byte order mark (U+FEFF): save the file as UTF-8 without BOM", id="byte order mark"),
        pytest.param(PLAIN.replace("\n", "\n\n", 1), "batch.csv, line 2: expected a record, found a blank line: delete it", id="blank line inside"),
        pytest.param(PLAIN.replace("\n", "\r"), "batch.csv, line 1, column Density: expected lines that end in \\n or \\r\\n, found a carriage return (U+000D) alone: save the file with them", id="carriage returns alone"),
        pytest.param(PLAIN.replace(",", ',"5\n0",', 1), 'batch.csv, line 1, column Age: expected quotes around a whole cell of one line ("" for a quote in it), found one that is not closed', id="line break inside quotes"),
        pytest.param(PLAIN + '4,"' + "5," * 100_000, 'batch.csv, line 49, column Age: expected quotes around a whole cell of one line ("" for a quote in it), found one that is not closed', id="unclosed quote of more than 128 KiB"),
        pytest.param(PLAIN.replace(",", ",\0", 1), "batch.csv, line 1, column Age: expected text, found a NUL byte (U+0000): save the file as UTF-8", id="NUL byte"),
        pytest.param(PLAIN.encode("utf-16-le"), "batch.csv, line 1, column BIRADS: expected text, found a NUL byte (U+0000): save the file as UTF-8", id="UTF-16"),
        pytest.param(PLAIN.encode() + b"4,50,\xe9,2,3\n", "batch.csv, line 49, column Shape: expected UTF-8, found the byte 0xe9: save the file as UTF-8", id="Latin-1"),
        pytest.param(PLAIN + "4,50,2\n", f"batch.csv, line 49: {WIDTH}, found 3", id="too few cells"),
        pytest.param("", "batch.csv: expected rows of 5 columns, found an empty file", id="empty file"),
        pytest.param(HEADER + "\n", "batch.csv: expected rows of 5 columns, found an empty file", id="header alone"),
        pytest.param("Age,BIRADS,Shape,Margin,Density\n" + PLAIN, "batch.csv, line 1: expected the header BIRADS,Age,Shape,Margin,Density or none, found Age,BIRADS,Shape,Margin,Density", id="header in another order"),
    ],
)  # fmt: skip
def test_what_the_model_could_not_read_is_refused_with_its_place_and_its_remedy(
    content: str | bytes, reason: str, numbers: Desk
) -> None:
    checked = numbers.check(content if isinstance(content, bytes) else content.encode())
    assert (checked.code, checked.error) == (1, f"DataError: {reason}\n")
    assert not list(checked.output.glob("*"))


@pytest.mark.parametrize("value", ["1e200", "1.79e308", "-1.79e308", "1e400", "9" * 400])
def test_a_number_beyond_the_arithmetic_is_refused_in_training_data(
    value: str, desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.describe({"Age": "number"})
    assert desk.run("baseline", "baseline.csv", f"Age\n50\n{value}\n", "--output", str(desk.folder)) == 1
    assert capsys.readouterr().err.startswith("DataError: baseline.csv, line 3, column Age: expected a number, found '")


def test_numbers_at_the_edge_of_float32_have_statistics(desk: Desk) -> None:
    desk.baseline({"x": "number"}, ["3.4e38", "-3.4e38", "0"] * 100)
    assert desk.check(["3.4e38", "-3.4e38"] * 24 + ["0"] * 20).code == 0


def test_hidden_files_are_no_data(numbers: Desk) -> None:
    (numbers.folder / "in/.batch.csv.crc").write_bytes(b"crc\0")
    (numbers.folder / "in/_SUCCESS.csv").write_bytes(b"")
    (numbers.folder / "in/baseline.csv").unlink()
    numbers.check(as_lines(reference_rows()[:48]))
    assert numbers.check(as_lines(reference_rows()[:48]), "--input", str(numbers.folder / "in")).code == 0


def test_a_batch_without_drift_but_with_a_header_is_refused_before_the_model_takes_it_for_a_record(
    numbers: Desk,
) -> None:
    for rows in (48, 3):
        checked = numbers.check([HEADER, *as_lines(reference_rows()[:rows])])
        assert (checked.code, checked.error) == (
            1,
            "DataError: batch.csv, line 1: expected rows only, found a header, which the model would take for a "
            "record: delete this line and start the pipeline again\n",
        )
        assert not list(checked.output.glob("*"))


def test_in_a_batch_that_drifts_a_header_is_read_as_one_and_reported(numbers: Desk) -> None:
    rows = reference_rows()[:48]
    rows[:, 3] = 4
    reports = [numbers.check([*header, *as_lines(rows)]).drift for header in ([], [HEADER.lower()])]
    assert [report.pop("header") for report in reports] == [False, True]
    assert reports[0] == reports[1]
    assert reports[0]["drifted"]


def test_an_ignored_column_that_the_next_reader_could_not_read_is_refused(mixed: Desk) -> None:
    batch = mixed_rows(48, date(2027, 9, 1), 2)
    batch[6] = "a lot,first,true,2027-09-01,"
    assert mixed.check(batch).found == [("amount", "data_type_check")]
    checked = mixed.check(batch, "--ignore", "amount")
    assert (checked.code, checked.error) == (
        1,
        "DataError: batch.csv, line 7, column amount: expected a value of its type, found 'a lot': correct it, or "
        "declare the column as text\n",
    )
    batch[7] = "100,fourth,true,2027-09-01,"
    assert mixed.check(batch, "--ignore", "amount").found == [("kind", "categorical_values_check")]


def spoiled(drawn: random.Random) -> bytes:
    """Lines of numbers that may have up to two of the things that go wrong in real files."""
    rows = [[str(cell) for cell in row] for row in reference_rows()[drawn.sample(range(600), 30)]]
    odd = ["", " 4 ", "4\t", "\x0b4", "\x0c4", "\x1c4", "\x854", "\u20284", "\u00a04", "４", "4_0", "1e3", "1e39", "inf"]
    odd += ["nan", "-nan", "+4", "4.", ".5e1", "0x4", "4e", "4 0", "\ufeff4", "4\r", "\r4", "\0", "é", "4\n", "4,4"]
    for _ in range(drawn.randrange(3)):
        drawn.choice(rows)[drawn.choice((0, 2, 3, 4))] = drawn.choice(odd)
    lines = [",".join(row) for row in rows]
    if drawn.random() < 0.2:
        lines.insert(drawn.randrange(len(lines) + 1), drawn.choice(["", " ", "\t", ",,,,", HEADER, "#"]))
    end = drawn.choice(["\n"] * 6 + ["\r\n"] * 3 + ["\r", "\x85", "\u2028"])
    text = drawn.choice([""] * 9 + ["\ufeff"]) + end.join(lines) + drawn.choice(["", end, end, "\n\n"])
    return text.encode(drawn.choice(["utf-8"] * 8 + ["utf-16", "latin-1"]), errors="replace")


READ_AS_THE_CONTAINER_DOES = f"""
import json, sys
sys.path[0] = {str(CONTAINERS)!r}
import xgboost, xgboost_serve
for body in json.load(sys.stdin):
    records = xgboost_serve.parse_records(body)
    matrix = records if isinstance(records, xgboost.DMatrix) else xgboost.DMatrix(records)
    print(json.dumps([matrix.num_row(), matrix.get_data().data.tolist()]))
"""


def test_what_the_check_passes_the_models_container_reads_as_the_same_numbers(numbers: Desk) -> None:
    columns = [tabular.Column(name, "number") for name in NAMES]
    bodies, expected = [], []
    for seed in range(250):
        content = spoiled(random.Random(seed))
        checked = numbers.check(content)
        # The container takes the carriage return after a missing value for one; our own readers do not.
        if checked.code or checked.drift["drifted"] or b",\r" in content:
            continue
        chunks = tabular.read(numbers.folder / "in/batch.csv", columns, header="never", batch=True)
        read = np.concatenate([np.column_stack(list(chunk.columns.values())) for chunk in chunks])
        # What is missing has no place in XGBoost's matrix.
        expected.append([len(read), read[~np.isnan(read)].astype(np.float32).tolist()])
        bodies.append(content.decode().strip())  # the container strips a body's ends
    assert 20 < len(bodies) < 200
    done = subprocess.run(
        [sys.executable, "-c", READ_AS_THE_CONTAINER_DOES],
        input=json.dumps(bodies),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, (bodies[len(done.stdout.splitlines())], done.stderr.splitlines()[-1])
    assert [json.loads(line) for line in done.stdout.splitlines()] == expected


def test_what_the_check_passes_our_own_readers_read(mixed: Desk) -> None:
    """The preparation of a batch, and the scripts that serve, read what is in no matrix of numbers."""
    columns = tabular.load_description(mixed.folder / "description.json").batch
    odd = ["", "?", '""', '"a ""b"", c"', "first", " third ", "1", "1e39", "yes", "N", "2027-09-01", "2027-02-30"]
    odd += ["2027-09-01T10:00:00+02:00", "01.09.2027", "nil", '"', 'a"b', "\x85", "\u2028", "\ufeff", "\0", "NaN"]
    passed = 0
    for seed in range(150):
        drawn = random.Random(seed)
        lines = mixed_rows(30, date(2027, 9, 1), seed)
        for _ in range(drawn.randrange(3)):
            cells = ["100", "first", "true", "2027-09-01", "note"]
            cells[drawn.randrange(5)] = drawn.choice(odd)
            lines[drawn.randrange(30)] = ",".join(cells)
        ignored = drawn.choice([[], ["--ignore", "amount"], ["--ignore", "paid", "--ignore", "visit"]])
        checked = mixed.check("\n".join(lines).encode(), *ignored)
        if checked.code or checked.drift["drifted"]:
            continue
        passed += 1
        read = tabular.read(mixed.folder / "in/batch.csv", columns, header="never", batch=True)
        assert sum(chunk.rows for chunk in read) == checked.drift["rows"] == 30
    assert 20 < passed < 140


# --- baselines of other hands, and broken ones -------------------------------------------------------------------

BEFORE = ROOT / "__tests__/support/data/baseline-of-numbers"


def test_a_baseline_that_an_earlier_version_wrote_is_checked_against(desk: Desk) -> None:
    desk.describe(NUMBERS)
    plain = ["3,67,2,3,4", "2,68,1,4,3", "3,42,4,4,4", "3,44,2,2,1", "2,40,1,1,1", "4,60,4,2,4"] * 4
    assert desk.check(plain, against=BEFORE).found == []
    assert desk.check([*plain, "?,50,1,1,1"], against=BEFORE).found == []
    assert desk.check([*plain, *["?,50,1,1,1"] * 5], against=BEFORE).found == [("BIRADS", "completeness_check")]
    assert desk.check([*plain, "5,150,1,1,1"], against=BEFORE).found == [("Age", "baseline_drift_check")]
    assert desk.check(["3,67,2,1,4"] * 24, against=BEFORE).drift["drifted"]


def test_a_baseline_of_another_type_says_that_the_model_was_trained_on_others(desk: Desk) -> None:
    desk.describe({**NUMBERS, "Shape": "category"})
    checked = desk.check(as_lines(reference_rows()[:48]), against=BEFORE)
    assert checked.code == 1
    assert "baseline, column Shape: expected string statistics of a column of the type category, found" in checked.error
    assert "start the training pipeline, or ignore the column" in checked.error


@pytest.mark.parametrize("content", ["{", "{}", json.dumps({"features": [{"name": name} for name in NAMES]})])
def test_constraints_that_cannot_be_read_fail_the_job(content: str, numbers: Desk) -> None:
    path = numbers.folder / "limits.json"
    path.write_text(content)
    checked = numbers.check(as_lines(reference_rows()[:48]), "--constraints", str(path))
    assert checked.code == 1
    assert "limits.json" in checked.error.splitlines()[-1]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("4,50,2,2,3\n", "baseline.csv, line 1: expected the header BIRADS,Age,Shape,Margin,Density, found 4,50,2,2,3"),
        (HEADER + "\n4,50,2,two,3\n", "baseline.csv, line 2, column Margin: expected a number, found 'two'"),
        (HEADER + "\n", "baseline.csv: expected rows of 5 columns, found an empty file"),
    ],
)
def test_a_baseline_of_bad_data_is_refused(
    content: str, reason: str, desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.describe(NUMBERS)
    assert desk.run("baseline", "baseline.csv", content, "--output", str(desk.folder)) == 1
    assert capsys.readouterr().err.splitlines()[-1] == f"DataError: {reason}"


# --- the message -------------------------------------------------------------------------------------------------


def test_the_message_names_features_first_and_leaves_room_in_a_fail_step() -> None:
    columns = [tabular.Column(f"feature number {index}", "number") for index in range(60)]
    batch = data_quality.Batch([data_quality.summary_of(column) for column in columns], 48)
    found = [
        {"feature_name": column.name, "constraint_check_type": "completeness_check", "description": "4 of 48 missing"}
        for column in columns
    ]
    report = data_quality.drift_report(batch, found, data_quality.Rules())
    assert len(report["message"]) == data_quality.MESSAGE_LIMIT
    assert report["message"].startswith("Drift in feature number 0, feature number 1, ")
    assert " more (60 of 60 features, 48 rows). feature number 0: 4 of 48 missing. " in report["message"]
    assert len(report["features"]) == 60


# --- how often it is wrong ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "name", "least"),
    [("numbers", "malignant masses only", 17), ("categories", "half of the rows have one purpose", 16)],
)
def test_false_alarms_are_rare_and_a_real_shift_is_not_missed(kind: str, name: str, least: int) -> None:
    source, changes = measure_data_quality.KINDS[kind]
    assert measure_data_quality.measure(source(), changes["clean"], 48, repeat=20)["by a test"] <= 2
    assert measure_data_quality.measure(source(), changes[name], 48, repeat=20)["by a test"] >= least
