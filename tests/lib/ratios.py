"""Speed as a ratio within one run: candidate and yardstick in turn, so that a busy machine slows both."""

from __future__ import annotations

import gc
import json
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROUNDS = 7
RESULTS = Path(__file__).parents[1] / "bench" / "results"


def interleaved(
    candidate: Callable[[], object], yardstick: Callable[[], object], *, rounds: int = ROUNDS
) -> list[float]:
    """The candidate's time over the yardstick's, round by round, after one round of each that does not count."""
    candidate(), yardstick()
    return [_seconds(candidate) / _seconds(yardstick) for _ in range(rounds)]


def record(name: str, ratios: Sequence[float], *, what: str, limit: float, threads: dict[str, int]) -> float:
    """Write and print what was measured; returns the median."""
    median = statistics.median(ratios)
    result = {
        "what": what,
        "limit": limit,
        "median": round(median, 3),
        "min": round(min(ratios), 3),
        "max": round(max(ratios), 3),
        "rounds": len(ratios),
        "threads": threads,
    }
    write(name, result)
    return median


def write(name: str, result: dict[str, object]) -> None:
    """Write a result file that is committed, and print it."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"figure": name, **result}, indent=2)
    (RESULTS / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    print(text)  # noqa: T201 - the run shows its figures


def _seconds(action: Callable[[], object]) -> float:
    gc.collect()
    start = time.perf_counter()
    action()
    return time.perf_counter() - start
