from __future__ import annotations

import io

import numpy as np
import pytest
from sklearn import metrics as reference

import metrics
from tabular import Column, DataError, Description


def described(task: str, *classes: str) -> Description:
    target = Column("y", "category" if classes else "number", classes)
    return Description(task, "y", classes, (Column("x", "number"), target), "built-in")


BINARY = described("binary", "no", "yes")
SEVERAL = described("multiclass", "a", "b", "c")
REGRESSION = described("regression")


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
    auc = metrics.auc_with_interval(labels, scores)
    assert (auc.value, auc.standard_deviation) == pytest.approx(by_pairs(labels, scores))
    assert 0 < auc.lower < auc.value < auc.upper < 1


def test_auc_is_taken_on_scores_and_not_on_classes() -> None:
    labels = np.array([0, 0, 1, 1])
    scores = np.array([0.6, 0.7, 0.8, 0.9])  # all above 0.5: as classes they would rank nothing
    assert metrics.auc_with_interval(labels, scores).value == 1.0


def test_without_an_exception_the_interval_is_a_point() -> None:
    auc = metrics.auc_with_interval(np.array([0, 0, 1, 1]), np.array([0.1, 0.2, 0.8, 0.9]))
    assert (auc.value, auc.lower, auc.upper, auc.standard_deviation) == (1.0, 1.0, 1.0, 0.0)


def test_the_interval_holds_the_true_area_in_about_95_of_100_samples() -> None:
    random = np.random.default_rng(11)
    labels = np.repeat([0.0, 1.0], 60)
    true_area = 0.8413447460685429  # of two normal distributions sqrt(2) apart
    held = 0
    for _ in range(400):
        auc = metrics.auc_with_interval(labels, random.normal(labels * np.sqrt(2)))
        held += auc.lower <= true_area <= auc.upper
    assert 0.92 <= held / 400 <= 0.98


def test_bootstrap_intervals_hold_the_true_value_in_about_95_of_100_samples() -> None:
    random = np.random.default_rng(3)
    held = {"rmse": 0, "accuracy": 0}
    for _ in range(150):
        errors = random.normal(size=(120, 1))
        rmse = metrics.measure(REGRESSION, np.zeros(120), errors)["rmse"]["confidence_interval"]
        held["rmse"] += rmse["lower"] <= 1 <= rmse["upper"]
        labels = (random.random(120) < 0.8).astype(float)
        accuracy = metrics.measure(BINARY, labels, np.ones((120, 1)))["accuracy"]["confidence_interval"]
        held["accuracy"] += accuracy["lower"] <= 0.8 <= accuracy["upper"]
    assert all(0.89 <= count / 150 <= 0.99 for count in held.values()), held


def test_metrics_that_need_classes() -> None:
    labels, scores = np.array([0, 0, 0, 1, 1.0]), np.array([[0.1], [0.6], [0.2], [0.9], [0.4]])
    measured = metrics.measure(BINARY, labels, scores)
    assert measured["confusion_matrix"] == {"no": {"no": 2, "yes": 1}, "yes": {"no": 1, "yes": 1}}
    assert measured["accuracy"]["value"] == 0.6
    assert (measured["precision"]["value"], measured["recall"]["value"]) == (0.5, 0.5)


def sampled(description: Description) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(5)
    if description.task == "regression":
        labels = random.normal(100, 3, 300)
        return labels, labels[:, None] + random.normal(size=(300, 1))
    labels = random.integers(len(description.classes), size=300).astype(float)
    votes = random.random((300, len(description.classes))) + 0.7 * np.eye(len(description.classes))[labels.astype(int)]
    shares = votes / votes.sum(axis=1, keepdims=True)
    return labels, shares[:, 1:] if description.task == "binary" else shares


@pytest.mark.parametrize("description", [BINARY, SEVERAL, REGRESSION], ids=lambda each: each.task)
def test_every_metric_agrees_with_scikit_learn(description: Description) -> None:
    labels, predictions = sampled(description)
    measured = metrics.measure(description, labels, predictions)
    if description.task == "regression":
        given = predictions[:, 0]
        expected = {
            "mae": reference.mean_absolute_error(labels, given),
            "mse": reference.mean_squared_error(labels, given),
            "rmse": reference.root_mean_squared_error(labels, given),
            "r2": reference.r2_score(labels, given),
        }
    elif description.task == "binary":
        given = predictions[:, 0] > 0.5
        (kept, alarms), (missed, hits) = reference.confusion_matrix(labels, given)
        expected = {
            "auc": reference.roc_auc_score(labels, predictions[:, 0]),
            "accuracy": reference.accuracy_score(labels, given),
            "precision": reference.precision_score(labels, given),
            "recall": reference.recall_score(labels, given),
            **{
                f"f{str(beta).replace('.', '_')}": reference.fbeta_score(labels, given, beta=beta)
                for beta in (0.5, 1, 2)
            },
            "true_positive_rate": hits / (hits + missed),
            "true_negative_rate": kept / (kept + alarms),
            "false_positive_rate": alarms / (kept + alarms),
            "false_negative_rate": missed / (hits + missed),
        }
    else:
        given, average = predictions.argmax(axis=1), {"average": "weighted"}
        expected = {
            "macro_f1": reference.f1_score(labels, given, average="macro"),
            "log_loss": reference.log_loss(labels, predictions),
            "accuracy": reference.accuracy_score(labels, given),
            "weighted_precision": reference.precision_score(labels, given, **average),
            "weighted_recall": reference.recall_score(labels, given, **average),
            "weighted_f0_5": reference.fbeta_score(labels, given, beta=0.5, **average),
            "weighted_f1": reference.fbeta_score(labels, given, beta=1, **average),
            "weighted_f2": reference.fbeta_score(labels, given, beta=2, **average),
        }
    assert set(expected) == set(metrics.metric_names(description.task))
    for name, value in expected.items():
        assert measured[name]["value"] == pytest.approx(value), name
        interval = measured[name]["confidence_interval"]
        assert interval["lower"] < value < interval["upper"], name
        alone = metrics.value_of(name, description.task, labels, predictions, len(description.classes))
        assert alone == measured[name]["value"]
    assert metrics.measure(description, labels, predictions) == measured


