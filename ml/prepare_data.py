"""Makes the example's four data files from the UCI mammographic masses set. Runs on a laptop, not in AWS.

Reads the UCI file (961 rows, `?` for missing), a KEEL file of it (`@` lines above the rows, complete cases
only), or any file of that shape, and writes

    mammo-train-dataset-part1.csv    trains the first version of the model
    mammo-train-dataset-part2.csv    joins part 1 when the model is trained anew
    <batch>.csv                      a day's batch: no header, no label, missing values filled
    <batch>-outliers.csv             the same rows as they drift: with a header, missing values left in

The rows are drawn as the example's notebook draws them (pandas' `sample` with random_state 200), with its
proportions. Prints what it found and how that differs from the published set, as JSON.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from encoders import Encoders
from tabular import Chunk, Column, Description, DataError, blocks, read_blocks, run

FEATURES = ("BIRADS", "Age", "Shape", "Margin", "Density")
COLUMNS = (*FEATURES, "severity")
CLASSES = ("0", "1")
DESCRIPTION = Description(
    "binary",
    COLUMNS[-1],
    CLASSES,
    (*(Column(name, "number") for name in FEATURES), Column(COLUMNS[-1], "number", CLASSES, required=True)),
    "built-in",
)
SEED = 200
BATCH_FRACTION = 0.05
PART2_FRACTION = 0.1
# M. Elter, R. Schulz-Wendtland, T. Wittenberg, Medical Physics 34 (2007), and the set's page at UCI.
DOCUMENTED = {
    "rows": 961,
    "benign": 516,
    "malignant": 445,
    "missing BIRADS": 2,
    "missing Age": 5,
    "missing Shape": 31,
    "missing Margin": 48,
    "missing Density": 76,
}


def read_source(path: Path) -> np.ndarray:
    """The set's rows, the label last; a missing value is NaN. KEEL's `@` lines become blank ones, so that errors keep
    the file's own line numbers.
    """
    with open(path, "rb") as file:
        pieces = (re.sub(rb"(?m)^@.*$", b"", piece) for piece in blocks(file, path.name))
        chunks = list(read_blocks(pieces, path.name, DESCRIPTION.columns, header="maybe"))
    if not chunks:
        raise DataError(f"{path.name}: expected rows of {len(COLUMNS)} columns, found an empty file")
    rows = np.concatenate([np.column_stack(list(chunk.columns.values())) for chunk in chunks])
    for label in (0, 1):
        if label not in rows[:, -1]:
            raise DataError(f"{path.name}, column {COLUMNS[-1]}: expected both 0 and 1, found no {label}")
    return rows


def fill(features: np.ndarray) -> np.ndarray:
    """A copy in which each column's missing values are its median."""
    columns = dict(zip(FEATURES, features.T))
    return Encoders.fit(DESCRIPTION, columns).apply(Chunk(len(features), 1, columns))


def facts(rows: np.ndarray) -> dict[str, int]:
    """The figures by which the published set is known."""
    return {
        "rows": len(rows),
        "benign": int(np.sum(rows[:, -1] == 0)),
        "malignant": int(np.sum(rows[:, -1] == 1)),
        **{f"missing {name}": int(np.sum(np.isnan(column))) for name, column in zip(FEATURES, rows.T)},
    }


def differences(found: dict[str, int]) -> list[str]:
    """How a file differs from the published set, one figure each."""
    return [
        f"{name}: {found[name]} instead of {count}"
        for name, count in DOCUMENTED.items()
        if found[name] != count
    ]


def sample(count: int, fraction: float) -> np.ndarray:
    """The rows that pandas' DataFrame.sample(frac=fraction, random_state=SEED) takes, of `count`."""
    return np.random.RandomState(SEED).choice(count, size=round(fraction * count), replace=False)


def with_outliers(batch: np.ndarray) -> np.ndarray:
    """The batch as it might arrive: with values missing, and others that no doctor wrote.

    A batch that has missing values of its own keeps them and gets nothing else. A complete one gets missing
    values at the published set's rates and, in every column, at least one value typed twice: the set's own
    one impossible value, a BI-RADS assessment of 55, is such a slip.
    """
    if np.isnan(batch).any():
        return batch
    random = np.random.RandomState(SEED)
    damaged = batch.copy()
    for column, name in enumerate(FEATURES):
        rows = random.permutation(len(batch))
        lost = round(len(batch) * DOCUMENTED[f"missing {name}"] / DOCUMENTED["rows"])
        slips = max(1, round(len(batch) * 0.02))
        damaged[rows[:lost], column] = np.nan
        slipped = rows[lost : lost + slips]
        damaged[slipped, column] = [float(2 * f"{abs(value):.0f}") for value in batch[slipped, column]]
    return damaged


def write(path: Path, rows: np.ndarray, header: Sequence[str] = (), missing: str = "") -> None:
    """Writes rows, below a header if one is given."""
    lines = [",".join(missing if np.isnan(value) else f"{value:.15g}" for value in row) for row in rows]
    names = [",".join(header)] if header else []
    path.write_text("\n".join([*names, *lines, ""]), encoding="utf-8")


def prepare(source: Path, output: Path, batch_name: str) -> dict[str, object]:
    """Writes the four files to `output` and returns what is to be said of them."""
    rows = read_source(source)
    chosen = sample(len(rows), BATCH_FRACTION)
    rest = np.delete(rows, chosen, axis=0)
    later = sample(len(rest), PART2_FRACTION)
    batch = rows[chosen, :-1]
    if not len(batch) or not len(later):
        raise DataError(f"{source.name}: expected enough rows for a batch and two parts, found {len(rows)}")
    outliers = with_outliers(batch)
    output.mkdir(parents=True, exist_ok=True)
    write(output / "mammo-train-dataset-part1.csv", np.delete(rest, later, axis=0), COLUMNS, missing="?")
    write(output / "mammo-train-dataset-part2.csv", rest[later], COLUMNS, missing="?")
    write(output / f"{batch_name}.csv", fill(batch))
    write(output / f"{batch_name}-outliers.csv", outliers, FEATURES)
    found = facts(rows)
    return {
        **found,
        "differences": differences(found),
        "part1": len(rest) - len(later),
        "part2": len(later),
        "batch": len(batch),
        "outliers": {
            "missing": int(np.sum(np.isnan(outliers))),
            "changed": int(np.sum(~np.isnan(outliers) & (outliers != batch))),
        },
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code: 0, or 1 with the reason as last line of stderr."""
    parser = argparse.ArgumentParser(
        description="Make the example's data files from the UCI mammographic masses set."
    )
    parser.add_argument("--data", type=Path, required=True, help="the set, or any file of its shape")
    parser.add_argument("--output", type=Path, required=True, help="folder for the four files")
    parser.add_argument(
        "--batch-name", default="mammo-batch-dataset", help="name of the batch's file without .csv"
    )
    options = parser.parse_args(arguments)
    return run(lambda: print(json.dumps(prepare(options.data, options.output, options.batch_name), indent=2)))


if __name__ == "__main__":
    sys.exit(main())
