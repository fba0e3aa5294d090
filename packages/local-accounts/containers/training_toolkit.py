"""What the images' toolkits promise a training script, for the stand-ins that train in script mode. Never
deployed.

The program of the hyperparameter sagemaker_program runs as a process of its own in /opt/ml/code, with the
other hyperparameters as its command line and what is known of the job in SM_… variables. The images have one
of two toolkits, which differ in how they start it and say that it failed:

    aws/sagemaker-training-toolkit   scikit-learn   python train.py --name value
    aws/sagemaker-containers         XGBoost        python -m train --name value

The variables are those that both set. Their paths are real ones below $REHEARSAL_ML, so that libraries which
open files by themselves find them, too; /opt/ml in the program and its arguments is read as script.py does.
Not here: the toolkits themselves, which a program may import in the images.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import script
from user_code import MissingRequirement, check_requirements, unpack

# What the toolkits keep for themselves; other hyperparameters with this prefix are the framework's.
PREFIX = "sagemaker_"
OWN = {
    "_tuning_objective_metric", "default_user_module_name", "sagemaker_container_log_level",
    "sagemaker_enable_cloudwatch_metrics", "sagemaker_job_name", "sagemaker_program", "sagemaker_region",
    "sagemaker_s3_output", "sagemaker_submit_directory",
}  # fmt: skip
INFO = 20


@dataclass(frozen=True)
class Toolkit:
    """One of the two, as an image has it."""

    # What the image's SAGEMAKER_TRAINING_MODULE is.
    framework_module: str
    # Whether it installs the code as a package and runs the program as a module: sagemaker-containers does.
    runs_modules: bool

    def command(self, program: str, arguments: list[str]) -> str:
        """As the toolkit calls it on AWS."""
        called = ["-m", module_name(program)] if self.runs_modules else [program]
        return " ".join(["/miniconda3/bin/python", *called, *arguments])

    def failure(self, name: str, code: int, message: str, command: str) -> str:
        """The error in the toolkit's words."""
        if self.runs_modules:
            return f'{name}:\nCommand "{command}"' + (f"\n{message}" if message else "")
        return f'{name}:\nExitCode {code}\nErrorMessage "{message}"\nCommand "{command}"'


class ScriptFailure(Exception):
    """What the user's code is to blame for, in the toolkit's words."""


def module_name(program: str) -> str:
    """The name under which a program is imported."""
    return program.removesuffix(".py")


def read_config(folder: str, name: str) -> dict[str, Any]:
    """A file of /opt/ml/input/config."""
    return json.loads(Path(folder, "input/config", f"{name}.json").read_text(encoding="utf-8"))


def read_hyperparameters(folder: str) -> dict[str, Any]:
    """Values as the SDK encoded them in JSON; text that is no JSON as it is."""

    def decode(text: str) -> Any:
        try:
            return json.loads(text)
        except ValueError:
            return text

    return {name: decode(text) for name, text in read_config(folder, "hyperparameters").items()}


def find_program(folder: str) -> str | None:
    """The program to train with; None where the hyperparameters name none."""
    program = os.environ.get("SAGEMAKER_PROGRAM") or read_hyperparameters(folder).get(f"{PREFIX}program")
    return None if program is None else str(program)


def command_line(hyperparameters: dict[str, Any]) -> list[str]:
    """`--name value` for each, sorted by name; a short name has one dash."""

    def text(value: Any) -> str:
        if isinstance(value, dict):
            return ",".join(f"{key}={item}" for key, item in sorted(value.items()))
        return "" if value is None else str(value)

    return [
        part
        for name, value in sorted(hyperparameters.items())
        for part in (f"--{name}" if len(name) > 1 else f"-{name}", text(value))
    ]


