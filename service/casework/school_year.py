"""A youth's school days of the last year and more, read from the lake as the published night saw them: facts for whoever sees the youth.

They are read for the work with the youth, on the law of duties; profiling has nothing to do with it, so no stop or objection closes them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final

import pyarrow as pa

from features.asof import Known, attendance_known_on, known_on
from features.errors import FeaturesError
from features.permission import Permits, Purpose
from features.records import ATTENDANCE, INSTITUTIONS, SCHOOL_DAYS, Records
from features.typed import frame_of
from features.vocabulary import InstitutionId
from service.absence import DEFAULT, possible_days
from service.domain.errors import ServiceError
from service.domain.legal_basis import tables_with_basis
from service.domain.night import YouthFacts
from service.domain.school_weeks import Began, Kept, SchoolDay, SchoolYear, days_between, school_weeks, spell_of_school
from service.domain.sight import OneYouth
from service.store.records_lake import Lake

SHOWN: Final = timedelta(weeks=56)
"""Thirteen months: the same weeks of the year before stand beside those of now."""


@dataclass(frozen=True)
class AskedYear:
    """Whose school days are asked for, as which night saw them, and what permits reading them now.

    `disputed`: days of which the youth says that they are wrong. `efforts`: those noted here.
    """

    seen: OneYouth
    facts: YouthFacts
    as_of: date
    version: int | None
    permits: Permits
    disputed: Collection[date] = ()
    efforts: Collection[Began] = ()

    @property
    def first_on(self) -> date:
        """The first day that is shown, a Monday."""
        first = self.as_of - SHOWN
        return first - timedelta(days=first.weekday())


def read_school_year(lake: Lake, asked: AskedYear) -> SchoolYear | None:
    """The school year of a youth; None if it may not, or cannot, be read now.

    Sees: what was known on the morning of the night, not what has come since; rows that were checked when the lake took them.
    """
    if asked.version is None:
        return None
    try:
        records = lake.year_of_youth(asked.version, asked.seen, as_of=asked.as_of, since=asked.first_on)
        around = _surroundings(lake, asked.version, asked.as_of)
        refused = _refused(records, around, asked)
    except (FeaturesError, ServiceError, OSError, pa.ArrowException):  # the page says so, and the rest of it stands
        return None
    if refused & {ATTENDANCE.name, INSTITUTIONS.name, SCHOOL_DAYS.name}:
        return None
    weeks = school_weeks(_days(records, asked), _expected(around, asked))
    return SchoolYear(asked.as_of, weeks, tuple(_efforts(asked)), around.names)


@dataclass(frozen=True)
class _Surroundings:
    """What is the same for every youth: the calendars, what institutions are called, and which of them send attendance."""

    known: Known
    names: Mapping[InstitutionId, str]
    delivering: frozenset[str]


@lru_cache(maxsize=2)
def _surroundings(lake: Lake, version: int, as_of: date) -> _Surroundings:
    """Of a version, which answers the same for ever."""
    records = lake.school_calendars(version, as_of=as_of)
    tables = {table.name: records.tables[table.name] for table in (INSTITUTIONS, SCHOOL_DAYS)}
    known = known_on(replace(records, tables=tables), as_of)
    rows = known[INSTITUTIONS.name]
    named = rows[rows["name"].notna()]
    names = {InstitutionId(key): str(name) for key, name in zip(named["institution_id"], named["name"], strict=True)}
    return _Surroundings(known, names, frozenset(rows.loc[rows["delivers_attendance"], "institution_id"]))


def _refused(records: Records, around: _Surroundings, asked: AskedYear) -> frozenset[str]:
    """Tables that no basis covers for the work with youths."""
    every = replace(records, contained=records.contained | around.known.contained)
    return frozenset(tables_with_basis(every, Purpose.DUTIES, on=asked.as_of, permits=asked.permits).refused)


def _days(records: Records, asked: AskedYear) -> Iterator[SchoolDay]:
    """The youth's days as they stood, in shares of what was scheduled at all institutions together."""
    if not isinstance(records.attendance, pa.Table) or not records.attendance.num_rows:
        return
    standing = attendance_known_on(frame_of(ATTENDANCE, records.attendance), asked.as_of)
    counts = standing.groupby("on")[["scheduled", "sick", "permitted", "unlawful"]].sum()
    for day in counts.itertuples():
        yield _day(day, asked)


def _day(row: Any, asked: AskedYear) -> SchoolDay:
    on, scheduled = row.Index.date(), int(row.scheduled)
    sick, permitted, unlawful = (int(count) / scheduled for count in (row.sick, row.permitted, row.unlawful))
    return SchoolDay(on, sick, permitted, unlawful, on in asked.disputed)


def _expected(around: _Surroundings, asked: AskedYear) -> dict[date, Kept]:
    """By school day of where the youth then was, what it means that nothing was recorded."""
    spells, last = asked.facts.situation.spells, asked.as_of - timedelta(days=1)
    places = {spell.institution_id for spell in spells if spell.ended_on is None or spell.ended_on >= asked.first_on}
    calendars = {
        place: possible_days(around.known, place or DEFAULT, asked.first_on, last) for place in {None, *places}
    }
    expected = {}
    for on in days_between(asked.first_on, last):
        spell = spell_of_school(spells, on)
        if on in calendars[spell.institution_id if spell else None]:
            is_sent = spell is not None and spell.institution_id in around.delivering
            expected[on] = Kept.NO_SCHOOL if spell is None else Kept.MISSING if is_sent else Kept.NOT_COLLECTED
    return expected


def _efforts(asked: AskedYear) -> Iterator[Began]:
    """Efforts that began in the time, of the records and those noted here, each told once and in order."""
    of_records = (Began(one.kind, one.started_on, one.ended_on) for one in asked.facts.situation.efforts)
    found = {(one.kind, one.on): one for one in (*of_records, *asked.efforts)}
    yield from sorted(
        (one for one in found.values() if one.on >= asked.first_on), key=lambda one: (one.on, str(one.kind))
    )
