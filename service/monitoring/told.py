"""The tables of the records as messages: when each row became known, how late, and whether it takes back another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features.asof import with_known_at
from features.calendar import local_midnights
from features.records import ATTENDANCE, BY_NAME, SPELLS, Records, Table
from service.monitoring.attendance_rows import AttendanceRows
from service.monitoring.messages import Messages

TOLD_BY: Final[Mapping[str, tuple[str, ...]]] = {
    SPELLS.name: ("started_on", "ended_on"),
    "risk_reports": ("reported_on",),
    "contacts": ("contacted_on",),
    "interventions": ("started_on", "ended_on"),
}
"""The days that the rows of a table tell of, each of which has a delay."""


def messages_of(records: Records, attendance: AttendanceRows) -> Iterator[Messages]:
    """The messages of every delivered table about youths whose rows say when they became known."""
    filled, _ = with_known_at(records)
    for name in sorted(records.contained & set(filled.tables)):
        table = BY_NAME[name]
        if table.has_versions and "youth_id" in table.names and len(filled.tables[name]):
            yield _messages(table, filled.tables[name])
    if len(attendance.rows.day):
        yield _of_attendance(attendance)


def _messages(table: Table, frame: pd.DataFrame) -> Messages:
    frame = frame[frame["known_at"].notna()].sort_values("known_at", kind="stable")
    known = frame["known_at"].to_numpy().astype("datetime64[us]").astype(np.int64)
    back = frame["retracted"].to_numpy(dtype=bool) if "retracted" in table.names else np.zeros(len(frame), np.bool_)
    delays = {f"{table.name}/{day}": _delays(table, frame, day, known) for day in TOLD_BY.get(table.name, ())}
    return Messages(table.name, known, back, delays)


def _delays(table: Table, frame: pd.DataFrame, day: str, known: NDArray[np.int64]) -> NDArray[np.float64]:
    """Days from `day` to when a row first told it; missing where it was told before it came, or before by another row."""
    tells = frame[day].notna()
    if "retracted" in table.names:
        tells &= ~frame["retracted"]
    first = pd.Series(False, index=frame.index)
    first[frame.index[tells][~frame[tells].duplicated([*table.key]).to_numpy()]] = True
    happened = frame[day].fillna(pd.Timestamp(0)).to_numpy().astype("datetime64[D]").astype(np.int64)
    late = (_local_days(known) - happened).astype(np.float64)
    return np.where(first.to_numpy() & (late >= 0), late, np.nan)


def _of_attendance(attendance: AttendanceRows) -> Messages:
    order = np.argsort(attendance.rows.known, kind="stable")
    known, follows = attendance.rows.known[order], attendance.follows[order]
    late = (_local_days(known) - attendance.rows.day[order]).astype(np.float64)
    return Messages(ATTENDANCE.name, known, follows, {f"{ATTENDANCE.name}/on": np.where(follows, np.nan, late)})


def _local_days(known: NDArray[np.int64]) -> NDArray[np.int64]:
    """Day numbers, in Copenhagen, of instants."""
    return np.searchsorted(local_midnights(), known, side="right") - 1
