"""Python's side of preload.cjs: refuses every host but 127.0.0.1, and notes what it refused."""

import os
import sys

_LOOK_UPS = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}
_LOCAL = {"127.0.0.1", None}


def _refuse(what: str) -> None:
    with open(os.environ["ONLY_LOCAL"], "a", encoding="utf-8") as notes:
        notes.write(f"{what}\n")
    raise ConnectionRefusedError(f"only 127.0.0.1 may be reached: {what}")


def _watch(event: str, arguments: tuple) -> None:
    if event == "socket.connect" and isinstance(arguments[1], tuple) and arguments[1][0] not in _LOCAL:
        _refuse(f"connect {arguments[1][0]}")
    if event in _LOOK_UPS and arguments[0] not in _LOCAL:
        _refuse(f"look up {arguments[0]}")


sys.addaudithook(_watch)
