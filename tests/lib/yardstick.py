"""How fast this machine is just now: the work of a fixed task, by which the work of a program is told without a clock's minutes.

A core that is shared with a neighbour, or with the tests beside this one, does less in a second of its own time; both are slowed alike.
"""

from __future__ import annotations

import json
import random
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import fmean
from threading import Event, Thread
from typing import Final

import numpy as np
import pandas as pd

BETWEEN_SECONDS: Final = 10
ROWS: Final = 400_000
WORDS: Final = 40_000


class Yardstick:
    """How long the task took, each time that it was done beside what is measured."""

    def __init__(self) -> None:
        self._took: list[float] = []

    @property
    def seconds(self) -> float:
        """Of one core's work, on average."""
        return fmean(self._took)

    def hold_until(self, done: Event) -> None:
        """Do the task now, and again every few seconds."""
        self._took.append(_worked())
        while not done.wait(BETWEEN_SECONDS):
            self._took.append(_worked())


@contextmanager
def yardstick_beside() -> Iterator[Yardstick]:
    """A yardstick held in a thread of its own while something else is done: what slows that slows this."""
    held, done = Yardstick(), Event()
    thread = Thread(target=held.hold_until, args=(done,))
    thread.start()
    try:
        yield held
    finally:
        done.set()
        thread.join()


def children_seconds() -> float:
    """Seconds of work of the programs that were started from here and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _worked() -> float:
    """Tables, sums and plain Python, about as a night has them."""
    start = time.thread_time()
    chance = np.random.default_rng(1)
    rows = pd.DataFrame({"who": chance.integers(0, 4_500, ROWS), "share": chance.random(ROWS)})
    rows.sort_values(["who", "share"]).groupby("who")["share"].agg(["mean", "max", "size"])
    np.linalg.svd(chance.random((300, 300)))
    words = random.Random(1)
    told = sorted(({"n": words.random(), "of": str(at)} for at in range(WORDS)), key=lambda one: float(one["n"]))
    json.loads(json.dumps(told))
    return time.thread_time() - start
