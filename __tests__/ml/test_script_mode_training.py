"""Training in script mode keeps the contract of the SageMaker training toolkit; each test runs real processes."""

from __future__ import annotations

import io
import json
import os
import subprocess
import tarfile
from collections.abc import Mapping

import pytest
from conftest import Job

# What the SDK writes: every value is encoded in JSON.
HYPERPARAMETERS = {
    "sagemaker_program": '"train.py"',
    "sagemaker_submit_directory": '"/opt/ml/input/data/code/sourcedir.tar.gz"',
    "sagemaker_container_log_level": "20",
    "sagemaker_parameter_server_enabled": "false",
}
CHANNELS = {name: {"ContentType": "text/csv", "TrainingInputMode": "File"} for name in ("train", "code")}
STAND_INS = ["scikit_learn_train.py", "xgboost_train.py"]


def packed(files: Mapping[str, str]) -> bytes:
    """A sourcedir.tar.gz."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:gz") as tar:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content.encode())
            tar.addfile(entry, io.BytesIO(content.encode()))
    return archive.getvalue()


def training(
    job: Job,
    stand_in: str,
    files: Mapping[str, str],
    hyperparameters: Mapping[str, str] = {},
    hosts: tuple[str, ...] = ("algo-1",),
) -> subprocess.CompletedProcess[str]:
    job.put("input/config/hyperparameters.json", {**HYPERPARAMETERS, **hyperparameters})
    job.put("input/config/inputdataconfig.json", CHANNELS)
    job.put("input/config/resourceconfig.json", {"current_host": hosts[0], "hosts": hosts})
    job.put("input/data/train/train.csv", "a,b\n1,2\n")
    job.put("input/data/code/sourcedir.tar.gz", packed(files))
    for folder in ("model", "output/data"):
        (job.folder / folder).mkdir(parents=True, exist_ok=True)
    return job.run(stand_in, "train", TRAINING_JOB_NAME="job-1", AWS_REGION="us-east-1")


# Leaves what it was given in the model.
WITNESS = """
import json, os, sys
from pathlib import Path
from helper import MODEL
Path(MODEL, "seen.json").write_text(json.dumps({
    "argv": sys.argv[1:], "cwd": os.getcwd(), "name": __name__, "environment": dict(os.environ),
    "train": Path("/opt/ml/input/data/train/train.csv").read_text(),
}))
print("trained")
"""


@pytest.mark.parametrize("stand_in", STAND_INS)
def test_a_script_gets_the_command_line_and_the_variables_of_the_toolkit(job: Job, stand_in: str) -> None:
    done = training(
        job,
        stand_in,
        {"train.py": WITNESS, "helper.py": 'MODEL = "/opt/ml/model"\n'},
        {
            "n": "5",
            "max-depth": '"3"',
            "eta": "0.2",
            "layers": "[1, 2]",
            "flags": '{"b": 1, "a": 2}',
            "on": "true",
            "nothing": "null",
            "plain": "not JSON",
            "path": '"/opt/ml/input/data/train"',
        },
    )
    assert done.returncode == 0, done.stderr
    assert "trained\n" in done.stdout
    seen = json.loads(job.read("model/seen.json"))
    folder = str(job.folder)
    arguments = [
        "--eta", "0.2", "--flags", "a=2,b=1", "--layers", "[1, 2]", "--max-depth", "3", "-n", "5",
        "--nothing", "", "--on", "True", "--path", "/opt/ml/input/data/train", "--plain", "not JSON",
    ]  # fmt: skip
    # Arguments that name a path below /opt/ml are handed over as the path that it has here.
    assert seen["argv"] == [each.replace("/opt/ml", folder) for each in arguments]
    assert (seen["name"], seen["cwd"]) == ("__main__", f"{folder}/code")
    assert seen["train"] == "a,b\n1,2\n"
    variables = {
        name: value for name, value in seen["environment"].items() if name.startswith("SM_")
    }
    training_env = json.loads(variables.pop("SM_TRAINING_ENV"))
    assert json.loads(variables.pop("SM_USER_ARGS")) == arguments
    hps = json.loads(variables.pop("SM_HPS"))
    assert hps == {
        "n": 5, "max-depth": "3", "eta": 0.2, "layers": [1, 2], "flags": {"b": 1, "a": 2}, "on": True,
        "nothing": None, "plain": "not JSON", "path": "/opt/ml/input/data/train",
    }  # fmt: skip
    framework = {
        "scikit_learn_train.py": "sagemaker_sklearn_container.training:main",
        "xgboost_train.py": "sagemaker_xgboost_container.training:main",
    }
    resources = '{"current_host":"algo-1","hosts":["algo-1"]}'
    assert variables == {
        "SM_CHANNELS": '["code","train"]',
        "SM_CHANNEL_CODE": f"{folder}/input/data/code",
        "SM_CHANNEL_TRAIN": f"{folder}/input/data/train",
        "SM_CURRENT_HOST": "algo-1",
        "SM_FRAMEWORK_MODULE": framework[stand_in],
        "SM_FRAMEWORK_PARAMS": '{"sagemaker_parameter_server_enabled":false}',
        "SM_HOSTS": '["algo-1"]',
        "SM_HP_ETA": "0.2",
        "SM_HP_FLAGS": '{"a":2,"b":1}',
        "SM_HP_LAYERS": "[1,2]",
        "SM_HP_MAX-DEPTH": "3",
        "SM_HP_N": "5",
        "SM_HP_NOTHING": "",
        "SM_HP_ON": "true",
        "SM_HP_PATH": "/opt/ml/input/data/train",
        "SM_HP_PLAIN": "not JSON",
        "SM_INPUT_CONFIG_DIR": f"{folder}/input/config",
        "SM_INPUT_DATA_CONFIG": json.dumps(CHANNELS, sort_keys=True, separators=(",", ":")),
        "SM_INPUT_DIR": f"{folder}/input",
        "SM_LOG_LEVEL": "20",
        "SM_MODEL_DIR": f"{folder}/model",
        "SM_MODULE_DIR": "/opt/ml/input/data/code/sourcedir.tar.gz",
        "SM_MODULE_NAME": "train",
        "SM_NETWORK_INTERFACE_NAME": "eth0",
        "SM_NUM_CPUS": str(os.cpu_count()),
        "SM_NUM_GPUS": "0",
        "SM_OUTPUT_DATA_DIR": f"{folder}/output/data",
        "SM_OUTPUT_DIR": f"{folder}/output",
        "SM_OUTPUT_INTERMEDIATE_DIR": f"{folder}/output/intermediate",
        "SM_RESOURCE_CONFIG": resources,
        "SM_USER_ENTRY_POINT": "train.py",
    }
    assert training_env["hyperparameters"] == hps
    assert (training_env["job_name"], training_env["is_master"]) == ("job-1", True)
    assert training_env["channel_input_dirs"]["train"] == f"{folder}/input/data/train"
    assert (job.folder / "output/success").exists()
    assert not (job.folder / "output/failure").exists()


@pytest.mark.parametrize(
    ("stand_in", "reason"),
    [
        (
            "scikit_learn_train.py",
            'ExecuteUserScriptError:\nExitCode 3\nErrorMessage ""\n'
            'Command "/miniconda3/bin/python train.py --n-jobs 2"',
        ),
        ("xgboost_train.py", 'ExecuteUserScriptError:\nCommand "/miniconda3/bin/python -m train --n-jobs 2"'),
    ],
)
def test_a_script_that_fails_is_reported_as_the_toolkit_does(job: Job, stand_in: str, reason: str) -> None:
    done = training(job, stand_in, {"train.py": "import sys; sys.exit(3)"}, {"n-jobs": "2"})
    assert (done.returncode, job.read("output/failure")) == (1, reason)
    assert not (job.folder / "output/success").exists()


@pytest.mark.parametrize("stand_in", STAND_INS)
def test_what_the_script_says_of_its_failure_stands(job: Job, stand_in: str) -> None:
    program = 'open("/opt/ml/output/failure", "w").write("no rows")\nraise ValueError("no rows")'
    done = training(job, stand_in, {"train.py": program})
    assert (done.returncode, job.read("output/failure")) == (1, "no rows")
    assert "ValueError: no rows" in done.stderr


@pytest.mark.parametrize("stand_in", STAND_INS)
def test_requirements_that_are_installed_pass(job: Job, stand_in: str) -> None:
    requirements = "# ours\n\nnumpy>=1.24  # any\nscikit_learn\ntorch==2.1; python_version < '3'\n"
    done = training(job, stand_in, {"train.py": "", "requirements.txt": requirements})
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("line", "obstacle"),
    [
        ("no-such-package==2.1", "no-such-package==2.1: it is not installed"),
        ("numpy<1", "numpy<1: {numpy} is installed"),
        ("--extra-index-url https://example.com", "it names no package"),
        ("numpy @ https://example.com/numpy.whl", "it names a place to install from"),
        ("pandas[parquet]", "it is not installed"),
    ],
)
def test_a_requirement_that_is_not_installed_fails_the_job_by_name(job: Job, line: str, obstacle: str) -> None:
    import numpy

    done = training(job, "scikit_learn_train.py", {"train.py": "", "requirements.txt": f"scipy\n{line}\n"})
    failure = job.read("output/failure")
    assert done.returncode == 1
    assert failure.startswith("InstallRequirementsError:\nExitCode 1\n")
    assert f"requirements.txt, line 2: {line.split(' #')[0]}" in failure
    assert obstacle.format(numpy=numpy.__version__) in failure
    assert "a rehearsal installs nothing" in failure
    assert 'Command "/miniconda3/bin/python -m pip install -r requirements.txt"' in failure


def test_code_by_an_s3_uri_is_what_the_service_downloaded(job: Job) -> None:
    job.put("rehearsal/sourcedir.tar.gz", packed({"train.py": "print('from S3')"}))
    uri = {"sagemaker_submit_directory": '"s3://bucket/sourcedir.tar.gz"'}
    done = training(job, "scikit_learn_train.py", {}, uri)
    assert (done.returncode, "from S3" in done.stdout) == (0, True)


@pytest.mark.parametrize(
    ("hyperparameters", "reason"),
    [
        ({"sagemaker_program": '"train.sh"'}, "found train.sh"),
        ({"sagemaker_program": "null"}, "found None"),
        ({"sagemaker_submit_directory": '"/opt/ml/none.tar.gz"'}, "Framework Error: \nFileNotFoundError"),
        ({"sagemaker_submit_directory": '"/opt/ml/input/data/train"'}, "ExecuteUserScriptError"),
    ],
)
def test_what_cannot_be_run_fails_the_job(job: Job, hyperparameters: dict[str, str], reason: str) -> None:
    done = training(job, "scikit_learn_train.py", {"train.py": ""}, hyperparameters)
    assert done.returncode != 0
    assert reason in job.read("output/failure")


def test_an_xgboost_script_runs_on_one_machine(job: Job) -> None:
    done = training(job, "xgboost_train.py", {"train.py": ""}, hosts=("algo-1", "algo-2"))
    assert done.returncode == 1
    reason = "UserError: the rehearsal runs a script in the XGBoost image on one machine, not on 2"
    assert job.read("output/failure").startswith(reason)


def test_a_library_that_opens_files_itself_finds_the_model_folder(job: Job) -> None:
    program = (
        "import os, numpy, xgboost\n"
        "data = xgboost.DMatrix(numpy.array([[0.0], [1.0]]), label=[0, 1])\n"
        'xgboost.train({}, data, 1).save_model(os.path.join(os.environ["SM_MODEL_DIR"], "xgboost-model"))\n'
    )
    done = training(job, "xgboost_train.py", {"train.py": program})
    assert done.returncode == 0, done.stderr
    assert (job.folder / "model/xgboost-model").exists()
