"""Stands in for the scikit-learn and XGBoost images when a Processing job runs a Python script in them.

    script.py python3 /opt/ml/processing/input/code/evaluate.py [argument …]

A container has a file system of its own, in which /opt/ml is the job's folder. Here $REHEARSAL_ML is: /opt/ml
in the arguments, and in the paths that the script hands to Python's own file functions (open, os, and what is
built on them: pathlib, shutil, tarfile, numpy, pandas), is read as that folder. So a script runs as it is,
without root, beside other jobs. Not redirected: files that a compiled library opens by itself, and programs
that the script starts. Never deployed.
"""

from __future__ import annotations

import builtins
import functools
import io
import os
import re
import runpy
import sys
from collections.abc import Callable
from typing import Any

CONTAINER = "/opt/ml"
FUNCTIONS = (
    "access chdir chmod chown getxattr link listdir listxattr lstat mkdir mkfifo open readlink remove rename "
    "replace rmdir scandir setxattr stat statvfs symlink truncate unlink utime"
)


def translate(path: Any, folder: str) -> Any:
    """The same path below `folder` if it is /opt/ml or below; anything else (other paths, file descriptors)
    as it is.
    """
    try:
        text = os.fspath(path)
    except TypeError:
        return path
    if isinstance(text, bytes):
        return os.fsencode(translate(os.fsdecode(text), folder))
    if text == CONTAINER or text.startswith(CONTAINER + "/"):
        return folder + text[len(CONTAINER) :]
    return path


def translate_argument(argument: str, folder: str) -> str:
    """As `translate`, also where the path is the value in `--name=/opt/ml/…`."""
    return re.sub(rf"^(--?[\w-]+=)?{CONTAINER}(?=/|$)", lambda match: (match[1] or "") + folder, argument)


def redirect(folder: str) -> None:
    """Makes Python's file functions read /opt/ml as `folder`, for the rest of this process."""

    def redirected(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def call(*arguments: Any, **options: Any) -> Any:
            translated = {name: translate(value, folder) for name, value in options.items()}
            return function(*(translate(argument, folder) for argument in arguments), **translated)

        return call

    builtins.open = io.open = redirected(io.open)
    for name in FUNCTIONS.split():
        if hasattr(os, name):  # extended attributes are Linux's
            setattr(os, name, redirected(getattr(os, name)))


def main() -> None:
    """Runs the script as `__main__`: its exit code, its output and its traceback are the job's."""
    folder = os.environ["REHEARSAL_ML"].rstrip("/")
    program, *rest = sys.argv[1:] or [""]
    if not re.fullmatch(r"(.*/)?python3?(\.\d+)?", program) or not rest or rest[0].startswith("-"):
        sys.exit(f"expected the entrypoint python3 SCRIPT, found {sys.argv[1:]}")
    script, *arguments = (translate_argument(argument, folder) for argument in rest)
    redirect(folder)
    sys.argv = [script, *arguments]
    sys.path[0] = os.path.dirname(script)
    runpy.run_path(script, run_name="__main__")


if __name__ == "__main__":
    main()
