"""A model in script mode: the archive that is served, and what the code in it answers.

Given to evaluate.py beside the other modules where the model's contract is "script".
"""

from __future__ import annotations

import gzip
import importlib
import posixpath
import sys
import tarfile
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

for shared in ("tabular", "metrics"):
    sys.path.append(str(Path(__file__).resolve().parent.parent / shared))

import numpy as np
from metrics import parse_predictions, prediction_width
from tabular import DataError, Description, load_description

CODE = "code"
CSV = "text/csv"
# Records of one request: a batch transform sends a few megabytes at a time.
REQUEST_ROWS = 10_000


def package(model: Path, source: Path, target: Path) -> None:
    """Writes the archive that is served: the training job's model, with the source that it was trained with in code/,
    where the serving image looks for it. The Python SDK repacks a model the same way
    (https://github.com/aws/sagemaker-python-sdk, _repack_model.py). The same two archives give the same bytes.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with open(target, "wb") as file, gzip.GzipFile(filename="", fileobj=file, mode="wb", mtime=0) as packed:
        with tarfile.open(fileobj=packed, mode="w") as served:
            with _opened(model) as tar:
                _copy(tar, served, "")
            with _opened(source) as tar:
                _copy(tar, served, CODE)


@contextmanager
def _opened(archive: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(archive, "r:gz") as tar:
            yield tar
    except (tarfile.TarError, EOFError, gzip.BadGzipFile) as error:
        raise DataError(f"{archive.name}: expected a gzipped tar archive: {error}") from error


def _copy(tar: tarfile.TarFile, served: tarfile.TarFile, folder: str) -> None:
    for member in tar:
        name = posixpath.normpath(member.name)
        # The training's own code/ gives way to the source, as in the SDK.
        if name == "." or (not folder and name.split("/")[0] == CODE):
            continue
        member.name = posixpath.join(folder, name)
        served.addfile(member, tar.extractfile(member) if member.isfile() else None)


class ScriptModel:
    """The model of an archive, loaded and asked by its own program as the serving image does."""

    def __init__(self, archive: Path, program: str, description: Description, folder: Path) -> None:
        """Unpacks the archive into `folder`. Raises DataError for an archive or a program that cannot be served, and
        for a model of other columns.
        """
        with _opened(archive) as tar:
            tar.extractall(folder, filter="data")
        self._code = folder / CODE
        self._name = f"{archive.name}, {CODE}/{program}"
        self._description = description
        self._modules: dict[str, ModuleType] = {}
        if not (self._code / program).is_file():
            raise DataError(f"{self._name}: expected the program that serves the model, found none")
        self._check_columns()
        self._program = self._call("import", lambda: importlib.import_module(Path(program).stem))
        functions = ("model_fn", "transform_fn") if hasattr(self._program, "transform_fn") else FUNCTIONS
        for name in functions:
            if not hasattr(self._program, name):
                wanted = f"expected {', '.join(FUNCTIONS)} (or model_fn and transform_fn)"
                raise DataError(f"{self._name}: {wanted}, found no {name}")
        self._model = self._call("model_fn", lambda: self._program.model_fn(str(folder)))

    def _check_columns(self) -> None:
        """A request has no header: a model of other columns would take one for another."""
        path = self._code / "description.json"
        if not path.exists():
            return
        own, wanted = load_description(path), self._description
        for what, found, expected in (
            ("task", own.task, wanted.task),
            ("classes", _listed(own.classes), _listed(wanted.classes)),
            ("columns", _columns(own), _columns(wanted)),
        ):
            if found != expected:
                raise DataError(f"the model is of the {what} {found}, the rows are of {expected}")

    def predict(self, lines: Sequence[str]) -> np.ndarray:
        """The predictions of a batch's lines. Raises DataError for what is not one prediction a line."""
        width = prediction_width(self._description)
        answers: list[str] = []
        for start in range(0, len(lines), REQUEST_ROWS):
            request = lines[start : start + REQUEST_ROWS]
            answer = self._answer("\n".join(request) + "\n").strip("\r\n").splitlines()
            if len(answer) != len(request):
                raise DataError(f"{self._name}: expected {len(request)} predictions, one a row, found {len(answer)}")
            answers += answer
        return parse_predictions(answers, f"the predictions of {self._name}", width)

    def _answer(self, body: str) -> str:
        program = self._program
        if hasattr(program, "transform_fn"):
            return _text(self._call("transform_fn", lambda: program.transform_fn(self._model, body, CSV, CSV)))
        asked = self._call("input_fn", lambda: program.input_fn(body, CSV))
        predicted = self._call("predict_fn", lambda: program.predict_fn(asked, self._model))
        return _text(self._call("output_fn", lambda: program.output_fn(predicted, CSV)))

    def _call(self, what: str, call: Callable[[], Any]) -> Any:
        """Calls the model's code. Whatever it raises is the model's fault; the log has its traceback."""
        with self._own_modules():
            try:
                return call()
            except Exception as error:
                traceback.print_exc()
                raise DataError(f"{self._name}: {what} failed: {type(error).__name__}: {error}") from error

    @contextmanager
    def _own_modules(self) -> Iterator[None]:
        """The archive's modules in place of this job's of the same names: an older version has brought older ones."""
        names = {path.stem for path in self._code.iterdir() if path.suffix == ".py" or path.is_dir()}

        def owned() -> list[str]:
            return [name for name in sys.modules if name.split(".")[0] in names]

        ours = {name: sys.modules.pop(name) for name in owned()}
        sys.modules.update(self._modules)
        sys.path.insert(0, str(self._code))
        importlib.invalidate_caches()
        try:
            yield
        finally:
            sys.path.remove(str(self._code))
            self._modules = {name: sys.modules.pop(name) for name in owned()}
            sys.modules.update(ours)


FUNCTIONS = ("model_fn", "input_fn", "predict_fn", "output_fn")


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "none"


def _columns(description: Description) -> str:
    return _listed([f"{column.name} ({column.type})" for column in description.batch])


def _text(answer: Any) -> str:
    """The body of what a serving function returns: text, bytes, a pair with the content type, or a response."""
    if isinstance(answer, tuple):
        answer = answer[0]
    if hasattr(answer, "get_data"):
        answer = answer.get_data()
    return answer.decode("utf-8") if isinstance(answer, (bytes, bytearray)) else str(answer)
