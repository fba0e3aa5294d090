"""Stands in for the serving side of SageMaker's XGBoost, image 3.0-5, in a batch transform. Never deployed.

Where SAGEMAKER_PROGRAM names a script, that is what serves (inference_toolkit.py). Otherwise the built-in
algorithm does, for CSV records without a label: it answers a line for each, and multi:softprob a list of
probabilities in brackets (aws/sagemaker-xgboost-container, encoder.py and algorithm_mode/serve.py). The model
is the one file in model/ below $REHEARSAL_ML.
"""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

# xgboost imports both where it finds them: 0.8 s to import with them, 0.2 s without. A script may need them.
if "SAGEMAKER_PROGRAM" not in os.environ:
    sys.modules["sklearn"] = sys.modules["pandas"] = None  # type: ignore[assignment]

import inference_toolkit
import numpy as np
import xgboost
from serving import RefusedRequest, Request, serve

ACCEPTED = ("application/json", "application/jsonlines", "application/x-recordio-protobuf", "text/csv")


def media_type(header: str) -> str:
    """`text/csv` of `text/csv; label_size=1`."""
    return header.split(";")[0].strip().lower()


def parse_records(text: str) -> xgboost.DMatrix:
    """The container's own reader of CSV: lines end in \\n alone, nothing between delimiters is a missing value,
    and quotes mean nothing.
    """
    lines = text.split("\n")
    delimiter = csv.Sniffer().sniff(lines[0][:512]).delimiter
    if delimiter.isalnum():
        delimiter = ","
    cells = [[cell or "nan" for cell in line.split(delimiter)] for line in lines]
    return xgboost.DMatrix(np.array(cells).astype(float))


def start_algorithm() -> Callable[[Request], bytes]:
    """Loads the model; what answers requests with it."""
    folder = Path(os.environ["REHEARSAL_ML"], "model")
    models = [path for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")]
    if len(models) != 1:
        names = ", ".join(sorted(path.name for path in models)) or "none"
        raise ValueError(
            f"expected one file in the model, found {names}: the algorithm takes each for a model of its own "
            "and averages them, which the rehearsal does not"
        )
    booster = xgboost.Booster(model_file=models[0])
    booster.set_param({"nthread": 1})
    best = booster.attr("best_iteration")
    rounds = (0, int(best) + 1) if best else (0, 0)

    def answer(request: Request) -> bytes:
        if not request.body:
            return b""
        content_type = media_type(request.content_type)
        if content_type not in ("text/csv", "csv"):
            raise RefusedRequest(415, f"the stand-in reads text/csv only, found {content_type or 'no type'}")
        try:
            records = parse_records(request.body.strip().decode("utf-8"))
        except Exception as error:
            raise RefusedRequest(
                415,
                "Loading csv data failed with Exception, please ensure data is in csv format:\n"
                f" {type(error)}\n {error}",
            ) from None
        try:
            scores = booster.predict(records, iteration_range=rounds, validate_features=False)
        except Exception as error:
            raise RefusedRequest(400, f"Unable to evaluate payload provided: {error}") from None
        accept = media_type(request.accept)
        if accept not in ("", "*/*", *ACCEPTED):
            raise RefusedRequest(406, f"Accept type {accept} is not supported.")
        return ("\n".join(map(str, scores.tolist())) + "\n").encode()

    return answer


def input_fn(content: Any, content_type: str) -> xgboost.DMatrix:
    """A script's records, where it does not read them itself: without blank lines at the ends."""
    if media_type(content_type) != "text/csv":
        raise inference_toolkit.UnsupportedFormat(content_type)
    return parse_records(content.decode() if isinstance(content, bytes) else content)


def predict_fn(data: xgboost.DMatrix, model: xgboost.Booster) -> Any:
    return model.predict(data, validate_features=False)


def start() -> Callable[[Request], bytes]:
    if "SAGEMAKER_PROGRAM" in os.environ:
        return inference_toolkit.start(inference_toolkit.Defaults(input_fn, predict_fn))
    return start_algorithm()


if __name__ == "__main__":
    sys.exit(serve(start))
