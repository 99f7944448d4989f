"""How long it takes to check a million rows of attendance, from file to report."""

from __future__ import annotations

import json
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from features.checking import check_records
from features.reading import read_records
from tests.lib.sound_delivery import Tables, write_csv

ROWS = 1_000_000
YOUTHS = 5_000
LIMIT_SECONDS = 60.0
RESULT = Path(__file__).parent / "results" / "check_speed.json"


@pytest.mark.bench
def test_a_million_rows_of_csv_are_checked_within_a_minute(tmp_path: Path) -> None:
    ids = [f"y{number:05d}" for number in range(YOUTHS)]
    tables: Tables = {
        "youths": [{"youth_id": youth, "birth_on": "01-05-2010"} for youth in ids],
        "spells": [{"youth_id": youth, "started_on": "11-08-2025", "status": "upper_secondary"} for youth in ids],
    }
    _write_attendance(write_csv(tmp_path, tables) / "attendance.csv", ids)
    started = time.perf_counter()
    report = check_records(read_records(tmp_path)).report
    seconds = time.perf_counter() - started
    tally = next(tally for tally in report.tallies if tally.table == "attendance")
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(
        json.dumps({"rows": tally.rows, "faulty": tally.faulty, "seconds": round(seconds, 1)}, indent=2) + "\n"
    )
    assert (tally.rows, tally.faulty) == (ROWS, 3000)
    assert seconds <= LIMIT_SECONDS


def _write_attendance(path: Path, ids: list[str]) -> None:
    """Semicolons, Danish days, an instant of its own in every row, and three faulty rows in a thousand."""
    days = pd.date_range("2024-08-12", periods=ROWS // YOUTHS)
    unlawful = np.where(np.arange(ROWS) % 1000 < 3, 9, np.arange(ROWS) % 3)
    seconds = pd.to_timedelta(np.arange(ROWS) % 80_000, unit="s")
    frame = pd.DataFrame(
        {
            "youth_id": np.repeat(ids, len(days)),
            "on": np.tile(days.strftime("%d-%m-%Y"), len(ids)),
            "institution_id": "Søndergård",
            "scheduled": 6,
            "sick": 0,
            "permitted": 0,
            "unlawful": unlawful,
            "known_at": (np.tile(days, len(ids)) + seconds + pd.Timedelta(days=1)).strftime("%d-%m-%Y %H:%M:%S"),
        }
    )
    frame.to_csv(path, sep=";", index=False, encoding="windows-1252")
