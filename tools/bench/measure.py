"""Runs programs by turns and measures each whole: the process and every process that it started.

    measure.py < {"rounds": 5, "programs": {"name": {"command": ["node", …], "environment": {…}}}}

Prints {"name": [{"cpu": seconds, "wall": seconds, "memory": MiB}, …]}. The first round is not counted: it fills caches.
"""

import ctypes
import json
import os
import subprocess
import sys
import time

MIB = 1024 if sys.platform == "linux" else 1024 * 1024
PR_SET_CHILD_SUBREAPER = 36


def adopt_orphans():
    """What a program leaves running (esbuild's service) becomes ours when it ends, and is counted with it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def run(program):
    started = time.monotonic()
    child = subprocess.Popen(
        program["command"],
        env={**os.environ, **program.get("environment", {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    error = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.monotonic() - started
    if status != 0:
        sys.exit(f"{' '.join(program['command'])} ended with {os.waitstatus_to_exitcode(status)}:\n{error.decode()}")
    cpu = usage.ru_utime + usage.ru_stime
    try:
        while True:
            _, _, orphan = os.wait4(-1, 0)
            cpu += orphan.ru_utime + orphan.ru_stime
    except ChildProcessError:
        return {"cpu": cpu, "wall": wall, "memory": usage.ru_maxrss / MIB}


if __name__ == "__main__":
    adopt_orphans()
    task = json.load(sys.stdin)
    samples = {name: [] for name in task["programs"]}
    for turn in range(task["rounds"] + 1):
        for name, program in task["programs"].items():
            sample = run(program)
            if turn > 0:
                samples[name].append(sample)
    print(json.dumps(samples))
