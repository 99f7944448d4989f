"""Codes that nobody has told the service about: words that are not allowed, and schools that are in no table of institutions."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from features.calendar import cut_microseconds
from features.faults import Rule
from features.records import ATTENDANCE, TABLES, Records
from service.domain.watching import Matter, Measured
from service.monitoring.attendance_rows import AttendanceRows
from service.monitoring.messages import Messages

SPAN: Final = timedelta(weeks=2)
"""Weeks of rows in which a code is looked for: some tables have few."""
HALF_A_YEAR: Final = timedelta(weeks=26)
"""An institution of which rows were known so long ago is known, if it is in no table."""
PLACE: Final = f"{ATTENDANCE.name}/institution_id"
CODED: Final = {
    f"{table.name}/{column.name}": (table.name, column)
    for table in TABLES
    for column in table.columns
    if column.allowed and "youth_id" in table.names and table.has_versions
}
"""Columns whose words are a closed list, by subject."""


@dataclass(frozen=True, eq=False)
class Unknown:
    """Rows with a word that is not allowed: the instants (microseconds UTC, ascending) at which they became known."""

    subject: str
    known: NDArray[np.int64]


def unknown_words(records: Records) -> list[Unknown]:
    """The rows of records that nobody has checked yet whose words are not allowed."""
    found = []
    for subject, (name, column) in CODED.items():
        frame = records.tables[name]
        strange = (
            frame[column.name].notna() & ~frame[column.name].isin(list(column.allowed)) & frame["known_at"].notna()
        )
        instants = frame.loc[strange, "known_at"].to_numpy().astype("datetime64[us]").astype(np.int64)
        found.append(Unknown(subject, np.sort(instants)))
    return found


def quarantined(reports: Collection[Path]) -> list[Unknown]:
    """The rows set aside on arrival for such a word, as known just before the morning of their delivery: the lake never held them.

    `reports`: files of the quarantine, named by day. A source that delivers everything every night repeats its rows, so that of a day
    the fullest delivery counts.
    """
    days: dict[str, dict[str, int]] = {}
    for path in reports:
        faults = json.loads(path.read_text(encoding="utf-8"))["faults"]
        counted = Counter(f"{fault['table']}/{fault['column']}" for fault in faults if fault["rule"] == Rule.UNKNOWN)
        for subject, rows in counted.items():
            of_day = days.setdefault(subject, {})
            of_day[path.name[:10]] = max(rows, of_day.get(path.name[:10], 0))
    return [
        Unknown(
            subject,
            np.repeat(
                [cut_microseconds(date.fromisoformat(day)) - 1 for day in sorted(rows)],
                [rows[day] for day in sorted(rows)],
            ),
        )
        for subject, rows in days.items()
    ]


def measure_unknown(
    unknown: Collection[Unknown], tables: Mapping[str, Messages], *, monday_on: date
) -> Iterator[Measured]:
    """The share of the rows of two weeks with a word that is not allowed, of every column that has a closed list; counted.

    Effect: the share. Usual is none.
    """
    found = {each.subject: each for each in unknown}
    since, until = cut_microseconds(monday_on - SPAN), cut_microseconds(monday_on)
    for subject, (name, _) in CODED.items():
        strange = 0
        if subject in found:
            strange = int(np.diff(np.searchsorted(found[subject].known, [since, until]))[0])
        sound = 0
        if name in tables:
            rows = tables[name].between(monday_on - SPAN, monday_on)
            sound = rows.stop - rows.start
        if strange or sound:
            yield _counted(subject, strange, max(sound, strange))


def measure_places(attendance: AttendanceRows, institutions: Collection[str], *, monday_on: date) -> Iterator[Measured]:
    """The share of the attendance of two weeks that comes from an institution that nobody has told of; counted."""
    rows = attendance.rows
    long_known = np.bincount(
        rows.institution[rows.known < cut_microseconds(monday_on - HALF_A_YEAR)], minlength=len(attendance.institutions)
    )
    if not long_known.any():
        return
    is_known = (long_known > 0) | np.isin(np.array(attendance.institutions), list(institutions))
    recent = (rows.known >= cut_microseconds(monday_on - SPAN)) & (rows.known < cut_microseconds(monday_on))
    places = rows.institution[recent]
    if len(places):
        yield _counted(PLACE, int((~is_known[places]).sum()), len(places))


def _counted(subject: str, strange: int, rows: int) -> Measured:
    share = strange / rows
    return Measured(Matter.UNKNOWN_CODE, subject, share, 0.0, rows, 0, share, 1.0, is_fact=True)
