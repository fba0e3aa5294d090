from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

import numpy as np
import pytest

import evaluate


def by_pairs(labels: np.ndarray, scores: np.ndarray) -> tuple[float, float]:
    """AUC and DeLong's standard deviation by their definitions, over all pairs of a positive and a negative."""
    positive, negative = scores[labels == 1], scores[labels == 0]
    wins = (positive[:, None] > negative) + 0.5 * (positive[:, None] == negative)
    variance = wins.mean(1).var(ddof=1) / len(positive) + wins.mean(0).var(ddof=1) / len(negative)
    return float(wins.mean()), float(np.sqrt(variance))


@pytest.mark.parametrize("decimals", [1, 8], ids=["tied scores", "distinct scores"])
def test_auc_and_its_deviation_agree_with_their_definitions(decimals: int) -> None:
    random = np.random.default_rng(7)
    labels = (random.random(150) < 0.4).astype(float)
    scores = np.round(random.normal(labels, 1.2), decimals)
    auc = evaluate.auc_with_interval(labels, scores)
    assert (auc.value, auc.standard_deviation) == pytest.approx(by_pairs(labels, scores))
    assert 0 < auc.lower < auc.value < auc.upper < 1


def test_auc_is_taken_on_scores_and_not_on_classes() -> None:
    labels = np.array([0, 0, 1, 1])
    scores = np.array([0.6, 0.7, 0.8, 0.9])  # all above 0.5: as classes they would rank nothing
    assert evaluate.auc_with_interval(labels, scores).value == 1.0


def test_without_an_exception_the_interval_is_a_point() -> None:
    auc = evaluate.auc_with_interval(np.array([0, 0, 1, 1]), np.array([0.1, 0.2, 0.8, 0.9]))
    assert (auc.value, auc.lower, auc.upper, auc.standard_deviation) == (1.0, 1.0, 1.0, 0.0)


def test_the_interval_holds_the_true_area_in_about_95_of_100_samples() -> None:
    random = np.random.default_rng(11)
    labels = np.repeat([0.0, 1.0], 60)
    true_area = 0.8413447460685429  # of two normal distributions sqrt(2) apart
    held = 0
    for _ in range(400):
        auc = evaluate.auc_with_interval(labels, random.normal(labels * np.sqrt(2)))
        held += auc.lower <= true_area <= auc.upper
    assert 0.92 <= held / 400 <= 0.98


def test_metrics_that_need_classes() -> None:
    metrics = evaluate.classification_metrics(np.array([0, 0, 0, 1, 1]), np.array([0.1, 0.6, 0.2, 0.9, 0.4]))
    assert metrics["confusion_matrix"] == {"0": {"0": 2, "1": 1}, "1": {"0": 1, "1": 1}}
    assert metrics["accuracy"] == {"value": 0.6}
    assert (metrics["precision"], metrics["recall"]) == ({"value": 0.5}, {"value": 0.5})


GOOD_TEST = "1,5,1\n0,1,0\n1,6,1\n0,2,0\n"


def archive(path: Path, member: str, content: bytes) -> Path:
    with tarfile.open(path, "w:gz") as tar:
        info = tarfile.TarInfo(member)
        info.size = len(content)
        tar.addfile(info, io.BytesIO(content))
    return path


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import xgboost

    features = np.array([[index % 10, 1.0] for index in range(40)])
    matrix = xgboost.DMatrix(features, label=features[:, 0] > 4)
    booster = xgboost.train({"objective": "binary:logistic", "nthread": 1}, matrix, num_boost_round=3)
    return archive(
        tmp_path_factory.mktemp("model") / "model.tar.gz", "xgboost-model", booster.save_raw("ubj")
    )


def run(tmp_path: Path, model: Path, test: str) -> int:
    (tmp_path / "test.csv").write_text(test, encoding="utf-8")
    paths = {"--model": model, "--test": tmp_path / "test.csv", "--output": tmp_path / "out"}
    return evaluate.main([str(part) for pair in paths.items() for part in pair])


def test_the_report_is_what_the_condition_reads(tmp_path: Path, model: Path) -> None:
    assert run(tmp_path, model, GOOD_TEST) == 0
    report = json.loads((tmp_path / "out/evaluation.json").read_text())
    auc = report["binary_classification_metrics"]["auc"]
    assert auc["value"] == 1.0
    assert auc["confidence_interval"]["level"] == 0.95
    assert auc["confidence_interval"]["method"].startswith("DeLong")
    assert report["rows"] == 4


@pytest.mark.parametrize(
    ("test", "reason"),
    [
        ("", "DataError: test.csv: expected rows, found an empty file"),
        ("1,5,1\n2,1,0\n", "DataError: test.csv, line 2, column 1: expected the label 0 or 1, found 2"),
        ("1,5,1\n1,1,0\n", "DataError: test.csv: expected rows of both classes, found only 1 in 2 rows"),
        (
            "1,5,1\n0,x,0\n",
            "DataError: test.csv: could not convert string 'x' to float64 at row 1, column 2.",
        ),
        ("1,5,1,7\n0,1,0,7\n", "DataError: the model takes 2 features, the test split has 3"),
    ],
)
def test_a_bad_test_split_is_refused(
    test: str, reason: str, tmp_path: Path, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, model, test) == 1
    assert capsys.readouterr().err.splitlines()[-1] == reason


def test_a_bad_model_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong_member = archive(tmp_path / "a.tar.gz", "model.pkl", b"x")
    no_model = archive(tmp_path / "b.tar.gz", "xgboost-model", b"x")
    no_archive = tmp_path / "c.tar.gz"
    no_archive.write_bytes(b"x")
    for path, part in (
        (wrong_member, "a.tar.gz: expected an archive that holds xgboost-model"),
        (no_model, "b.tar.gz: xgboost-model is no XGBoost model"),
        (no_archive, "c.tar.gz: expected an archive that holds xgboost-model"),
        (tmp_path / "missing.tar.gz", "FileNotFoundError"),
    ):
        assert run(tmp_path, path, GOOD_TEST) == 1
        assert part in capsys.readouterr().err.splitlines()[-1]
