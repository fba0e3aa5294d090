"""The stand-ins keep the contract of the images that they stand for; each test runs real processes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import CONTAINERS, Job
from tables import MAMMOGRAPHY

TRAIN_ROWS = "".join(f"{int(index % 10 > 4)},{index % 10},{index % 3},1\n" for index in range(60))
HYPERPARAMETERS = {
    "objective": "binary:logistic",
    "eval_metric": "auc",
    "num_round": "5",
    "max_depth": "3",
    "eta": "0.2",
}
CHANNELS = {
    name: {"ContentType": "text/csv", "TrainingInputMode": "File"} for name in ("train", "validation")
}


def training(
    job: Job,
    hyperparameters: dict[str, str] = HYPERPARAMETERS,
    channels: dict = CHANNELS,
    rows: str = TRAIN_ROWS,
    host: str = "algo-1",
    hosts: Sequence[str] = ("algo-1",),
) -> subprocess.CompletedProcess[str]:
    job.put("input/config/hyperparameters.json", hyperparameters)
    job.put("input/config/inputdataconfig.json", channels)
    job.put("input/config/resourceconfig.json", {"current_host": host, "hosts": hosts})
    job.put("input/data/train/part1.csv", rows)
    job.put("input/data/validation/validation.csv", TRAIN_ROWS)
    return job.run("xgboost_train.py")


def training_together(
    folder: Path, shards: Sequence[str], **options: dict
) -> tuple[list[Job], list[subprocess.CompletedProcess[str]]]:
    """A job of as many machines as shards: their folders side by side, their processes at the same time."""
    hosts = [f"algo-{number}" for number in range(1, len(shards) + 1)]
    jobs = [Job(folder / host / "ml") for host in hosts]
    with ThreadPoolExecutor(len(hosts)) as machines:
        running = [
            machines.submit(training, job, rows=shard, host=host, hosts=hosts, **options)
            for job, shard, host in zip(jobs, shards, hosts)
        ]
    return jobs, [each.result() for each in running]


PATHS_IN_CODE = """
import glob, os, pathlib, shutil, sys, tarfile, tempfile
import numpy as np
os.makedirs("/opt/ml/processing/output/made", exist_ok=True)
with open("/opt/ml/processing/output/made/opened.csv", mode="w") as file:
    file.write("1,2\\n3,4\\n")
with tarfile.open(name="/opt/ml/processing/output/archive.tar.gz", mode="w:gz") as tar:
    tar.add("/opt/ml/processing/output/made/opened.csv", arcname="opened.csv")
shutil.copy("/opt/ml/processing/output/made/opened.csv", "/opt/ml/processing/output/copied.csv")
os.rename("/opt/ml/processing/output/copied.csv", b"/opt/ml/processing/output/renamed.csv")
np.savetxt("/opt/ml/processing/output/sum.txt", [np.loadtxt("/opt/ml/processing/output/renamed.csv", delimiter=",").sum()])
folder = pathlib.Path("/opt/ml/processing/output")
(folder / "listed.txt").write_text("\\n".join(sorted(path.name for path in folder.rglob("*.csv"))))
assert os.path.isfile("/opt/ml/processing/output/sum.txt") and not os.path.exists("/opt/mlx")
assert len(glob.glob("/opt/ml/processing/output/*.txt")) == 2 and os.walk("/opt/ml/processing/output")
shutil.copytree("/opt/ml/processing/output/made", "/opt/ml/processing/output/again")
assert os.listdir("/opt/ml/processing/output/again") == ["opened.csv"]
shutil.rmtree("/opt/ml/processing/output/made")
with tempfile.TemporaryFile() as file:
    file.write(b"elsewhere, files are where they are")
