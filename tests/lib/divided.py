"""Records divided by youth, as the night divides them among processes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

import pandas as pd
import pyarrow as pa

from features.records import Records


def only(records: Records, youths: Collection[str]) -> Records:
    """The records of some youths, with the whole of every table that is not about youths."""
    return divided(records, lambda youth: int(youth in youths)).get(1, _of(records, []))


def divided(records: Records, part_of: Callable[[str], int]) -> Mapping[int, Records]:
    """The records by the part that a youth belongs to; whoever is named in any table has one."""
    attendance = records.attendance if isinstance(records.attendance, pa.Table) else None
    named = [frame["youth_id"] for frame in records.tables.values() if "youth_id" in frame]
    named += [] if attendance is None else [attendance.column("youth_id").to_pandas()]
    youths = pd.concat(named).dropna().unique()
    parts: dict[int, list[str]] = {}
    for youth in youths:
        parts.setdefault(part_of(youth), []).append(youth)
    return {number: _of(records, members) for number, members in parts.items()}


def _of(records: Records, youths: list[str]) -> Records:
    tables = {
        name: frame[frame["youth_id"].isin(youths)].reset_index(drop=True) if "youth_id" in frame else frame
        for name, frame in records.tables.items()
    }
    attendance = records.attendance
    if isinstance(attendance, pa.Table):
        attendance = attendance.filter(pa.array(attendance.column("youth_id").to_pandas().isin(youths)))
    return replace(records, tables=tables, attendance=attendance)
