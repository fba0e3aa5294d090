from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest

import distributions


def sketch(*pieces: np.ndarray) -> list[np.ndarray]:
    made = distributions.Sketch()
    for piece in pieces:
        made.add(piece)
    return made.levels


def test_a_sketch_in_pieces_keeps_the_number_of_values_and_their_distribution() -> None:
    numbers = np.random.default_rng(3).normal(size=100_001)
    for pieces in ([numbers], np.array_split(numbers, 7), np.array_split(np.sort(numbers), 50)):
        levels = sketch(*pieces)
        assert max(map(len, levels)) <= distributions.SKETCH_SIZE
        values, weights = distributions.flat(levels)
        assert weights.sum() == len(numbers)
        order = np.argsort(values)
        ranks = np.searchsorted(np.sort(numbers), values[order], side="right")
        assert np.max(np.abs(np.cumsum(weights[order]) - ranks)) < 0.005 * len(numbers)


def test_the_memory_of_a_sketch_grows_with_the_logarithm_of_its_values() -> None:
    made = distributions.Sketch()
    for piece in range(400):
        made.add(np.random.default_rng(piece).normal(size=10_000))
    assert sum(map(len, made.levels)) < distributions.SKETCH_SIZE * 15


def test_few_values_are_kept_one_by_one() -> None:
    numbers = np.random.default_rng(3).normal(size=distributions.SKETCH_SIZE)
    (level,) = sketch(*np.array_split(numbers, 9))
    assert level.tolist() == sorted(numbers.tolist())


@pytest.mark.parametrize("values", [[3e38] * 5, [1e17, 1e17 + 16], [-3.4e38, 3.4e38], [0.0]])
def test_buckets_hold_every_value_however_close_or_large(values: list[float]) -> None:
    made = distributions.Sketch()
    made.add(np.array(values))
    buckets = made.buckets(10, min(values), max(values))
    assert sum(bucket["count"] for bucket in buckets) == len(values)
    assert (buckets[0]["lower_bound"], buckets[-1]["upper_bound"]) == (min(values), max(values))


def test_the_same_distance_counts_in_a_large_batch_and_not_in_a_small_one() -> None:
    known = [np.repeat([1.0, 2.0, 3.0, 4.0], 150)]
    for size, chance_is_small in ((20, False), (2000, True)):
        shifted = np.repeat([1.0, 2.0, 3.0, 4.0], [size // 10, size // 4, size // 4, size * 2 // 5])
        found = distributions.numbers_shift(known, [shifted], threshold=0.1)
        assert found and found[0] == pytest.approx(0.15)
        assert (found[1] <= 0.01) is chance_is_small


def all_ways(pooled: str, size: int, distance: float) -> float:
    """The share of all ways to draw `size` of the pooled values whose tables are as far apart."""

    def apart(chosen: tuple[int, ...]) -> float:
        drawn = [pooled[index] for index in chosen]
        shares = [
            drawn.count(value) / size - (pooled.count(value) - drawn.count(value)) / (len(pooled) - size)
            for value in set(pooled)
        ]
        return sum(map(abs, shares)) / 2

    drawn = [apart(chosen) for chosen in combinations(range(len(pooled)), size)]
    return float(np.mean(np.array(drawn) >= distance - 1e-12))


def test_the_chance_is_that_of_all_ways_to_draw_the_values() -> None:
    before, after = "aaaabbcc", "bccc"
    tables = [{value: text.count(value) for value in sorted(set(text))} for text in (before, after)]
    found = distributions.table_shift(*tables, threshold=0.0)
    assert found and found[0] == pytest.approx(0.5)
    # As many draws as are made tell it to a tenth.
    assert found[1] == pytest.approx(all_ways(before + after, len(after), 0.5), rel=0.3)
    codes = [[float("abc".index(value)) for value in text] for text in ("aaaabb", "bbab")]
    found = distributions.numbers_shift([codes[0]], [codes[1]], threshold=0.0)
    assert found and found[1] == pytest.approx(all_ways("aaaabbbbab", 4, found[0]), rel=0.3)


def test_the_larger_sample_may_be_either() -> None:
    tables = {"a": 5, "b": 15}, {"a": 200, "b": 300}
    one, other = (distributions.table_shift(*pair, threshold=0.0) for pair in (tables, tables[::-1]))
    assert one == other


def test_a_value_only_one_sample_has_counts_and_one_value_alone_says_nothing() -> None:
    found = distributions.table_shift({"a": 300}, {"a": 40, "z": 40}, threshold=0.1)
    assert found and found[0] == pytest.approx(0.5)
    assert found[1] < 1e-6
    assert distributions.table_shift({"a": 300}, {"a": 40}, threshold=0.1) is None
    assert distributions.numbers_shift([[1.0] * 300], [[1.0] * 40], threshold=0.1) is None


def test_what_is_too_unlikely_to_be_drawn_has_a_bound_that_holds() -> None:
    """Of 100 values the draw has all 20 of the first kind: its chance can be counted."""
    found = distributions.table_shift({"b": 60}, {"a": 40}, threshold=0.1)
    assert found
    assert 1 / math.comb(100, 40) <= found[1] < 1e-4


def test_more_permutations_show_smaller_chances() -> None:
    tables = {"a": 300, "b": 300}, {"a": 13, "b": 35}
    few, many = (distributions.table_shift(*tables, 0.1, permutations) for permutations in (99, 99_999))
    assert few and many
    assert few[1] == 0.01 and many[1] < 0.005


def test_a_rare_excess_has_the_chance_of_the_exact_test() -> None:
    def counted(found: int, drawn: int, marked: int, total: int) -> float:
        ways = sum(
            math.comb(marked, more) * math.comb(total - marked, drawn - more)
            for more in range(found, min(drawn, marked) + 1)
        )
        return ways / math.comb(total, drawn)

    for case in ((3, 20, 5, 100), (1, 48, 1, 648), (10, 20, 30, 200), (7, 7, 7, 500), (20, 48, 20, 60)):
        assert distributions.excess_chance(*case) == pytest.approx(counted(*case))
    assert distributions.excess_chance(1, 50, 10, 500) == 1.0
    assert distributions.excess_chance(0, 48, 0, 600) == 1.0
    assert distributions.excess_chance(6_000, 100_000, 300_000, 6_000_000) < 1e-30


def test_chances_are_corrected_together() -> None:
    assert distributions.holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert distributions.holm([0.9, 0.001]) == pytest.approx([0.9, 0.002])
    assert distributions.holm([]) == []
