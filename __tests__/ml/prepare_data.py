"""Parts the example's data set as the blog's notebook does: rows drawn by pandas' `sample` with random_state 200. The digests of
test_preprocess.py are of these parts; a rehearsal draws its own, of any model, with rehearsal/data/make_data.py.

    python prepare_data.py SET FOLDER
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).resolve().parents[2] / "ml"))
from tabular import Column, blocks, read_blocks

FEATURES = ("BIRADS", "Age", "Shape", "Margin", "Density")
COLUMNS = (*FEATURES, "severity")
SEED = 200
BATCH_FRACTION, PART2_FRACTION = 0.05, 0.1


def read_source(path: Path) -> np.ndarray:
    """The set's rows, the label last; a missing value is NaN. KEEL's `@` lines are none."""
    columns = [Column(name, "number") for name in COLUMNS]
    with open(path, "rb") as file:
        pieces = (re.sub(rb"(?m)^@.*$", b"", piece) for piece in blocks(file, path.name))
        chunks = list(read_blocks(pieces, path.name, columns, header="maybe"))
    return np.concatenate([np.column_stack(list(chunk.columns.values())) for chunk in chunks])


def sample(count: int, fraction: float) -> np.ndarray:
    """The rows that pandas' DataFrame.sample(frac=fraction, random_state=SEED) takes, of `count`."""
    return np.random.RandomState(SEED).choice(count, size=round(fraction * count), replace=False)


def write(path: Path, rows: np.ndarray, header: tuple[str, ...] = ()) -> None:
    """Writes rows, below a header if one is given."""
    lines = [",".join("?" if np.isnan(value) else f"{value:.15g}" for value in row) for row in rows]
    path.write_text("\n".join([*([",".join(header)] if header else []), *lines, ""]), encoding="utf-8")


def prepare(source: Path, output: Path, batch_name: str) -> None:
    """Writes two files of training data and a batch, whose missing values are the columns' lower medians."""
    rows = read_source(source)
    chosen = sample(len(rows), BATCH_FRACTION)
    rest = np.delete(rows, chosen, axis=0)
    later = sample(len(rest), PART2_FRACTION)
    batch = rows[chosen, :-1]
    medians = [np.sort(column)[(np.sum(~np.isnan(column)) - 1) // 2] for column in batch.T]
    output.mkdir(parents=True, exist_ok=True)
    write(output / "mammo-train-dataset-part1.csv", np.delete(rest, later, axis=0), COLUMNS)
    write(output / "mammo-train-dataset-part2.csv", rest[later], COLUMNS)
    write(output / f"{batch_name}.csv", np.where(np.isnan(batch), medians, batch))


if __name__ == "__main__":
    prepare(Path(sys.argv[1]), Path(sys.argv[2]), "mammo-batch-dataset")
