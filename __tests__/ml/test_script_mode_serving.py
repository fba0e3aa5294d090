"""Serving in script mode keeps the contract of the images' inference toolkit; each test runs real processes."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from conftest import Job

STAND_INS = ["scikit_learn_serve.py", "xgboost_serve.py"]
ENVIRONMENT = {"SAGEMAKER_PROGRAM": "inference.py", "SAGEMAKER_SUBMIT_DIRECTORY": "/opt/ml/model/code"}
# A model that knows nothing but where it came from.
MODEL_FN = """
import os
def model_fn(model_dir):
    return open(os.path.join(model_dir, "model.txt")).read() + open("/opt/ml/model/model.txt").read()
"""


def serving(job: Job, stand_in: str, program: str, *bodies: str | bytes, **options: str):
    """Serves a model whose archive brought its code with it."""
    files: Mapping[str, str] = {"model.txt": "M", "code/inference.py": program, "code/helper.py": "SEEN = 1"}
    for name, content in files.items():
        job.put(f"model/{name}", content)
    return job.serve(stand_in, *bodies, **{**ENVIRONMENT, **options})


@pytest.mark.parametrize("stand_in", STAND_INS)
def test_the_scripts_functions_answer(job: Job, stand_in: str) -> None:
    program = (
        "import json, pandas, sklearn, helper\n"
        "class Answer: loads = 0\n"
        "def input_fn(content, content_type): return [type(content).__name__, content, content_type]\n"
        "def predict_fn(data, model):\n    Answer.loads += 1\n    return [model, Answer.loads, *data]\n"
        "def output_fn(prediction, accept): return json.dumps(prediction), accept\n"
    )
    done = serving(job, stand_in, MODEL_FN + program, "1,é\n", b"\xff\n", accept="application/json")
    assert done.returncode == 0, done.stderr
    # One model answers all, text is decoded, and what is no UTF-8 is replaced.
    assert json.loads(job.read("rehearsal/answers/0")) == ["MM", 1, "str", "1,é\n", "text/csv"]
    assert json.loads(job.read("rehearsal/answers/1")) == ["MM", 2, "str", "\ufffd\n", "text/csv"]


def test_another_content_type_is_handed_over_as_bytes(job: Job) -> None:
    program = MODEL_FN + (
        "def transform_fn(model, content, content_type, accept):\n"
        "    return repr([model, content, content_type, accept])\n"
    )
    headers = {"content_type": "text/csv; charset=utf-8", "accept": ""}
    done = serving(job, "scikit_learn_serve.py", program, b"\xff", **headers)
    assert done.returncode == 0, done.stderr
    assert job.read("rehearsal/answers/0") == repr(
        ["MM", b"\xff", "text/csv; charset=utf-8", "application/json"]
    )


# A model that adds up each record.
SUMS = """
class Sums:
    def predict(self, rows): return rows.sum(axis=1)
