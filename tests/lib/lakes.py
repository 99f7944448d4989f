"""Small deliveries for the lake, row by row; and what a plain reading of all of them says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pandas as pd

from features.asof import attendance_known_on, known_on
from features.calendar import cut
from features.reading import as_records
from features.records import ATTENDANCE, BY_NAME, TABLES, Delivery, Kind, Records, empty
from features.typed import frame_of
from features.vocabulary import DataKind
from service.ingest.reading import in_memory
from service.store.lake_news import BY_KEY
from service.store.records_lake import Lake

Row = Mapping[str, object]
YOUTHS = ({"youth_id": "anna", "birth_on": "2010-05-01", "district_id": "D1", "known_at": "2026-01-01"},)
SPELLS = (
    {"youth_id": "anna", "started_on": "2025-08-11", "status": "upper_secondary", "institution_id": "G1", "known_at": "2026-01-01"},
)  # fmt: skip


def told(*, data: DataKind = DataKind.SYNTHETIC, **tables: Sequence[Row]) -> Records:
    """A delivery of these rows, days and instants as text in UTC; Anna and her spell come along unless others are given."""
    rows = {"youths": YOUTHS, "spells": SPELLS, **tables}
    records = as_records({name: _frame(name, given) for name, given in rows.items()})
    return in_memory(replace(records, delivery=Delivery(data, "test")))


def present(youth: str, on: str, *, unlawful: int = 0, known_at: str | None = None, retracted: bool = False) -> Row:
    """A day of attendance."""
    return {
        "youth_id": youth,
        "on": on,
        "institution_id": "S1",
        "scheduled": 6,
        "sick": 0,
        "permitted": 0,
        "unlawful": unlawful,
        "known_at": known_at,
        "retracted": retracted,
    }


def take(lake: Lake, records: Records, *, night: str | None, content: str = "") -> int:
    """Take a delivery for a night, or as a first load, under a hash of its own unless one is given."""
    found = lake.compare(records, received_for=date.fromisoformat(night) if night else None)
    return lake.take(found, content_hash=content or f"{lake.newest() + 1:064}")


def seen(records: Records, as_of: str) -> dict[str, pd.DataFrame]:
    """What a morning sees of records, every table in plain rows."""
    day = date.fromisoformat(as_of)
    tables = dict(known_on(records, day).tables)
    if records.attendance is not None:
        tables["attendance"] = attendance_known_on(frame_of(ATTENDANCE, records.attendance), day)
    return tables


@dataclass
class Plain:
    """All deliveries, kept as they came; the slow and obvious lake."""

    taken: list[tuple[date, Records]]

    def records(self, as_of: date) -> Records:
        """What was received for a night or an earlier one, a missing `known_at` stamped, of one version the last telling."""
        tables, attendance = {}, None
        for table in TABLES:
            told_yet = [
                _stamped(table.name, records, night)
                for night, records in self.taken
                if night <= as_of and table.name in records.contained
            ]
            if not told_yet:
                tables[table.name] = empty(table)
                continue
            if table.has_versions or table.name in BY_KEY:
                key = [*table.key, *(["known_at"] if table.has_versions else [])]
                rows = pd.concat(told_yet, ignore_index=True).drop_duplicates(key, keep="last")
            else:
                rows = told_yet[-1]
            tables[table.name] = rows.reset_index(drop=True)
        attendance_rows = tables.pop("attendance")
        if len(attendance_rows):
            attendance = in_memory(
                as_records(
                    {
                        "youths": _frame("youths", YOUTHS),
                        "spells": _frame("spells", SPELLS),
                        "attendance": attendance_rows,
                    }
                )
            ).attendance
        contained = frozenset(name for night, records in self.taken if night <= as_of for name in records.contained)
        return Records(tables, attendance, contained)


def _stamped(name: str, records: Records, night: date) -> pd.DataFrame:
    rows = frame_of(ATTENDANCE, records.attendance) if name == ATTENDANCE.name else records.tables[name]
    if not BY_NAME[name].has_versions:
        return rows
    stamp = pd.Timestamp(cut(night)).tz_localize(None).as_unit("us") - pd.Timedelta(1, "us")
    return rows.assign(known_at=rows["known_at"].fillna(stamp))


def files(folder: Path) -> dict[str, int]:
    """Every file of a lake, with its size."""
    return {str(path.relative_to(folder)): path.stat().st_size for path in sorted(folder.rglob("*")) if path.is_file()}


def _frame(name: str, rows: Sequence[Row]) -> pd.DataFrame:
    frame = pd.DataFrame([dict(row) for row in rows])
    for column in BY_NAME[name].columns:
        if column.name not in frame:
            continue
        if column.kind is Kind.DATE:
            frame[column.name] = pd.to_datetime(frame[column.name]).astype("datetime64[s]")
        elif column.kind is Kind.INSTANT:
            frame[column.name] = pd.to_datetime(frame[column.name]).astype("datetime64[us]")
        elif column.kind is Kind.TEXT:
            frame[column.name] = frame[column.name].astype("str")
    return frame
