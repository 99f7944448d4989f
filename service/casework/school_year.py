"""A youth's school days of the last year and more, read from the lake as the published night saw them: facts for whoever sees the youth.

They are read for the work with the youth, on the law of duties; profiling has nothing to do with it, so no stop or objection closes them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

import pandas as pd
import pyarrow as pa

from features.asof import Known, attendance_known_on, known_on
from features.checking import check_tables
from features.errors import FeaturesError
from features.permission import Permits, Purpose
from features.records import ATTENDANCE, INSTITUTIONS, INTERVENTIONS, SCHOOL_DAYS, YOUTHS, Records
from features.vocabulary import InstitutionId, InterventionKind
from service.absence import DEFAULT, possible_days, sound_attendance
from service.domain.errors import ServiceError
from service.domain.legal_basis import tables_with_basis
from service.domain.night import YouthFacts
from service.domain.school_weeks import Began, Kept, SchoolDay, SchoolYear, days_between, school_weeks, spell_of_school
from service.domain.sight import OneYouth
from service.store.records_lake import Lake

SHOWN: Final = timedelta(weeks=56)
"""Thirteen months: the same weeks of the year before stand beside those of now."""
_READ: Final = (YOUTHS, INSTITUTIONS, INTERVENTIONS, SCHOOL_DAYS)


@dataclass(frozen=True)
class AskedYear:
    """Whose school days are asked for, as which night saw them, what permits reading them now, and which days are disputed."""

    seen: OneYouth
    facts: YouthFacts
    as_of: date
    version: int | None
    permits: Permits
    disputed: Collection[date] = ()

    @property
    def first_on(self) -> date:
        """The first day that is shown, a Monday."""
        first = self.as_of - SHOWN
        return first - timedelta(days=first.weekday())


def read_school_year(lake: Lake, asked: AskedYear) -> SchoolYear | None:
    """The school year of a youth; None if it may not, or cannot, be read now.

    Sees: what was known on the morning of the night, not what has come since.
    """
    if asked.version is None:
        return None
    try:
        records = lake.year_of_youth(asked.version, asked.seen, as_of=asked.as_of, since=asked.first_on)
        lawful = tables_with_basis(records, Purpose.DUTIES, on=asked.as_of, permits=asked.permits).records
        if ATTENDANCE.name in records.contained and ATTENDANCE.name not in lawful.contained:
            return None
        tables = {table.name: lawful.tables[table.name] for table in _READ}
        known = known_on(check_tables(replace(lawful, tables=tables), as_of=asked.as_of).records, asked.as_of)
        days = tuple(_days(lawful, asked))
    except (FeaturesError, ServiceError, OSError, pa.ArrowException):  # the page says so, and the rest of it stands
        return None
    weeks = school_weeks(days, _expected(known, asked))
    return SchoolYear(asked.as_of, weeks, tuple(_efforts(known, asked)), _names(known))


def _days(records: Records, asked: AskedYear) -> Iterator[SchoolDay]:
    """The youth's days as they stood, in shares of what was scheduled at all institutions together."""
    if records.attendance is None:
        return
    youth_id = asked.seen.youth_id
    births = pd.Series({youth_id: pd.Timestamp(asked.facts.situation.birth_on)})
    rows = sound_attendance(records, since=asked.first_on, youths=[youth_id], births=births)
    standing = attendance_known_on(rows[rows["on"] >= pd.Timestamp(asked.first_on)], asked.as_of)
    counts = standing.groupby("on")[["scheduled", "sick", "permitted", "unlawful"]].sum()
    for day in counts.itertuples():
        yield _day(day, asked)


def _day(row: Any, asked: AskedYear) -> SchoolDay:
    on, scheduled = row.Index.date(), int(row.scheduled)
    sick, permitted, unlawful = (int(count) / scheduled for count in (row.sick, row.permitted, row.unlawful))
    return SchoolDay(on, sick, permitted, unlawful, on in asked.disputed)


def _expected(known: Known, asked: AskedYear) -> dict[date, Kept]:
    """By school day of where the youth then was, what it means that nothing was recorded."""
    spells, last = asked.facts.situation.spells, asked.as_of - timedelta(days=1)
    places = {spell.institution_id for spell in spells} | {None}
    calendars = {place: possible_days(known, place or DEFAULT, asked.first_on, last) for place in places}
    rows = known[INSTITUTIONS.name]
    delivering = set(rows.loc[rows["delivers_attendance"], "institution_id"])
    expected = {}
    for on in days_between(asked.first_on, last):
        spell = spell_of_school(spells, on)
        if on in calendars[spell.institution_id if spell else None]:
            is_sent = spell is not None and spell.institution_id in delivering
            expected[on] = Kept.NO_SCHOOL if spell is None else Kept.MISSING if is_sent else Kept.NOT_COLLECTED
    return expected


def _efforts(known: Known, asked: AskedYear) -> Iterator[Began]:
    rows = known[INTERVENTIONS.name]
    mine = rows[(rows["youth_id"] == asked.seen.youth_id) & (rows["started_on"] >= pd.Timestamp(asked.first_on))]
    for row in mine.sort_values(["started_on", "kind"]).itertuples(index=False):
        yield _began(row)


def _began(row: Any) -> Began:
    return Began(
        InterventionKind(row.kind), row.started_on.date(), None if pd.isna(row.ended_on) else row.ended_on.date()
    )


def _names(known: Known) -> Mapping[InstitutionId, str]:
    rows = known[INSTITUTIONS.name]
    named = rows[rows["name"].notna()]
    return {InstitutionId(key): str(name) for key, name in zip(named["institution_id"], named["name"], strict=True)}
