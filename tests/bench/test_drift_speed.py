"""Our own weekly figures against Evidently's default preset on the same two frames, in turn, in a process of its own."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

from features.catalogue import INDICATORS
from tests.bench.test_drift_size import MORNINGS, REPOSITORY, YOUTHS, frame
from tests.lib.ratios import write

pytestmark = pytest.mark.bench

LEAST = 20
PROGRAM = """
import json, os, sys
os.environ["DO_NOT_TRACK"] = "1"
import pandas as pd
from evidently import DataDefinition, Dataset, Report
from evidently.presets import DataDriftPreset
from service.monitoring.tallies import tally_columns
from service.monitoring.weekly import measure_week
from tests.lib.ratios import interleaved

now, before = (pd.read_parquet(path) for path in sys.argv[1:])

def ours():
    measured = measure_week(tally_columns(now), [tally_columns(before)])
    assert len(measured) > 40

def preset():
    words = [name for name in now if not pd.api.types.is_numeric_dtype(now[name].dtype)]
    definition = DataDefinition(numerical_columns=[name for name in now if name not in words], categorical_columns=words)
    Report([DataDriftPreset()]).run(*(Dataset.from_pandas(side, data_definition=definition) for side in (now, before)))

print(json.dumps(interleaved(preset, ours, rounds=5)))
"""


def test_our_own_figures_are_at_least_twenty_times_faster_than_evidentlys_preset(tmp_path: Path) -> None:
    watched = [item.name for item in INDICATORS if item.regimes]
    paths = [tmp_path / "now.parquet", tmp_path / "before.parquet"]
    for path, rows in zip(paths, (YOUTHS, YOUTHS * MORNINGS), strict=True):
        frame(rows, seed=rows)[[*watched, "regime"]].to_parquet(path)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *map(str, paths)], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    ratios = json.loads(done.stdout)
    write(
        "drift_speed",
        {
            "what": "Evidently's DataDriftPreset over our own weekly figures, on the same frames in one process, both sides sorted anew",
            "limit": LEAST,
            "median": round(statistics.median(ratios), 1),
            "min": round(min(ratios), 1),
            "max": round(max(ratios), 1),
            "rounds": len(ratios),
            "columns": len(watched) + 1,
        },
    )
    assert statistics.median(ratios) >= LEAST
