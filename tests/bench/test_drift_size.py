"""What the drift report of a whole municipality takes, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from features.catalogue import NAMES
from tests.lib.ratios import write

pytestmark = pytest.mark.bench

YOUTHS, MORNINGS = 4_500, 3
LIMIT_SECONDS, LIMIT_BYTES = 60, 1_000_000_000
REPOSITORY = Path(__file__).parents[2]
PROGRAM = """
import json, sys
from pathlib import Path
from service.monitoring.drift import main
main(sys.argv[1:])
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
print(json.dumps(int(status["VmHWM"].split()[0]) * 1024))
"""


def frame(rows: int, *, seed: int) -> pd.DataFrame:
    """As many columns as the catalogue has indicators, a third of the cells missing, beside band, regime and risk."""
    rng = np.random.default_rng(seed)
    values = np.where(rng.random((rows, len(NAMES))) < 0.3, np.nan, rng.gamma(1.0, 2.0, (rows, len(NAMES))))
    named = {
        "regime": rng.choice(["attendance", "status_only"], rows),
        "band": rng.choice(["low", "raised", "high"], rows),
    }
    return pd.DataFrame(values, columns=list(NAMES)).assign(risk=rng.random(rows), **named)


def test_the_report_of_a_municipality_takes_less_than_a_minute_and_a_gigabyte(tmp_path: Path) -> None:
    frame(YOUTHS * MORNINGS, seed=1).to_parquet(tmp_path / "reference.parquet")
    frame(YOUTHS, seed=2).to_parquet(tmp_path / "current.parquet")
    words = [
        "--reference",
        tmp_path / "reference.parquet",
        "--current",
        tmp_path / "current.parquet",
        "--out",
        tmp_path / "out",
    ]
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *map(str, words)], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    seconds, peak = time.perf_counter() - start, json.loads(done.stdout)
    summary = json.loads((tmp_path / "out" / "drift.json").read_text(encoding="utf-8"))
    write(
        "drift_size",
        {
            "what": "seconds and peak resident gigabytes of the drift process, start and libraries included",
            "youths": YOUTHS,
            "reference_rows": YOUTHS * MORNINGS,
            "columns": summary["compared"],
            "limit": {"seconds": LIMIT_SECONDS, "gigabytes": LIMIT_BYTES / 1e9},
            "value": {"seconds": round(seconds, 1), "gigabytes": round(peak / 1e9, 2)},
        },
    )
    assert summary["compared"] == len(NAMES) + 3
    assert seconds < LIMIT_SECONDS
    assert peak < LIMIT_BYTES
