"""Stands in for the serving side of SageMaker's scikit-learn images, which always serve with a script. Never
deployed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

import inference_toolkit
import numpy as np
from serving import Request, serve


def input_fn(content: Any, content_type: str) -> np.ndarray:
    """Text as 32-bit numbers, and NPY as it is (aws/sagemaker-scikit-learn-container, serving.py)."""
    array = inference_toolkit.decode(content, content_type)
    return array.astype(np.float32) if content_type in inference_toolkit.UTF8_TYPES else array


def predict_fn(data: np.ndarray, model: Any) -> Any:
    return model.predict(data)


def start() -> Callable[[Request], bytes]:
    if "SAGEMAKER_PROGRAM" not in os.environ:
        raise ValueError("the scikit-learn image serves with a script: SAGEMAKER_PROGRAM names none")
    return inference_toolkit.start(inference_toolkit.Defaults(input_fn, predict_fn))


if __name__ == "__main__":
    sys.exit(serve(start))
