"""The built-in algorithm reads a batch as the container does (aws/sagemaker-xgboost-container, encoder.py and
algorithm_mode/serve.py): what it cannot read, the stand-in refuses in the same way.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import CONTAINERS, Job

BATCHES = Path(__file__).parent / "batches"
PLAIN = (BATCHES / "plain.csv").read_text(encoding="utf-8")
ROWS = PLAIN.count("\n")

TRAIN = """
import sys
import numpy, xgboost
classes = int(sys.argv[2])
rows = numpy.random.default_rng(0).normal(size=(60, 5))
multiclass = {"objective": "multi:softprob", "num_class": classes}
xgboost.train(multiclass if classes > 2 else {"objective": "binary:logistic"},
    xgboost.DMatrix(rows, label=numpy.arange(60) % classes), 2).save_model(sys.argv[1])
"""


def trained(folder: Path, classes: int = 2) -> Job:
    """A job whose model has five features."""
    job = Job(folder)
    job.put("model/.keep", "files whose names begin with a dot are no models")
    subprocess.run([sys.executable, "-c", TRAIN, folder / "model/xgboost-model", str(classes)], check=True)
    return job


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Job:
    return trained(tmp_path_factory.mktemp("served"))


def answers(job: Job, *bodies: str | bytes) -> list[list[str]]:
    done = job.serve("xgboost_serve.py", *bodies)
    assert done.returncode == 0, done.stderr
    return [job.read(f"rehearsal/answers/{number}").split("\n") for number in range(len(bodies))]


def refusal(job: Job, body: str | bytes, **headers: str) -> tuple[str, str]:
    """The status, and what the log says."""
    (job.folder / "rehearsal/status").unlink(missing_ok=True)
    done = job.serve("xgboost_serve.py", body, **headers)
    assert done.returncode == 1
    return job.read("rehearsal/status"), done.stderr


def test_a_line_answers_each_record(served: Job) -> None:
    plain, one, ends = answers(served, PLAIN, "3,67,2,3,4", "\n \n3,67,2,3,4\r\n\n")
    assert (len(plain), plain[-1]) == (ROWS + 1, "")
    assert all(0 < float(score) < 1 for score in plain[:-1])
    # What is blank at the ends of a request is taken off it.
    assert one == ends == [plain[0], ""]


def test_lines_that_end_as_on_windows_are_read(served: Job) -> None:
    plain, windows = answers(served, PLAIN, PLAIN.replace("\n", "\r\n"))
    assert windows == plain


def test_nothing_between_commas_is_missing(served: Job) -> None:
    missing, named = answers(served, "3,,2,3,4\n", "3,nan,2,3,4\n")
    assert missing == named


def test_an_empty_object_has_an_empty_answer(served: Job) -> None:
    assert answers(served, "") == [[""]]


def test_probabilities_of_classes_are_a_list_in_brackets(tmp_path: Path) -> None:
    [lines] = answers(trained(tmp_path / "ml", classes=3), "3,67,2,3,4\n2,68,1,4,3\n")
    assert len(lines) == 3
    for line in lines[:-1]:
        assert line.startswith("[") and line.endswith("]")
        assert sum(float(cell) for cell in line[1:-1].split(", ")) == pytest.approx(1)


FIRST = PLAIN.split("\n")[0]
NO_NUMBER = "could not convert string to float"
RAGGED = "inhomogeneous shape"
# What the container cannot read, and why.
UNREADABLE: dict[str, tuple[bytes, str]] = {
    "bom": ((BATCHES / "bom.csv").read_bytes(), r"'\ufeff3'"),
    "quoted cell": (PLAIN.replace("3,67", '"3",67', 1).encode(), "'\"3\"'"),
    "blank line inside": ((BATCHES / "blank-line-inside.csv").read_bytes(), RAGGED),
    "carriage returns alone": (PLAIN.replace("\n", "\r").encode(), r"'4\r2'"),
    "line break in quotes": (PLAIN.replace("3,67", '"3\n",67', 1).encode(), RAGGED),
    "NUL": ((BATCHES / "nul-byte.csv").read_bytes(), r"'\x0067'"),
    "1e200": ((BATCHES / "overflow-1e200.csv").read_bytes(), "`inf` or a value too large"),
    "Latin-1": (f"{FIRST},é\n".encode("latin-1"), "'utf-8' codec can't decode byte 0xe9"),
    "header": (b"BIRADS,Age,Shape,Margin,Density\n" + PLAIN.encode(), "'BIRADS'"),
    "ragged": (f"{FIRST}\n3,67\n".encode(), RAGGED),
    "blank cell": (f"{FIRST}\n3,67,2, ,4\n".encode(), "' '"),
    # At these lines end for Python's splitlines, and not for the container.
    "vertical tab": (b"3,67,2,3,4\x0b2,68,1,4,3", r"'4\x0b2'"),
    "line separator": ("3,67,2,3,4\u20282,68,1,4,3".encode(), r"'4\u20282'"),
}

ANSWER_ALL = """
import json, sys
sys.path[0] = sys.argv[1]
import xgboost_serve
answer = xgboost_serve.start_algorithm()
refused = []
for body in json.load(sys.stdin):
    try:
        answer(xgboost_serve.Request(body.encode("latin-1"), "text/csv", "text/csv"))
        refused.append([200, ""])
    except xgboost_serve.RefusedRequest as error:
        refused.append([error.status, str(error)])
