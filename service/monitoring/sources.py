"""The quality of the sources in one weekly run: of each table how late, how silent, how often corrected; of each school what it sends.

"No new data" is a measurement of its own and never a sign of anybody's low risk. Nothing here names or counts single youths.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import pandas as pd

from features.records import Records
from service.domain.watching import Measured
from service.monitoring.attendance_rows import AttendanceRows, attendance_rows
from service.monitoring.enrolled import Enrolled, enrolled
from service.monitoring.messages import Messages, measure_messages
from service.monitoring.school_days import SchoolDays, school_days
from service.monitoring.school_weeks import WEEKS, school_weeks
from service.monitoring.schools import measure_schools
from service.monitoring.told import messages_of
from service.monitoring.town_absence import measure_town
from service.monitoring.unknown_codes import Unknown, measure_places, measure_unknown

LOOKED_BACK: Final = timedelta(weeks=WEEKS)
"""How far back the records of a run are read."""


@dataclass(frozen=True, eq=False)
class Received:
    """What was received, ready to be measured on any Monday of a span; reading it takes long, measuring does not."""

    attendance: AttendanceRows
    days: SchoolDays
    enrolled: Enrolled
    messages: Mapping[str, Messages]
    institutions: frozenset[str]
    unknown: tuple[Unknown, ...]


def receive(records: Records, *, first: date, last: date, unknown: Collection[Unknown] = ()) -> Received:
    """The records as they are measured on the Mondays from `first` to `last`.

    `unknown`: rows with words that are not allowed, which the lake does not hold.
    """
    since = first - LOOKED_BACK
    youths = pd.Index(sorted(records.tables["youths"]["youth_id"].dropna().unique()), dtype="str")
    attendance = attendance_rows(records.attendance, youths, since=since)
    days = school_days(records.tables["school_days"], attendance.institutions, first=since, last=last)
    messages = {each.table: each for each in messages_of(records, attendance)}
    told = frozenset(records.tables["institutions"]["institution_id"].dropna())
    return Received(attendance, days, enrolled(records), messages, told, tuple(unknown))


def measure_sources(received: Received, *, monday_on: date) -> list[Measured]:
    """Everything that is measured of the sources in the weekly run of a Monday, from what was known that morning."""
    weeks = school_weeks(received.attendance, received.days, received.enrolled, monday_on=monday_on)
    return [
        *measure_schools(weeks),
        *measure_town(weeks),
        *measure_messages(list(received.messages.values()), monday_on=monday_on),
        *measure_unknown(received.unknown, received.messages, monday_on=monday_on),
        *measure_places(received.attendance, received.institutions, monday_on=monday_on),
    ]
