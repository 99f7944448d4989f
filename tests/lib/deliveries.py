"""Large records folders for benches: attendance in the declared types, with late corrections, in two orders."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from features.records import ATTENDANCE
from features.typed import schema_of

LAST = np.datetime64("2026-02-27")
YOUTHS_IN_SCHOOL = 500
CORRECTED = 0.01
_DAY = 86_400_000_000


@dataclass(frozen=True)
class Size:
    """How many youths, and school days of each."""

    youths: int
    school_days: int

    def days(self) -> np.ndarray:
        """The latest weekdays of three years and a bit, thinned out to the number of school days."""
        span = np.arange(LAST - np.timedelta64(self.school_days * 73 // 40, "D"), LAST + 1)
        weekdays = span[np.is_busday(span)]
        return weekdays[np.linspace(0, len(weekdays) - 1, self.school_days).astype(int)]

    def youth_ids(self) -> np.ndarray:
        """Names in order."""
        return np.array([f"youth-{number:07}" for number in range(self.youths)])


def write_by_youth(folder: Path, size: Size, *, seed: int) -> Path:
    """A folder whose attendance is one file sorted by youth and day, a correction next to what it corrects."""
    random = np.random.default_rng(seed)
    blocks = np.array_split(np.arange(size.youths), -(-size.youths * size.school_days // 2**20))
    pieces = (
        _rows(np.repeat(block, size.school_days), np.tile(size.days(), len(block)), size, random) for block in blocks
    )
    return _write(folder, size, pieces)


def write_by_day(folder: Path, size: Size, *, seed: int) -> Path:
    """A folder whose attendance comes day by day, all youths of a day together."""
    random = np.random.default_rng(seed)
    youths = np.arange(size.youths)
    return _write(folder, size, (_rows(youths, np.full(size.youths, day), size, random) for day in size.days()))


def _rows(youth: np.ndarray, day: np.ndarray, size: Size, random: np.random.Generator) -> pa.Table:
    corrected = random.random(len(youth)) < CORRECTED
    row = np.repeat(np.arange(len(youth)), 1 + corrected)
    second = np.append(False, row[1:] == row[:-1])
    youth, day = youth[row], day[row]
    scheduled = random.integers(4, 8, len(row))
    missed = np.where(random.random(len(row)) < 0.08, np.where(random.random(len(row)) < 0.7, scheduled, 1), 0)
    kind = random.integers(0, 3, len(row))
    known = day.astype("datetime64[us]").astype(np.int64) + _DAY + random.integers(0, 8, len(row)) * 3_600_000_000
    schools = pa.array([f"school-{number:03}" for number in range(1 + size.youths // YOUTHS_IN_SCHOOL)])
    columns = {
        "youth_id": pa.DictionaryArray.from_arrays(
            youth - youth.min(), size.youth_ids()[youth.min() : youth.max() + 1]
        ),
        "on": day.astype("datetime64[D]"),
        "institution_id": pa.DictionaryArray.from_arrays(youth // YOUTHS_IN_SCHOOL, schools),
        "scheduled": scheduled,
        "sick": np.where(kind == 0, missed, 0),
        "permitted": np.where(kind == 1, missed, 0),
        "unlawful": np.where(kind == 2, missed, 0),
        "known_at": pa.array(known + second * 9 * _DAY).cast(pa.timestamp("us")),
        "retracted": np.zeros(len(row), np.bool_),
    }
    schema = schema_of(ATTENDANCE)
    return pa.table([pa.array(column).cast(schema.field(name).type) for name, column in columns.items()], schema=schema)


def _write(folder: Path, size: Size, pieces: Iterator[pa.Table]) -> Path:
    folder.mkdir(parents=True)
    ids = size.youth_ids()
    with pq.ParquetWriter(folder / "attendance.parquet", schema_of(ATTENDANCE)) as writer:
        for rows in pieces:
            writer.write_table(rows)
    birth = np.datetime64("2007-01-01") + (np.arange(size.youths) * 7 % 1461)
    youths = pa.table({"youth_id": ids, "birth_on": birth.astype("datetime64[D]"), "district_id": ["D1"] * len(ids)})
    pq.write_table(youths, folder / "youths.parquet")
    started = np.array(["2022-08-01", "2024-08-01"], "datetime64[D]")
    spells = {
        "youth_id": np.repeat(ids, 2),
        "started_on": np.tile(started, len(ids)),
        "ended_on": np.tile(np.array(["2024-06-30", "NaT"], "datetime64[D]"), len(ids)),
        "status": ["compulsory_school", "vocational_basic"] * len(ids),
        "institution_id": [f"school-{number // YOUTHS_IN_SCHOOL:03}" for number in range(len(ids)) for _ in range(2)],
        "end_reason": ["completed", None] * len(ids),
        "known_at": np.tile(np.array(["2024-07-01", "2024-08-02"], "datetime64[us]"), len(ids)),
    }
    pq.write_table(pa.table(spells), folder / "spells.parquet")
    return folder
