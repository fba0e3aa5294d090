"""How far apart two samples of a column lie, and whether that can be chance. Needs numpy alone.

Shared by the scripts that look for drift. A sample of numbers is kept as a sketch, one of categories as a table
of counts: both stay small, however many rows there are.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np

# Model Monitor's k and c: a sample of up to k numbers is kept value by value.
SKETCH_SIZE, SKETCH_SHRINKING = 2048, 0.64
# Cuts at which two distributions of numbers are compared, at most.
CUTS = 256
PERMUTATIONS = 9_999
# Draws as far apart as the samples are, after which their chance is known well enough.
ENOUGH_DRAWS = 100
# Draws at a time, and their cells: few, because most tests need few, and in bounded memory.
DRAWS, DRAWN_CELLS = 250, 2**20

# Each value of level i stands for 2**i values.
Levels = Sequence[Sequence[float] | np.ndarray]


class Sketch:
    """A KLL sketch of numbers that come in pieces. A full level is sorted and halved without chance, so the
    same pieces give the same sketch.
    """

    def __init__(self) -> None:
        self.levels: list[np.ndarray] = [np.empty(0)]
        # Odd and even places by turns, so that errors cancel out.
        self._turns = [1]

    def add(self, numbers: np.ndarray) -> None:
        height = 0
        while True:
            level = np.sort(np.concatenate([self.levels[height], numbers]))
            if len(level) <= SKETCH_SIZE:
                self.levels[height] = level
                return
            even = len(level) // 2 * 2
            self.levels[height], numbers = level[even:], level[self._turns[height] : even : 2]
            self._turns[height] = 1 - self._turns[height]
            height += 1
            if height == len(self.levels):
                self.levels.append(np.empty(0))
                self._turns.append((height + 1) % 2)

    def buckets(self, count: int, lowest: float, highest: float) -> list[dict[str, float]]:
        """The distribution in equal parts of its range, in the form of Model Monitor's kll.buckets."""
        values, weights = flat(self.levels)
        edges = np.linspace(lowest, highest, count + 1)
        places = np.searchsorted(edges[1:-1], values, side="right")
        return [
            {"lower_bound": float(lower), "upper_bound": float(upper), "count": int(within)}
            for lower, upper, within in zip(edges, edges[1:], np.bincount(places, weights, count))
        ]


def flat(levels: Levels) -> tuple[np.ndarray, np.ndarray]:
    """The values of a sketch, and how many values each stands for."""
    values = np.concatenate([np.asarray(level, dtype=float) for level in levels])
    weights = [np.full(len(level), 2**height, dtype=np.int64) for height, level in enumerate(levels)]
    return values, np.concatenate(weights)


def numbers_shift(
    before: Levels, after: Levels, threshold: float, permutations: int = PERMUTATIONS
) -> tuple[float, float] | None:
    """Kolmogorov-Smirnov distance of two sketches, the largest difference between their distribution
    functions, and the chance of one as large without drift.

    The chance is not computed (1.0) for a distance that the threshold lets pass. None where all numbers are
    the same: no distance could be found.
    """
    known, found = flat(before), flat(after)
    cuts = np.unique(np.concatenate([known[0], found[0]]))
    if len(cuts) < 2:
        return None
    cuts = cuts[:: math.ceil(len(cuts) / CUTS)]
    counts = []
    for values, weights in (known, found):
        counts.append(np.zeros(len(cuts), dtype=np.int64))
        np.add.at(counts[-1], np.searchsorted(cuts, values, side="right") - 1, weights)
    return _shift(*counts, _largest_difference, math.log(2 * len(cuts)), threshold, permutations)


def table_shift(
    before: Mapping[str, int], after: Mapping[str, int], threshold: float, permutations: int = PERMUTATIONS
) -> tuple[float, float] | None:
    """Distance of two tables of counts, the share of rows that would need another value to make them alike,
    and the chance of one as large without drift, as `numbers_shift`.
    """
    values = sorted(before.keys() | after.keys())
    if len(values) < 2:
        return None
    counts = [np.array([table.get(value, 0) for value in values], dtype=np.int64) for table in (before, after)]
    return _shift(*counts, _total_variation, math.log(2) * len(values), threshold, permutations)


