"""The hyperparameters of a program in script mode, as the training toolkit hands them over.

Lies beside the program in the source that a training is given.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from tabular import DataError


def hyperparameters(arguments: Sequence[str]) -> dict[str, Any]:
    """From a command line of `--name value`, as the training toolkit writes it; what is JSON is read as such."""
    names = [name.lstrip("-") for name in arguments[::2]]
    if len(arguments) % 2 or not all(name.startswith("-") for name in arguments[::2]):
        raise DataError(f"expected hyperparameters as --name value, found {' '.join(arguments)}")
    return {name: _value(text) for name, text in zip(names, arguments[1::2])}


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