print("arguments", sys.argv[1:], __name__)
"""


def test_a_script_with_the_containers_paths_in_its_code_runs_as_it_is(job: Job, tmp_path: Path) -> None:
    (tmp_path / "paths.py").write_text(PATHS_IN_CODE)
    done = job.run_script(tmp_path / "paths.py", "--in=/opt/ml/a", "/opt/ml/b", "/opt/mlx", "s3://b/opt/ml/c")
    assert done.returncode == 0, done.stderr
    folder = str(job.folder)
    arguments = [f"--in={folder}/a", f"{folder}/b", "/opt/mlx", "s3://b/opt/ml/c"]
    assert done.stdout == f"arguments {arguments} __main__\n"
    assert job.read("processing/output/listed.txt") == "opened.csv\nrenamed.csv"
    assert float(job.read("processing/output/sum.txt")) == 10
    assert not (job.folder / "processing/output/made").exists()


def test_pandas_reads_and_writes_below_the_jobs_folder(job: Job, tmp_path: Path) -> None:
    (tmp_path / "frame.py").write_text(
        "import pandas as pd\n"
        'pd.read_csv("/opt/ml/processing/input/a.csv").to_csv("/opt/ml/processing/b.csv", index=False)\n'
    )
    job.put("processing/input/a.csv", "x\n1\n")
    done = job.run_script(tmp_path / "frame.py")
    assert done.returncode == 0, done.stderr
    assert job.read("processing/b.csv") == "x\n1\n"


@pytest.mark.parametrize(
    ("code", "exit_code", "last_line"),
    [
        ("import sys; sys.exit(3)", 3, ""),
        ('raise ValueError("no such thing")', 1, "ValueError: no such thing"),
        ('open("/opt/ml/missing")', 1, "missing'"),
    ],
)
def test_exit_code_and_last_line_are_the_scripts(
    code: str, exit_code: int, last_line: str, job: Job, tmp_path: Path
) -> None:
    (tmp_path / "fails.py").write_text(code)
    done = job.run_script(tmp_path / "fails.py")
    assert done.returncode == exit_code
    assert done.stderr.strip().endswith(last_line)


def test_an_entrypoint_that_is_no_python_script_is_refused(job: Job) -> None:
    for entrypoint in (["bash", "run.sh"], ["python3", "-m", "http.server"], ["python3"], []):
        done = job.run("script.py", *entrypoint)
        assert done.returncode == 1
        assert "expected the entrypoint python3 SCRIPT" in done.stderr


def test_our_scripts_leave_the_jobs_exit_message(job: Job) -> None:
    job.put("processing/input/data/part1.csv", "1,2\n")
    done = job.run_ours("preprocess.py", MAMMOGRAPHY)
    assert done.returncode == 1
    assert job.read("output/message") == done.stderr.splitlines()[-1]
    assert job.read("output/message").startswith("DataError: part1.csv, line 1: expected 6 columns")


def test_jobs_side_by_side_do_not_meet(tmp_path: Path) -> None:
    script = tmp_path / "slow.py"
    script.write_text(
        "import sys, time\n"
        'open("/opt/ml/mine", "w").write(sys.argv[1])\n'
        "time.sleep(0.2)\n"
        'print(open("/opt/ml/mine").read())\n'
    )
    running = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        command = [sys.executable, str(CONTAINERS / "script.py"), "python3", str(script), name]
        environment = {"REHEARSAL_ML": str(tmp_path / name)}
        running.append(subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True))
    assert [process.communicate()[0] for process in running] == ["one\n", "two\n"]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Job, subprocess.CompletedProcess[str]]:
    job = Job(tmp_path_factory.mktemp("trained"))
    job.put("input/data/train/nested/part2.csv", TRAIN_ROWS)
    return job, training(job)


def test_training_prints_metrics_as_the_logs_show_them_and_saves_the_model(
    trained: tuple[Job, subprocess.CompletedProcess[str]],
) -> None:
    job, done = trained
    assert done.returncode == 0, done.stderr
    metrics = [line for line in done.stdout.splitlines() if line.startswith("[")]
    assert len(metrics) == 5
    assert metrics[0] == "[0]#011train-auc:1.00000#011validation-auc:1.00000"
    assert (job.folder / "model/xgboost-model").exists()
    assert not (job.folder / "output/failure").exists()


def test_training_twice_gives_the_same_model(tmp_path: Path) -> None:
    models = []
    for name in ("one", "two"):
        job = Job(tmp_path / name)
        assert training(job, {**HYPERPARAMETERS, "subsample": "0.7", "seed": "1"}).returncode == 0
        models.append((job.folder / "model/xgboost-model").read_bytes())
    assert models[0] == models[1]


def test_training_reads_every_file_of_a_channel(
    trained: tuple[Job, subprocess.CompletedProcess[str]],
) -> None:
    assert "train matrix has 120 rows and 3 columns" in trained[1].stdout


def score(job: Job, records: str) -> list[float]:
    done = job.serve("xgboost_serve.py", records)
    assert done.returncode == 0, done.stderr
    return [float(line) for line in job.read("rehearsal/answers/0").splitlines()]


# The first shard's labels follow the first feature, the second's the second; the other feature says nothing.
SHARDS = [
    "".join(f"{int(n % 10 > 4)},{n % 10},5,1\n" for n in range(60)),
    "".join(f"{int(n % 10 > 4)},5,{n % 10},1\n" for n in range(60)),
]
RECORDS = "9,5,1\n0,5,1\n5,9,1\n5,0,1\n"


def test_machines_with_a_shard_each_train_the_model_of_all_data(tmp_path: Path) -> None:
    jobs, done = training_together(tmp_path / "together", SHARDS)
    assert [each.returncode for each in done] == [0, 0], done
    assert all("train matrix has 60 rows" in each.stdout for each in done)
    # One of them says the metrics of all, and writes the model.
    assert ["[0]#011train-auc:" in each.stdout for each in done] == [True, False]
    assert [(job.folder / "model/xgboost-model").exists() for job in jobs] == [True, False]
    alone = Job(tmp_path / "alone/algo-1/ml")
    assert training(alone, rows="".join(SHARDS)).returncode == 0
    assert score(jobs[0], RECORDS) == pytest.approx(score(alone, RECORDS), abs=1e-5)
    half = Job(tmp_path / "half/algo-1/ml")
    assert training(half, rows=SHARDS[0]).returncode == 0
    assert score(jobs[0], RECORDS) != pytest.approx(score(half, RECORDS), abs=1e-1)


def test_a_machine_without_data_leaves_the_others_to_train(tmp_path: Path) -> None:
    jobs, done = training_together(tmp_path, ["", *SHARDS])
    assert [each.returncode for each in done] == [0, 0, 0], done
    assert "Host algo-1 not being used for distributed training." in done[0].stdout
    assert [(job.folder / "model/xgboost-model").exists() for job in jobs] == [False, True, False]
    jobs, done = training_together(tmp_path / "one", ["", SHARDS[0]])
    assert [each.returncode for each in done] == [0, 0], done
    assert (jobs[1].folder / "model/xgboost-model").exists()
    jobs, done = training_together(tmp_path / "none", ["", ""])
    assert [each.returncode for each in done] == [1, 1]
    assert jobs[1].read("output/failure") == "RuntimeError: No hosts received training data."


def test_a_machine_that_fails_takes_the_others_with_it(tmp_path: Path) -> None:
    jobs, done = training_together(tmp_path, [SHARDS[0], "7,1,1,1\n"])
    assert [each.returncode for each in done] == [1, 1]
    assert "label must be in [0,1] for logistic regression" in jobs[1].read("output/failure")
    assert jobs[0].read("output/failure").startswith("UserError: XGB train call failed")


def test_hyperparameters_are_validated() -> None:
    cases: list[tuple[dict[str, str | None], str]] = [
        ({"max_deepness": "3"}, "Extraneous hyperparameter found: max_deepness"),
        ({"num_round": None}, "Missing required hyperparameter: num_round"),
        ({"max_depth": "deep"}, "Hyperparameter max_depth: could not parse value"),
        ({"eta": "2"}, "Hyperparameter eta: 2.0 is not in [0, 1]"),
        ({"subsample": "0"}, "Hyperparameter subsample: 0.0 is not in (0, 1]"),
        ({"objective": "binary:guess"}, "Hyperparameter objective: binary:guess is not in ['binary:logistic'"),
        ({"eval_metric": "auc,luck"}, "Hyperparameter eval_metric: value ['auc', 'luck'] not in range"),
        ({"eval_metric": "auc,error@0.3"}, "{'objective': 'binary:logistic', 'eval_metric': ['auc', 'error@0.3'], 'num_round': 5"),
    ]  # fmt: skip
    given = [
        {name: value for name, value in {**HYPERPARAMETERS, **change}.items() if value is not None}
        for change, _ in cases
    ]
    code = (
        f"import sys; sys.path[0] = {str(CONTAINERS)!r}\n"
        "import xgboost_train\n"
        f"for given in {given!r}:\n"
        "    try: print(xgboost_train.parse_hyperparameters(given))\n"
        "    except xgboost_train.UserError as error: print(error)\n"
    )
    # A process of its own: the stand-in hides pandas from its process.
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    for line, (_, expected) in zip(done.stdout.splitlines(), cases, strict=True):
        assert line.startswith(expected)


@pytest.mark.parametrize(
    ("channels", "rows", "reason"),
    [
        ({"validation": CHANNELS["validation"]}, TRAIN_ROWS, "Missing required channel: train"),
        ({"train": {}}, TRAIN_ROWS, "Channel train: the stand-in reads ContentType text/csv only"),
        (CHANNELS, "", "No data in train channel path"),
        (CHANNELS, "severity,Age\n1,4\n", "Failed to load csv data with exception: part1.csv, line 1"),
        (CHANNELS, "1,4\n0,4,5\n", "part1.csv, line 2: 3 columns instead of 2"),
        (CHANNELS, "7,4,1,1\n", "XGB train call failed with exception"),
    ],
)
def test_a_failed_training_says_why_where_sagemaker_looks(
    job: Job, channels: dict, rows: str, reason: str
) -> None:
    done = training(job, channels=channels, rows=rows)
    assert done.returncode == 1
    assert job.read("output/failure").startswith(f"UserError: {reason}")
    assert not (job.folder / "model/xgboost-model").exists()


def analyze(job: Job, header: bool, baseline: bool) -> subprocess.CompletedProcess[str]:
    environment = {
        "dataset_format": json.dumps({"csv": {"header": header, "output_columns_position": "START"}}),
        "dataset_source": "/opt/ml/processing/input/baseline_dataset_input",
        "output_path": "/opt/ml/processing/output",
        "publish_cloudwatch_metrics": "Disabled",
    }
    if baseline:
        environment["baseline_statistics"] = "/opt/ml/processing/baseline/stats/statistics.json"
        environment["baseline_constraints"] = "/opt/ml/processing/baseline/constraints/constraints.json"
    return job.run("model_monitor_analyzer.py", **environment)


def test_the_analyzer_makes_a_baseline_and_checks_against_it(tmp_path: Path) -> None:
    rows = "".join(f"{index % 7},{index % 3}\n" for index in range(200))
    suggested = Job(tmp_path / "baseline")
    suggested.put("processing/input/baseline_dataset_input/baseline.csv", "a,b\n" + rows)
    assert analyze(suggested, header=True, baseline=False).returncode == 0
    checked = Job(tmp_path / "check")
    for folder, name in (("stats", "statistics.json"), ("constraints", "constraints.json")):
        checked.put(f"processing/baseline/{folder}/{name}", suggested.read(f"processing/output/{name}"))
    batch = checked.folder / "processing/input/baseline_dataset_input/batch.csv"

    batch.parent.mkdir(parents=True)
    batch.write_text(rows[:200])
    assert analyze(checked, header=False, baseline=True).returncode == 0
    assert checked.read("output/message") == "Completed: Job completed successfully with no violations."
    assert not (checked.folder / "processing/output/constraint_violations.json").exists()

    batch.write_text(
        "a,b\n" + rows[:200] + "?,1\n"
    )  # the format announces no header: the analyzer takes it for a row
    assert analyze(checked, header=False, baseline=True).returncode == 0
    assert checked.read("output/message").startswith(
        "CompletedWithViolations: Job completed successfully with 3 "
    )
    violations = json.loads(checked.read("processing/output/constraint_violations.json"))["violations"]
    assert [(each["feature_name"], each["constraint_check_type"]) for each in violations] == [
        ("a", "data_type_check"),
        ("b", "data_type_check"),
        ("a", "completeness_check"),
    ]


def test_the_analyzer_numbers_columns_without_a_header_and_fails_on_what_it_cannot_read(job: Job) -> None:
    job.put("processing/input/baseline_dataset_input/batch.csv", "1,2\n3,4\n")
    assert analyze(job, header=False, baseline=False).returncode == 0
    names = [
        feature["name"] for feature in json.loads(job.read("processing/output/statistics.json"))["features"]
    ]
    assert names == ["_c0", "_c1"]
    job.put("processing/input/baseline_dataset_input/batch.csv", "1,2\n3\n")
    done = analyze(job, header=False, baseline=False)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == job.read("output/message")
    assert "batch.csv, line 2: expected 2 columns" in job.read("output/message")
