"""How much memory a municipality sixty times too large takes, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.lib.deliveries import Size, write_by_day, write_by_youth
from tests.lib.ratios import write

pytestmark = pytest.mark.scale

SIZE = Size(youths=90_000, school_days=600)
LIMIT_BYTES = 1_500_000_000
REPOSITORY = Path(__file__).parents[2]
PROGRAM = """
import json, sys
from datetime import date
from pathlib import Path
import pyarrow as pa
from features.build import build_indicators
pa.set_cpu_count(2)
pa.set_io_thread_count(2)
frame = build_indicators(Path(sys.argv[1]), as_of=date(2026, 3, 2))
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
peak = int(status["VmHWM"].split()[0]) * 1024  # getrusage would count the peak of the process that started this one
print(json.dumps({"rows": len(frame), "assessed": int(frame["absence_share_200d"].notna().sum()), "peak_bytes": peak}))
"""


@pytest.mark.parametrize(
    ("name", "writer"),
    [("memory_sorted_by_youth", write_by_youth), ("memory_sorted_by_day", write_by_day)],
    ids=["sorted by youth", "sorted by day, regrouped on disk"],
)
def test_fifty_four_million_rows_take_less_than_one_and_a_half_gigabytes(
    name: str, writer: Callable[..., Path], tmp_path: Path
) -> None:
    folder = writer(tmp_path / "records", SIZE, seed=7)
    rows = pq.read_metadata(folder / "attendance.parquet").num_rows
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(folder)], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    measured = json.loads(done.stdout)
    gigabytes = round(measured["peak_bytes"] / 1e9, 2)
    write(
        name,
        {
            "what": "peak resident memory of the whole process that makes all indicators, gigabytes",
            "attendance_rows": rows,
            "limit": LIMIT_BYTES / 1e9,
            "value": gigabytes,
            "threads": {"pyarrow_cpu": 2, "pyarrow_io": 2},
        },
    )
    assert rows >= 54_000_000
    assert measured["rows"] == measured["assessed"] == SIZE.youths
    assert measured["peak_bytes"] < LIMIT_BYTES