def test_macro_f1_leaves_out_a_class_that_does_not_occur() -> None:
    labels, predictions = np.array([0, 0, 1.0]), np.eye(3)[[0, 1, 1]]
    expected = reference.f1_score(labels, [0, 1, 1], average="macro")
    assert metrics.measure(SEVERAL, labels, predictions)["macro_f1"]["value"] == pytest.approx(expected)


def test_rows_of_one_class_have_no_auc() -> None:
    measured = metrics.measure(BINARY, np.ones(30), np.full((30, 1), 0.9))
    assert "auc" not in measured and measured["recall"]["value"] == 1.0
    assert metrics.value_of("auc", "binary", np.ones(3), np.ones((3, 1)), 2) is None


def test_curves_are_short_and_agree_with_scikit_learn() -> None:
    random = np.random.default_rng(2)
    labels = (random.random(3000) < 0.3).astype(float)
    scores = random.normal(labels)
    roc = metrics.curves(labels, scores)["receiver_operating_characteristic_curve"]
    x, y = roc["false_positive_rates"], roc["true_positive_rates"]
    assert (x[0], y[0], x[-1], y[-1]) == (0, 0, 1, 1) and len(x) == len(y) <= 100
    known_x, known_y, _ = reference.roc_curve(labels, scores, drop_intermediate=False)
    away = np.abs(np.subtract.outer(x, known_x)) + np.abs(np.subtract.outer(y, known_y))
    assert away.min(axis=1).max() < 1e-5
    few = metrics.curves(np.array([1, 0, 1, 0.0]), np.array([0.9, 0.9, 0.9, 0.1]))
    assert few["receiver_operating_characteristic_curve"]["false_positive_rates"] == [0, 0.5, 1]


def test_large_data_cost_no_more_draws_than_the_bound() -> None:
    random = np.random.default_rng(1)
    rows = metrics.DRAWN_ROWS // metrics.LEAST_SAMPLES  # 100,000
    drawn = metrics._sample_means(random.normal(size=(rows, 1)))
    assert len(drawn) == metrics.LEAST_SAMPLES
    assert len(metrics._sample_means(np.ones((50, 1)))) == metrics.SAMPLES


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("0.25\n0.5\n", 1, [[0.25], [0.5]]),
        ("5,M,0.25\n", 1, [[0.25]]),
        ('1,"[0.2, 0.3, 0.5]"\n', 3, [[0.2, 0.3, 0.5]]),
        ("[0.2, 0.3, 0.5]\r\n", 3, [[0.2, 0.3, 0.5]]),
        ('"a, ""b""",0.1,0.9\n', 2, [[0.1, 0.9]]),
    ],
)
def test_predictions_are_the_last_cells_of_a_line(text: str, width: int, expected: list[list[float]]) -> None:
    assert metrics.parse_predictions(io.StringIO(text, newline=""), "x.out", width).tolist() == expected


@pytest.mark.parametrize(
    ("text", "width", "reason"),
    [
        ("0.5\nhigh\n", 1, "x.out, line 2: expected a number at the end, found 'high'"),
        ("nan\n", 1, "x.out, line 1: expected a number at the end, found 'nan'"),
        ("0.5\n", 3, "x.out, line 1: expected 3 numbers at the end, found '0.5'"),
    ],
)
def test_what_is_no_prediction_is_refused(text: str, width: int, reason: str) -> None:
    with pytest.raises(DataError) as error:
        metrics.parse_predictions(io.StringIO(text), "x.out", width)
    assert str(error.value) == reason


def test_statistics_of_predictions_have_the_form_of_a_feature() -> None:
    numbers = np.random.default_rng(0).random((5000, 1))
    statistics = metrics.prediction_statistics(BINARY, numbers)["numerical_statistics"]
    sketch = statistics["distribution"]["kll"]["sketch"]["data"][0]
    assert len(sketch) == metrics.SKETCH_SIZE and sketch == sorted(sketch)
    assert np.mean(sketch) == pytest.approx(statistics["mean"], abs=1e-3)
    assert sum(bucket["count"] for bucket in statistics["distribution"]["kll"]["buckets"]) == 5000
    counts = metrics.prediction_statistics(SEVERAL, np.eye(3)[[0, 2, 2]])["string_statistics"]
    assert counts["distribution"]["categorical"]["buckets"] == [
        {"value": "a", "count": 1},
        {"value": "b", "count": 0},
        {"value": "c", "count": 2},
    ]
    assert counts["distinct_count"] == 2
