"""Runs a container's stand-in in this process, and ends it with the rehearsal.

Usage: watchdog.py SCRIPT [arguments …]

Standard input is a pipe that the rehearsal holds open and never writes to. When it closes, the rehearsal is gone,
however it went, and the stand-in's whole process group goes too.
"""

import os
import runpy
import signal
import sys
import threading


def follow(pipe: int) -> None:
    while os.read(pipe, 1):
        pass
    os.killpg(0, signal.SIGKILL)


def main() -> None:
    pipe = os.dup(0)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    threading.Thread(target=follow, args=(pipe,), daemon=True).start()
    sys.argv = sys.argv[1:]
    sys.path[0] = os.path.dirname(os.path.abspath(sys.argv[0]))
    runpy.run_path(sys.argv[0], run_name="__main__")


main()
