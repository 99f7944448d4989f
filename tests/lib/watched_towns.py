"""Stable towns week by week: the frames that the night's watch compares, for many Mondays at once and kept between runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pandas as pd

from features.reading import read_records
from features.records import Records
from models.bundle import Bundle
from service.monitoring.inputs import drift_frame, mornings
from training.municipality import simulate

KEPT = Path("/tmp/watched_towns")
AT_ONCE = 12
"""Mornings measured in one pass over the attendance."""


def town_records(*, seed: int, youths: int, last: date, folder: Path = KEPT) -> Records:
    """The records of a made town; simulated once, read again after."""
    out = folder / f"town_{youths}_{seed}_{last}"
    if not (out / "truth" / "effects.json").exists():
        simulate(youths=youths, seed=seed, last=last, out=out)
    return read_records(out / "records")


def weekly_frames(
    records: Records, bundle: Bundle | None, *, mondays: Sequence[date], kept: Path
) -> Mapping[date, pd.DataFrame]:
    """The frame of each Monday by what was known then, without flags; those already in the folder `kept` are read.

    `kept` is to be another folder for other records or another bundle.
    """
    kept.mkdir(parents=True, exist_ok=True)
    missing = [monday for monday in mondays if not (kept / f"{monday}.parquet").exists()]
    for start in range(0, len(missing), AT_ONCE):
        days = missing[start : start + AT_ONCE]
        for day, indicators, scores in mornings(records, bundle, days=days, on=max(mondays)):
            frame = drift_frame(indicators, scores, None, data=str(records.delivery.data))
            frame.to_parquet(kept / f"{day}.parquet")
    return {monday: pd.read_parquet(kept / f"{monday}.parquet") for monday in mondays}
