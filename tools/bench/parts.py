"""Runs a program and tells the processor time of each process that it starts, and of all together.

    parts.py COMMAND …

Prints {"cpu": seconds, "wall": seconds, "memory": MiB, "processes": [{"command": "…", "cpu": seconds}, …]}. The kernel
tells the sum. A process is looked at every few milliseconds, so one that ends between two looks is in the sum alone. Where
there is no /proc, none is told apart.
"""

import json
import os
import resource
import subprocess
import sys
import threading
import time
from pathlib import Path

from measure import MIB, adopt_orphans

SECONDS_BETWEEN_LOOKS = 0.02
TICKS = os.sysconf("SC_CLK_TCK")


def look(seen):
    """Notes the time so far of each process below this one. `seen`: (pid, start) -> [command, seconds]."""
    parents, found = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            # The second field is a name in brackets, which may hold spaces and brackets.
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            command = (folder / "cmdline").read_text().replace("\0", " ").strip()
        except OSError:
            continue
        pid = int(folder.name)
        parents[pid] = int(fields[1])
        found[pid] = (fields[19], command, (int(fields[11]) + int(fields[12])) / TICKS)
    for pid, (start, command, seconds) in found.items():
        above = parents[pid]
        while above in parents and above != os.getpid():
            above = parents[above]
        if above == os.getpid():
            # A process that has ended has no command any more.
            seen[pid, start] = [command or seen.get((pid, start), [""])[0], seconds]


if __name__ == "__main__":
    adopt_orphans()
    seen, ended = {}, threading.Event()

    def watch():
        while not ended.wait(SECONDS_BETWEEN_LOOKS):
            look(seen)

    started = time.monotonic()
    watcher = threading.Thread(target=watch)
    child = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
    watcher.start()
    status = child.wait()
    wall = time.monotonic() - started
    try:
        while True:
            os.wait()
    except ChildProcessError:
        pass
    ended.set()
    watcher.join()
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    processes = [{"command": command, "cpu": cpu} for command, cpu in seen.values()]
    total = {"cpu": usage.ru_utime + usage.ru_stime, "wall": wall, "memory": usage.ru_maxrss / MIB}
    print(json.dumps({**total, "processes": processes}))
    sys.exit(status)