Distance = Callable[[np.ndarray, np.ndarray], np.ndarray]


def _largest_difference(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Of cumulated shares; takes counts along the last axis."""
    shares = [np.cumsum(counts, axis=-1) / counts.sum(axis=-1, keepdims=True) for counts in (before, after)]
    return np.max(np.abs(shares[0] - shares[1]), axis=-1)


def _total_variation(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Half the sum of the differences of shares; takes counts along the last axis."""
    shares = [counts / counts.sum(axis=-1, keepdims=True) for counts in (before, after)]
    return np.abs(shares[0] - shares[1]).sum(axis=-1) / 2


def _shift(
    before: np.ndarray,
    after: np.ndarray,
    measure: Distance,
    log_events: float,
    threshold: float,
    permutations: int,
) -> tuple[float, float]:
    """Distance of counts, and the chance of one as large: that of a permutation test, in which both samples are
    pooled and parted again at random. It is exact for samples of any size and for tied values, where the
    tables of the classical tests are not.

    `log_events` is the logarithm of how many events' shares the distance is the largest difference of.
    """
    distance = float(measure(before, after))
    if distance <= threshold:
        return distance, 1.0
    pooled, sizes = before + after, sorted((int(before.sum()), int(after.sum())))
    # Hoeffding's inequality, which holds for draws without replacement too (1963, theorem 4), for each event:
    # what is less likely than the draws could show needs none.
    reach = distance * sizes[1] / sum(sizes)
    bound = log_events - 2 * sizes[0] * reach**2
    if bound < -math.log(1 + permutations):
        return distance, math.exp(bound)
    random, block = np.random.default_rng(0), min(DRAWS, max(1, DRAWN_CELLS // len(pooled)))
    # Of its two ways to draw, the one that is faster for these sizes.
    method = "count" if sizes[0] < 8 * len(pooled) and sum(sizes) < 2**20 else "marginals"
    drawn = far = 0
    while drawn < permutations:
        size = min(block, permutations - drawn)
        samples = random.multivariate_hypergeometric(pooled, sizes[0], size, method=method)
        hits = np.flatnonzero(measure(pooled - samples, samples) >= distance - 1e-12)
        if far + len(hits) >= ENOUGH_DRAWS:
            # Besag and Clifford, Biometrika 78 (1991): as valid as the full number of draws.
            return distance, ENOUGH_DRAWS / (drawn + int(hits[ENOUGH_DRAWS - far - 1]) + 1)
        drawn, far = drawn + len(samples), far + len(hits)
    return distance, (1 + far) / (1 + permutations)


def excess_chance(found: int, drawn: int, marked: int, total: int) -> float:
    """Chance that `drawn` of `total` rows, taken at random, hold `found` or more of the `marked` ones: the tail
    of the hypergeometric distribution, which is the one-sided exact test of Fisher. 1.0 where no more are
    found than expected.
    """
    if found * total <= drawn * marked:
        return 1.0
    more = np.arange(found, min(drawn, marked), dtype=float)
    ratios = (marked - more) * (drawn - more) / ((more + 1) * (total - marked - drawn + more + 1))
    first = (
        _log_choose(marked, found)
        + _log_choose(total - marked, drawn - found)
        - _log_choose(total, drawn)
    )
    tail = np.concatenate([[0.0], np.cumsum(np.log(ratios))])
    return min(1.0, float(np.exp(first + tail).sum()))


def _log_choose(total: int, chosen: int) -> float:
    return math.lgamma(total + 1) - math.lgamma(chosen + 1) - math.lgamma(total - chosen + 1)


def holm(chances: Sequence[float]) -> list[float]:
    """Chances of tests that are made together, corrected so that one at or below a significance occurs with
    that probability in all of them, not in each. Holm, Scandinavian Journal of Statistics 6 (1979).
    """
    corrected, highest = [1.0] * len(chances), 0.0
    for place, index in enumerate(sorted(range(len(chances)), key=lambda index: chances[index])):
        highest = max(highest, min(1.0, (len(chances) - place) * chances[index]))
        corrected[index] = highest
    return corrected
