"""What the images' toolkit promises a script that serves, for the stand-ins that serve in script mode. Never
deployed.

The program of the variable SAGEMAKER_PROGRAM is imported from the code of SAGEMAKER_SUBMIT_DIRECTORY. It has
model_fn, and input_fn, predict_fn and output_fn or in their place transform_fn; where it has none of them the
image's own take their place (aws/sagemaker-containers, _transformer.py, which the scikit-learn and XGBoost
images use). As there, whatever these functions raise is answered with 500, and what goes wrong before them
keeps /ping from being answered. /opt/ml is read as in script.py.
"""

from __future__ import annotations

import csv
import importlib
import io
import json
import os
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from script import redirect
from serving import RefusedRequest, Request
from training_toolkit import module_name
from user_code import check_requirements, unpack

CSV = "text/csv"
JSON = "application/json"
NPY = "application/x-npy"
UTF8_TYPES = (JSON, CSV)


class UnsupportedFormat(Exception):
    """A content type that the image's own functions do not know."""

    def __init__(self, content_type: str) -> None:
        super().__init__(
            f"Content type {content_type} is not supported by this framework. Please implement input_fn to "
            "deserialize the request data or an output_fn to serialize the response."
        )


@dataclass(frozen=True)
class Defaults:
    """The functions of an image for a script that has none; there is none for model_fn."""

    input_fn: Callable[[Any, str], Any]
    predict_fn: Callable[[Any, Any], Any]


def start(defaults: Defaults) -> Callable[[Request], bytes]:
    """Imports the program and loads its model; what answers requests with it."""
    folder = os.environ["REHEARSAL_ML"].rstrip("/")
    code = unpack(os.environ.get("SAGEMAKER_SUBMIT_DIRECTORY", f"{folder}/code"), folder)
    check_requirements(code)
    redirect(folder)
    program = _import(os.environ["SAGEMAKER_PROGRAM"], code)
    respond = _responder(program, defaults)
    if not hasattr(program, "model_fn"):
        raise NotImplementedError("Please provide a model_fn implementation.")
    model = program.model_fn(f"{folder}/model")

    def answer(request: Request) -> bytes:
        content_type = request.content_type or JSON
        accept = request.accept
        if accept in ("", "*/*"):
            accept = os.environ.get("SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT", JSON)
        is_text = content_type in UTF8_TYPES
        content = request.body.decode("utf-8", "replace") if is_text else request.body
        try:
            return _body(respond(model, content, content_type, accept))
        except Exception:
            traceback.print_exc()
            raise RefusedRequest(500, "Internal Server Error") from None

    return answer


def _import(program: str, code: Path) -> ModuleType:
    """The program, which must not meet the modules of its stand-in, whatever their names."""
    own = os.path.dirname(os.path.abspath(__file__))
    for name, module in list(sys.modules.items()):
        if name != "__main__" and os.path.dirname(getattr(module, "__file__", None) or "") == own:
            del sys.modules[name]
    sys.path[0] = str(code)
    return importlib.import_module(module_name(program))


def _responder(program: ModuleType, defaults: Defaults) -> Callable[[Any, Any, str, str], Any]:
    input_fn, predict_fn, output_fn, transform_fn = (
        getattr(program, name, None) for name in ("input_fn", "predict_fn", "output_fn", "transform_fn")
    )
    if transform_fn is not None:
        if input_fn or predict_fn or output_fn:
            raise TypeError(
                "Cannot use transform_fn implementation with input_fn, predict_fn, and/or output_fn"
            )
        return transform_fn

    def respond(model: Any, content: Any, content_type: str, accept: str) -> Any:
        data = (input_fn or defaults.input_fn)(content, content_type)
        return (output_fn or encode)((predict_fn or defaults.predict_fn)(data, model), accept)

    return respond


def _body(result: Any) -> bytes:
    """The body of an answer: the result itself, or the first of it and its content type."""
    body = result[0] if isinstance(result, tuple) else result
    if isinstance(body, str):
        return body.encode()
    if isinstance(body, bytes):
        return body
    raise TypeError(f"expected the answer as str or bytes, found {type(body).__name__}")


def decode(content: Any, content_type: str) -> np.ndarray:
    """The array in a request, as the toolkit reads it: one record has one dimension."""
    if content_type == CSV:
        return np.array(list(csv.reader(io.StringIO(content), strict=True))).squeeze().astype(float)
    if content_type == JSON:
        return np.array(json.loads(content))
    if content_type == NPY:
        return np.load(io.BytesIO(content), allow_pickle=False)
    raise UnsupportedFormat(content_type)


def encode(prediction: Any, accept: str) -> bytes:
    """A prediction as the toolkit writes it: CSV with a line for each."""
    if accept == CSV:
        array = np.array(prediction)
        rows = array.reshape(-1, 1) if array.ndim == 1 else array
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(rows)
        return text.getvalue().encode()
    if accept == JSON:
        return json.dumps(prediction, default=lambda value: value.tolist()).encode()
    if accept == NPY:
        binary = io.BytesIO()
        np.save(binary, prediction)
        return binary.getvalue()
    raise UnsupportedFormat(accept)
