"""How fast this machine is just now: the work of a fixed task, by which the work of a program is told without a clock's minutes.

A core that is shared with a neighbour, or with the tests beside this one, does less in a second of its own time; both are slowed alike.
"""

from __future__ import annotations

import json
import random
import resource
import time
from statistics import median
from typing import Final

import numpy as np
import pandas as pd

ROUNDS: Final = 5
ROWS: Final = 400_000
WORDS: Final = 40_000


def yardstick() -> float:
    """Seconds of one core's work that the task takes now: tables, sums and plain Python, about as a night has them."""
    return median(_worked() for _ in range(ROUNDS))


def children_seconds() -> float:
    """Seconds of work of the programs that were started from here and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _worked() -> float:
    start = time.thread_time()
    chance = np.random.default_rng(1)
    rows = pd.DataFrame({"who": chance.integers(0, 4_500, ROWS), "share": chance.random(ROWS)})
    rows.sort_values(["who", "share"]).groupby("who")["share"].agg(["mean", "max", "size"])
    np.linalg.svd(chance.random((300, 300)))
    words = random.Random(1)
    told = sorted(({"n": words.random(), "of": str(at)} for at in range(WORDS)), key=lambda one: float(one["n"]))
    json.loads(json.dumps(told))
    return time.thread_time() - start