def environment(folder: str, program: str, toolkit: Toolkit) -> dict[str, str]:
    """The SM_… variables."""
    every = read_hyperparameters(folder)
    hyperparameters = {
        name: value for name, value in every.items() if name not in OWN and not name.startswith(PREFIX)
    }
    resources = read_config(folder, "resourceconfig")
    inputs = read_config(folder, "inputdataconfig")
    known = {
        "additional_framework_parameters": {
            name: value for name, value in every.items() if name.startswith(PREFIX) and name not in OWN
        },
        "channel_input_dirs": {channel: f"{folder}/input/data/{channel}" for channel in inputs},
        "current_host": resources["current_host"],
        "framework_module": toolkit.framework_module,
        "hosts": resources["hosts"],
        "hyperparameters": hyperparameters,
        "input_config_dir": f"{folder}/input/config",
        "input_data_config": inputs,
        "input_dir": f"{folder}/input",
        "is_master": resources["current_host"] == resources["hosts"][0],
        "job_name": os.environ.get("TRAINING_JOB_NAME"),
        "log_level": every.get(f"{PREFIX}container_log_level", INFO),
        "master_hostname": resources["hosts"][0],
        "model_dir": f"{folder}/model",
        "module_dir": str(every.get(f"{PREFIX}submit_directory", f"{folder}/code")),
        "module_name": module_name(program),
        "network_interface_name": resources.get("network_interface_name", "eth0"),
        "num_cpus": os.cpu_count(),
        "num_gpus": 0,
        "output_data_dir": f"{folder}/output/data",
        "output_dir": f"{folder}/output",
        "output_intermediate_dir": f"{folder}/output/intermediate",
        "resource_config": resources,
        "user_entry_point": program,
    }
    # The rest of what is known has variables of these names or none.
    renamed = {
        "channels": sorted(inputs),
        "framework_params": known["additional_framework_parameters"],
        "hps": hyperparameters,
        "training_env": known,
        "user_args": command_line(hyperparameters),
    }
    unnamed = {
        "additional_framework_parameters", "channel_input_dirs", "hyperparameters",
        "is_master", "job_name", "master_hostname",
    }  # fmt: skip
    variables = {
        **{name: value for name, value in known.items() if name not in unnamed},
        **renamed,
        **{f"channel_{channel}": path for channel, path in known["channel_input_dirs"].items()},
        **{f"hp_{name}": value for name, value in hyperparameters.items()},
    }
    return {f"SM_{name.upper()}": _as_text(value) for name, value in variables.items()}


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True, separators=(",", ":"))


def train(folder: str, toolkit: Toolkit) -> int:
    """Runs the job's program; its exit code. Why it failed goes to output/failure, where nothing is yet."""
    output = Path(folder, "output")
    try:
        _run(folder, toolkit)
    except Exception as error:
        blamed = isinstance(error, ScriptFailure)
        reason = str(error) if blamed else f"Framework Error: \n{type(error).__name__}: {error}"
        print(f"Reporting training FAILURE\n{reason}", file=sys.stderr)
        output.mkdir(parents=True, exist_ok=True)
        if not (output / "failure").exists():
            (output / "failure").write_text(reason, encoding="utf-8")
        return 1 if blamed else getattr(error, "errno", None) or 1
    (output / "success").touch()
    return 0


def _run(folder: str, toolkit: Toolkit) -> None:
    hyperparameters = read_hyperparameters(folder)
    program = find_program(folder)
    if program is None or not program.endswith(".py"):
        raise ScriptFailure(
            f"expected the name of a Python program in the hyperparameter {PREFIX}program, found {program}"
        )
    variables = environment(folder, program, toolkit)
    code = unpack(variables["SM_MODULE_DIR"], folder)
    try:
        check_requirements(code)
    except MissingRequirement as error:
        name = "InstallModuleError" if toolkit.runs_modules else "InstallRequirementsError"
        what = ". -r requirements.txt" if toolkit.runs_modules else "-r requirements.txt"
        command = f"/miniconda3/bin/python -m pip install {what}"
        raise ScriptFailure(toolkit.failure(name, 1, str(error), command)) from None
    arguments = json.loads(variables["SM_USER_ARGS"])
    command = toolkit.command(program, arguments)
    print(f"Invoking script with the following command:\n\n{command}\n", flush=True)
    done = subprocess.run(
        [sys.executable, script.__file__, "python3", str(code / program), *arguments],
        cwd=code,
        env={
            **os.environ,
            **variables,
            "CURRENT_HOST": variables["SM_CURRENT_HOST"],
            "PYTHONPATH": str(code),
            "SAGEMAKER_JOB_NAME": hyperparameters.get(f"{PREFIX}job_name", ""),
            "SAGEMAKER_REGION": hyperparameters.get(f"{PREFIX}region", os.environ.get("AWS_REGION", "")),
        },
        check=False,
    )
    if done.returncode:
        raise ScriptFailure(toolkit.failure("ExecuteUserScriptError", done.returncode, "", command))
