"""Stands in for the serving side of SageMaker's built-in XGBoost, image 3.0-5, in a batch transform. Never
deployed.

    xgboost_serve.py --input FILE --output FILE

FILE in: one request's body, CSV records without a label. FILE out: what /invocations answers in a batch
transform, one score a line. The model is model/xgboost-model below $REHEARSAL_ML. A request that the
container refuses exits 1, its answer the last line of stderr. Splitting, filtering and joining are the
service's part and not done here.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
from pathlib import Path

# xgboost imports both where it finds them and needs neither here: 0.8 s to import with them, 0.2 s without.
sys.modules["sklearn"] = sys.modules["pandas"] = None  # type: ignore[assignment]

import numpy as np
import xgboost

MODEL_NAME = "xgboost-model"


class RefusedRequest(Exception):
    """An answer of the container other than 200."""


def parse_records(body: str) -> np.ndarray:
    """Records of a request; nothing between commas is a missing value."""
    try:
        rows = [
            [float(cell) if cell.strip() else math.nan for cell in line.split(",")]
            for line in body.split("\n")
        ]
        return np.array(rows, dtype=float)
    except ValueError as error:
        raise RefusedRequest(
            f"415: Loading csv data failed, please ensure data is in csv format: {error}"
        ) from None


def scores(model: Path, records: np.ndarray) -> list[float]:
    booster = xgboost.Booster(model_file=model)
    booster.set_param({"nthread": 1})
    expected, found = booster.num_features(), records.shape[1]
    if found != expected:
        raise RefusedRequest(
            f"400: Feature size of csv inference data {found} is not consistent "
            f"with feature size of trained model {expected}"
        )
    best = booster.attr("best_iteration")
    rounds = (0, int(best) + 1) if best else (0, 0)
    return booster.predict(xgboost.DMatrix(records), iteration_range=rounds).tolist()


def main() -> int:
    parser = argparse.ArgumentParser(description="Answer one request of a batch transform.")
    parser.add_argument("--input", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    options = parser.parse_args()
    body = options.input.read_text(encoding="utf-8").strip()
    try:
        answer = (
            scores(Path(os.environ["REHEARSAL_ML"], "model", MODEL_NAME), parse_records(body)) if body else []
        )
    except RefusedRequest as error:
        print(error, file=sys.stderr)
        return 1
    options.output.write_text("".join(f"{score}\n" for score in answer), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
