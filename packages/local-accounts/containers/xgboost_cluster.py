"""How the machines of one training find each other, for the stand-in xgboost_train.py. Never deployed.

As in the image, the first machine by name keeps XGBoost's tracker, and every machine connects to it
(aws/sagemaker-xgboost-container, distributed.py). There the tracker listens on a port that all know, at a
name that the network resolves. Here the machines are processes, with other jobs' beside them: the tracker
takes a free port of 127.0.0.1, and leaves it in a file in the folder above theirs (`<folder>/algo-1/ml`).
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xgboost import collective
from xgboost.tracker import RabitTracker

LOOKS_EVERY_SECONDS = 0.02


@dataclass(frozen=True)
class Machine:
    """One of a job's machines; `job` is the folder that holds all of theirs."""

    name: str
    names: Sequence[str]
    job: Path

    @property
    def is_first(self) -> bool:
        return self.name == min(self.names)


def train_together(machine: Machine, has_data: bool, train: Callable[[bool], None]) -> None:
    """Calls `train` in a cluster of the machines that have data, with whether this one is the first of them.

    Machines without data leave before. Raises RuntimeError where none has any.
    """
    with _cluster(machine, "data"):
        with_data = [name for name, has in _exchange((machine.name, has_data)) if has]
    if not with_data:
        raise RuntimeError("No hosts received training data.")
    if not has_data:
        print(f"Host {machine.name} not being used for distributed training.")
    elif len(with_data) == 1:
        train(True)
    else:
        taking_part = Machine(machine.name, with_data, machine.job)
        with _cluster(taking_part, "training"):
            train(taking_part.is_first)


@contextmanager
def _cluster(machine: Machine, purpose: str) -> Iterator[None]:
    """A cluster of the machines, ranked by name. Each of them must enter it, or the others wait."""
    address = machine.job / f"tracker-of-{purpose}.json"
    tracker = None
    if machine.is_first:
        tracker = RabitTracker(n_workers=len(machine.names), host_ip="127.0.0.1", sortby="task")
        tracker.start()
        written = address.with_suffix(".part")
        written.write_text(json.dumps(tracker.worker_args()), encoding="utf-8")
        written.rename(address)
    while not address.exists():
        time.sleep(LOOKS_EVERY_SECONDS)
    found = json.loads(address.read_text(encoding="utf-8"))
    rank = sorted(machine.names).index(machine.name)
    collective.init(**found, dmlc_task_id=f"{rank:04}")
    yield
    # Not where the work failed: the others notice when this process ends, and would be waited for until then.
    collective.finalize()
    if tracker:
        tracker.wait_for()  # until the others have left, too


def _exchange(own: Any) -> list[Any]:
    """What every machine of the cluster says, in their order."""
    ranks = range(collective.get_world_size())
    return [collective.broadcast(own if rank == collective.get_rank() else None, rank) for rank in ranks]