def model_fn(model_dir): return Sums()
"""


@pytest.mark.parametrize(
    ("content_type", "accept", "body", "answer"),
    [
        ("text/csv", "text/csv", "1,2\n3,4.5\n", "3.0\n7.5\n"),
        ("text/csv", "application/json", '"1",2\n3,4\n', "[3.0, 7.0]"),
        ("application/json", "text/csv", "[[1, 2], [3, 4]]", "3.0\n7.0\n"),
    ],
)
def test_where_the_script_has_no_functions_scikit_learns_image_has(
    job: Job, content_type: str, accept: str, body: str, answer: str
) -> None:
    done = serving(job, "scikit_learn_serve.py", SUMS, body, content_type=content_type, accept=accept)
    assert done.returncode == 0, done.stderr
    assert job.read("rehearsal/answers/0") == answer


def test_where_the_script_has_no_functions_xgboosts_image_has(job: Job) -> None:
    program = (
        "class Rows:\n"
        "    def predict(self, matrix, validate_features):\n"
        "        return matrix.get_data().toarray().tolist()\n"
        "def model_fn(model_dir): return Rows()\n"
    )
    done = serving(job, "xgboost_serve.py", program, "1,2\n3,4")
    assert done.returncode == 0, done.stderr
    assert job.read("rehearsal/answers/0") == "1.0,2.0\n3.0,4.0\n"


@pytest.mark.parametrize(
    ("stand_in", "program", "body", "content_type", "accept"),
    [
        ("scikit_learn_serve.py", SUMS, "a,b\nc,d\n", "text/csv", "text/csv"),
        ("scikit_learn_serve.py", SUMS, "1,2\n\n3,4\n", "text/csv", "text/csv"),
        # One record has one dimension.
        ("scikit_learn_serve.py", SUMS, "1,2\n", "text/csv", "text/csv"),
        ("scikit_learn_serve.py", SUMS, "1,2\n3,4\n", "image/png", "text/csv"),
        ("scikit_learn_serve.py", SUMS, "1,2\n3,4\n", "text/csv", "image/png"),
        ("xgboost_serve.py", SUMS, "1,2\n3,4\n", "text/csv", "text/csv"),
        (
            "scikit_learn_serve.py",
            MODEL_FN + "def transform_fn(*_): return None\n",
            "1\n",
            "text/csv",
            "text/csv",
        ),
    ],
)
def test_whatever_the_functions_raise_is_answered_with_500(
    job: Job, stand_in: str, program: str, body: str, content_type: str, accept: str
) -> None:
    done = serving(job, stand_in, program, body, content_type=content_type, accept=accept)
    assert (done.returncode, job.read("rehearsal/status")) == (1, "500")
    assert "Traceback" in done.stderr
    assert done.stderr.endswith(
        "bucket/0.csv: Bad HTTP status received from algorithm: 500\n"
        "bucket/0.csv: \nbucket/0.csv: Message:\nbucket/0.csv: Internal Server Error\n"
    )


@pytest.mark.parametrize(
    ("program", "environment", "why"),
    [
        ("", {}, "Please provide a model_fn implementation"),
        ("raise ValueError('no')", {}, "ValueError: no"),
        ("def model_fn(model_dir): raise ValueError('no model')", {}, "ValueError: no model"),
        (MODEL_FN + "transform_fn = input_fn = print", {}, "Cannot use transform_fn implementation"),
        (MODEL_FN, {"SAGEMAKER_PROGRAM": "other.py"}, "No module named 'other'"),
        (MODEL_FN, {"SAGEMAKER_SUBMIT_DIRECTORY": "s3://bucket/none.tar.gz"}, "FileNotFoundError"),
    ],
)
def test_what_fails_before_the_first_request_answers_no_ping(
    job: Job, program: str, environment: dict[str, str], why: str
) -> None:
    done = serving(job, "scikit_learn_serve.py", program, "1\n", **environment)
    assert done.returncode == 1
    assert why in done.stderr
    assert not (job.folder / "rehearsal/status").exists()


def test_a_requirement_that_is_not_installed_is_named(job: Job) -> None:
    job.put("model/code/requirements.txt", "no-such-package\n")
    done = serving(job, "scikit_learn_serve.py", MODEL_FN, "1\n")
    assert done.returncode == 1
    assert "requirements.txt, line 1: no-such-package: it is not installed; a rehearsal" in done.stderr


def test_modules_of_the_script_may_have_the_names_of_the_stand_ins(job: Job) -> None:
    names = ("script", "serving", "user_code", "training_toolkit", "inference_toolkit")
    for name in names:
        job.put(f"model/code/{name}.py", f"NAME = {name!r}")
    program = (
        f"import {', '.join(names)}\n"
        f"def model_fn(model_dir): return [{', '.join(f'{name}.NAME' for name in names)}]\n"
        "def transform_fn(model, *_): return ','.join(model)\n"
    )
    done = serving(job, "scikit_learn_serve.py", program, "1\n")
    assert done.returncode == 0, done.stderr
    assert job.read("rehearsal/answers/0") == ",".join(names)


def test_without_a_program_scikit_learns_image_serves_nothing(job: Job) -> None:
    (job.folder / "model").mkdir(parents=True)
    done = job.serve("scikit_learn_serve.py", "1\n")
    assert done.returncode == 1
    assert "the scikit-learn image serves with a script: SAGEMAKER_PROGRAM" in done.stderr