print(json.dumps(refused))
"""


@pytest.fixture(scope="module")
def refusals(served: Job) -> dict[str, list]:
    """Status and message of each unreadable batch: one process for all of them."""
    done = subprocess.run(
        [sys.executable, "-c", ANSWER_ALL, str(CONTAINERS)],
        input=json.dumps([body.decode("latin-1") for body, _ in UNREADABLE.values()]),
        env={"REHEARSAL_ML": str(served.folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(zip(UNREADABLE, json.loads(done.stdout), strict=True))


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_batch_that_the_container_cannot_read_is_refused(refusals: dict[str, list], name: str) -> None:
    status, message = refusals[name]
    assert status == 415
    assert message.startswith("Loading csv data failed with Exception, please ensure data is in csv format:\n")
    assert UNREADABLE[name][1] in message


def test_a_refused_batch_is_in_the_log_in_the_services_words(served: Job) -> None:
    status, log = refusal(served, *UNREADABLE["bom"][:1])
    assert status == "415"
    assert log.startswith(
        "bucket/0.csv: ClientError: 415\nbucket/0.csv: \nbucket/0.csv: Message:\n"
        "bucket/0.csv: Loading csv data failed with Exception"
    )


def test_what_the_container_reads_the_stand_in_reads(served: Job) -> None:
    # More columns than the model has are refused; fewer are read as missing, without a word.
    status, log = refusal(served, "3,67,2,3,4,5\n")
    assert (status, "Unable to evaluate payload provided" in log) == ("400", True)
    fewer, missing, semicolons, plain = answers(
        served, "3,67,2,3\n", "3,67,2,3,\n", "3;67;2;3;4\n", f"{FIRST}\n"
    )
    assert fewer == missing
    assert semicolons == plain


def test_types_that_the_stand_in_does_not_serve_are_refused(served: Job) -> None:
    status, log = refusal(served, PLAIN, content_type="text/x-libsvm")
    assert (status, "the stand-in reads text/csv only, found text/x-libsvm" in log) == ("415", True)
    assert refusal(served, PLAIN, accept="image/png")[0] == "406"


@pytest.mark.parametrize("files", [{}, {"xgboost-model": "no model"}, {"one": "", "two": ""}])
def test_a_model_that_cannot_be_loaded_answers_no_ping(tmp_path: Path, files: dict[str, str]) -> None:
    job = Job(tmp_path)
    (tmp_path / "model").mkdir()
    for name, content in files.items():
        job.put(f"model/{name}", content)
    assert job.serve("xgboost_serve.py", PLAIN).returncode == 1
    assert not (tmp_path / "rehearsal/status").exists()
