from __future__ import annotations

import json
import math
import statistics

import numpy as np
import pytest
from tables import CLASSES, EVERY_TYPE, MAMMOGRAPHY, FEATURES, description, write_description

import tabular
from encoders import Encoders
from tabular import Chunk, DataError, Description


@pytest.fixture
def animals(tmp_path) -> Description:
    return tabular.load_description(write_description(tmp_path, description(EVERY_TYPE, "outcome", CLASSES)))


COLUMNS = {
    "length": np.array([2.5, math.nan, 1.0, 7.0, 4.0]),
    "sex": np.array(["M", "F", "", "F", "M"], object),
    "born": np.array([10.5, 0.0, math.nan, 3.0, 3.0]),
    "tagged": np.array([1.0, 1.0, 0.0, math.nan, 0.0]),
}
PREPARATION = {
    "version": 1,
    "features": [
        {"name": "length", "type": "number", "fill": 2.5},
        {"name": "sex", "type": "category", "fill": "F", "values": ["F", "M"]},
        {"name": "born", "type": "date", "fill": 3},
        {"name": "tagged", "type": "boolean", "fill": 0},
    ],
}


def test_what_is_fitted_fills_what_is_missing_with_a_value_that_occurs(animals: Description) -> None:
    fitted = Encoders.fit(animals, COLUMNS)
    assert json.loads(fitted.to_json()) == PREPARATION
    assert fitted.apply(Chunk(5, 1, COLUMNS)).tolist() == [
        [2.5, 1, 10.5, 1], [2.5, 0, 0, 1], [1, 0, 3, 0], [7, 0, 3, 0], [4, 1, 3, 0]
    ]  # fmt: skip


@pytest.mark.parametrize("count", range(1, 12))
def test_the_median_of_an_even_number_is_the_lower_of_two(animals: Description, count: int) -> None:
    values = np.random.RandomState(count).randint(0, 6, count).astype(float)
    fitted = Encoders.fit(animals, {**COLUMNS, "length": values})
    assert json.loads(fitted.to_json())["features"][0]["fill"] == statistics.median_low(values.tolist())


def test_categories_are_ordered_by_frequency_and_ties_by_text(animals: Description) -> None:
    sexes = np.array(["z", "b", "b", "", "", "", "a", "z", "é"], object)
    fitted = json.loads(Encoders.fit(animals, {**COLUMNS, "sex": sexes}).to_json())["features"][1]
    assert (fitted["fill"], fitted["values"]) == ("b", ["b", "z", "a", "é"])


def test_a_category_that_training_never_saw_is_minus_one(animals: Description) -> None:
    fitted = Encoders.fit(animals, COLUMNS)
    later = Chunk(5, 1, {**COLUMNS, "sex": np.array(["X", "f", "M", "", "F"], object)})
    assert fitted.apply(later)[:, 1].tolist() == [-1, -1, 1, 0, 0]


@pytest.mark.parametrize(
    ("name", "missing"), [("length", math.nan), ("sex", ""), ("born", math.nan), ("tagged", math.nan)]
)
def test_a_feature_without_a_value_is_refused(animals: Description, name: str, missing) -> None:  # fmt: skip
    empty = np.full(5, missing, COLUMNS[name].dtype)
    with pytest.raises(
        DataError, match=f"^column {name}: expected values in the training split, found none$"
    ):
        Encoders.fit(animals, {**COLUMNS, name: empty})


def test_what_was_written_is_read_again(animals: Description) -> None:
    fitted = Encoders.fit(animals, COLUMNS)
    again = Encoders.from_json(fitted.to_json(), animals)
    assert again.to_json() == fitted.to_json()
    np.testing.assert_array_equal(again.apply(Chunk(5, 1, COLUMNS)), fitted.apply(Chunk(5, 1, COLUMNS)))


def test_medians_of_an_earlier_version_are_read(tmp_path) -> None:
    mammography = tabular.load_description(write_description(tmp_path, MAMMOGRAPHY))
    medians = json.dumps(dict(zip(FEATURES, (4.0, 57.0, 3.0, 3.0, 3.0))))
    row = {name: np.array([math.nan]) for name in FEATURES}
    assert Encoders.from_json(medians, mammography).apply(Chunk(1, 1, row)).tolist() == [[4, 57, 3, 3, 3]]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        '{"version": 1}',
        '{"BIRADS": 4}',
        json.dumps({**PREPARATION, "features": PREPARATION["features"][::-1]}),
        json.dumps(PREPARATION).replace('"boolean"', '"number"'),
        json.dumps(PREPARATION).replace('"fill": "F"', '"fill": "X"'),
        json.dumps(PREPARATION).replace('"fill": 2.5', '"fill": "F"'),
    ],
)
def test_what_belongs_to_another_model_is_refused(animals: Description, content: str) -> None:
    with pytest.raises(DataError, match=r"^preparation\.json: expected "):
        Encoders.from_json(content, animals)
