"""How the local SageMaker calls a stand-in that serves a model in a batch transform. Never deployed.

    serve.py --requests FILE

FILE is JSON: what the service would send to /invocations, one request an object with all of its records.

    {"content_type": "text/csv", "accept": "text/csv",
     "requests": [{"object": "bucket/key.csv", "body": PATH, "answer": PATH}]}

The body of each answer goes to its path. A request that is refused ends the job: its HTTP status goes to
rehearsal/status below $REHEARSAL_ML, which says whose fault it is, and the log says it in the service's
words. A stand-in that ends without a status has not come as far as to answer /ping.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

STATUS = "rehearsal/status"


@dataclass(frozen=True)
class Request:
    """A request to /invocations; a header that the job does not set is empty."""

    body: bytes
    content_type: str
    accept: str


class RefusedRequest(Exception):
    """An answer of the container other than 200."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def serve(start: Callable[[], Callable[[Request], bytes]]) -> int:
    """Starts a container and has it answer every request; its exit code."""
    parser = argparse.ArgumentParser(description="Answer the requests of a batch transform.")
    parser.add_argument("--requests", type=Path, required=True)
    batch = json.loads(parser.parse_args().requests.read_text(encoding="utf-8"))
    answer = start()
    for each in batch["requests"]:
        body = Path(each["body"]).read_bytes()
        try:
            answered = answer(Request(body, batch["content_type"], batch["accept"]))
        except RefusedRequest as refused:
            _report(each["object"], refused)
            return 1
        Path(each["answer"]).write_bytes(answered)
    return 0


def _report(name: str, refused: RefusedRequest) -> None:
    is_client = 400 <= refused.status < 500
    what = "ClientError" if is_client else "Bad HTTP status received from algorithm"
    for line in [f"{what}: {refused.status}", "", "Message:", *str(refused).splitlines()]:
        print(f"{name}: {line}", file=sys.stderr)
    Path(os.environ["REHEARSAL_ML"], STATUS).write_text(str(refused.status), encoding="utf-8")
