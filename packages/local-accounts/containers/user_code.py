"""A user's own code, as the images take it in script mode. Never deployed.

The SageMaker Python SDK packs a program with what lies beside it into sourcedir.tar.gz. Both toolkits of the
images put it into /opt/ml/code, unless something lies there, and install its requirements.txt with pip
(files.download_and_extract and modules.install in aws/sagemaker-training-toolkit and aws/sagemaker-containers).
A rehearsal installs nothing: what the code requires must be installed already.
"""

from __future__ import annotations

import shutil
import tarfile
from importlib import metadata
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from script import translate

# Where the local SageMaker leaves an archive that is named by an S3 URI: the container has no credentials.
DOWNLOADED = "rehearsal/sourcedir.tar.gz"


class MissingRequirement(Exception):
    """What requirements.txt asks for and is not installed here."""


def unpack(submit_directory: str, folder: str) -> Path:
    """Puts the code that `submit_directory` names into code/ below `folder`, and returns where it lies.

    An archive, a folder or a single file, by its path in the container or by an S3 URI. Raises OSError and
    tarfile.TarError.
    """
    code = Path(folder, "code")
    code.mkdir(parents=True, exist_ok=True)
    if any(code.iterdir()):
        return code
    is_remote = submit_directory.startswith("s3://")
    source = Path(folder, DOWNLOADED) if is_remote else Path(translate(submit_directory, folder))
    if source.is_dir():
        shutil.copytree(source, code, dirs_exist_ok=True)
    elif tarfile.is_tarfile(source):
        with tarfile.open(source, "r:gz") as archive:
            archive.extractall(code, filter="data")
    else:
        shutil.copy2(source, code)
    return code


def check_requirements(code: Path) -> None:
    """Raises MissingRequirement for the first thing that pip would have to install."""
    if (code / "setup.py").exists():
        raise MissingRequirement("setup.py is there for pip to install, and a rehearsal installs nothing")
    path = code / "requirements.txt"
    if not path.exists():
        return
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        text = line.split(" #")[0].split(" --hash")[0].rstrip("\\").strip()
        if text and not text.startswith(("#", "--hash")):
            obstacle = _obstacle(text)
            if obstacle:
                raise MissingRequirement(
                    f"requirements.txt, line {number}: {text}: {obstacle}; a rehearsal installs nothing"
                )


def _obstacle(text: str) -> str | None:
    """Why a line needs pip; None where what it asks for is installed."""
    try:
        requirement = Requirement(text)
    except InvalidRequirement:
        return "it names no package"
    if requirement.marker and not requirement.marker.evaluate():
        return None
    if requirement.url:
        return "it names a place to install from"
    try:
        version = metadata.version(requirement.name)
    except metadata.PackageNotFoundError:
        return "it is not installed"
    if not requirement.specifier.contains(version, prereleases=True):
        return f"{version} is installed"
    return _obstacle_of_extras(requirement)


def _obstacle_of_extras(requirement: Requirement) -> str | None:
    for text in metadata.requires(requirement.name) or []:
        needed = Requirement(text)
        if needed.marker and any(needed.marker.evaluate({"extra": extra}) for extra in requirement.extras):
            needed.marker = None
            obstacle = _obstacle(str(needed))
            if obstacle:
                return f"{needed}: {obstacle}"
    return None
