"""Stands in for SageMaker's Spark image when a Processing job submits a Python script. Never deployed.

    spark_submit.py smspark-submit [--py-files FOLDER] /opt/ml/processing/input/code/x.py [argument …]

The image makes a cluster of the job's machines and runs the script on the first of them; here Spark runs in
local mode, and the job's other machines end at once. As in script.py, $REHEARSAL_ML is read as /opt/ml, also
in the paths that the script has Spark read. Needs PySpark (requirements-spark.txt) and Java.
"""

from __future__ import annotations

import functools
import json
import os
import runpy
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from script import redirect, translate, translate_argument

# A laptop's data and processors, and a process that soon ends.
SETTINGS = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.extraJavaOptions": "'-XX:TieredStopAtLevel=1 -XX:+UseSerialGC'",
    "spark.sql.shuffle.partitions": "4",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
READERS = ("csv", "json", "load", "orc", "parquet", "text")


def is_first(folder: str) -> bool:
    """Whether this machine submits: the first by name, as in the image."""
    config = json.loads(Path(folder, "config/resourceconfig.json").read_text(encoding="utf-8"))
    return config["current_host"] == min(config["hosts"])


def redirect_spark(folder: str) -> None:
    """Makes Spark's readers take file:///opt/ml for `folder`: Java opens what they name."""
    from pyspark.sql import DataFrameReader

    def translate_uri(uri: Any) -> Any:
        if isinstance(uri, list):
            return [translate_uri(each) for each in uri]
        local = isinstance(uri, str) and uri.startswith("file://")
        return "file://" + translate(uri[len("file://") :], folder) if local else uri

    def redirected(read: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(read)
        def call(self: Any, path: Any = None, *arguments: Any, **options: Any) -> Any:
            return read(self, translate_uri(path), *arguments, **options)

        return call

    for name in READERS:
        setattr(DataFrameReader, name, redirected(getattr(DataFrameReader, name)))


def main() -> None:
    """Runs the script as `__main__`: its exit code, its output and its traceback are the job's."""
    folder = os.environ["REHEARSAL_ML"].rstrip("/")
    program, *rest = sys.argv[1:] or [""]
    modules = rest[1:2] if rest[:1] == ["--py-files"] else []
    rest = [translate_argument(argument, folder) for argument in rest[2 * len(modules) :]]
    if program != "smspark-submit" or not rest or rest[0].startswith("-"):
        sys.exit(f"expected the entrypoint smspark-submit [--py-files FOLDER] SCRIPT, found {sys.argv[1:]}")
    if not is_first(folder):
        return
    sys.path[:1] = [os.path.dirname(rest[0]), *(translate(module, folder) for module in modules)]
    try:
        redirect_spark(folder)
    except ModuleNotFoundError as error:
        sys.exit(f"{error}: the stand-in for the Spark image needs requirements-spark.txt")
    redirect(folder)
    os.environ["PYSPARK_PYTHON"] = sys.executable  # of the workers, as the image says whose
    settings = " ".join(f"--conf {name}={value}" for name, value in SETTINGS.items())
    os.environ["PYSPARK_SUBMIT_ARGS"] = f"--master local[2] {settings} pyspark-shell"
    sys.argv = rest
    runpy.run_path(rest[0], run_name="__main__")


if __name__ == "__main__":
    main()
