"""Frames become the frozen values that the rules of `service.domain` see: every youth's situation on a date, and the organisation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, TypeVar

import pandas as pd

from features.asof import Known, known_on, residents, seen_before, with_known_at
from features.calendar import LOCAL
from features.checking import check_tables
from features.records import BY_NAME, SPELLS, Records
from features.vocabulary import (
    ContactKind,
    DistrictId,
    EndReason,
    InstitutionId,
    InterventionKind,
    InterventionResult,
    NextStepKind,
    Status,
    YouthId,
)
from service.absence import Attendance, attendance_on
from service.domain.casework import Memory
from service.domain.routing import Organisation, Place
from service.domain.rules import InForce
from service.domain.situation import Contact, NextStep, RecordedEffort, RiskReport, Situation, Spell
from service.organisation import organisation_on, rows

AGES: Final = (14, 18)
"""Completed years of those whose situation is built: the service's 15-18, and pupils of 14 for their transition."""
Row = TypeVar("Row")


@dataclass(frozen=True)
class Situations:
    """Everything engine A sees on a date."""

    as_of: date
    known: Known
    youths: Mapping[YouthId, Situation]
    organisation: Organisation


def build_situations(
    records: Records,
    in_force: InForce,
    *,
    as_of: date,
    also: Collection[str] = (),
    only: Collection[str] | None = None,
) -> Situations:
    """The situations of residents of 14 to 18, and of residents in `also` whatever their age; narrowed to `only` if given.

    Sees: what was known before the cut, faulty rows left out.
    Raises: TooManyFaults if the small tables cannot be trusted.
    """
    sound = check_tables(records, as_of=as_of).records
    records, _ = with_known_at(_narrowed(sound, as_of, also=also, only=only))
    known = known_on(records, as_of)
    youths = residents(known)
    attendance = attendance_on(records, known, youths["youth_id"])
    organisation = organisation_on(known, in_force)
    facts = _facts(records, known)
    youths = _with_first_known(youths, records, "youths", as_of).sort_values("youth_id")
    made = (_situation(row, as_of, facts, attendance, organisation) for row in rows(youths))
    aged = {item.youth_id: item for item in made if AGES[0] <= item.age_years <= AGES[1] or item.youth_id in also}
    return Situations(as_of, known, aged, organisation)


def remembering(situations: Situations, memory: Memory, organisation: Organisation) -> Situations:
    """The same situations with what was recorded here before the cut: contacts beside those of the records, efforts, and tovholders.

    `organisation`: the one of the records with what is remembered of it.
    """
    youths = {
        youth_id: replace(
            situation,
            contacts=_joined(situation.contacts, memory.contacts.get(youth_id, ())),
            has_tovholder=organisation.tovholder(youth_id) is not None,
            has_open_effort=situation.has_open_effort or youth_id in memory.with_open_effort,
        )
        for youth_id, situation in situations.youths.items()
    }
    return replace(situations, youths=youths, organisation=organisation)


def without_district(situations: Situations, youth_ids: Collection[YouthId]) -> Situations:
    """The same situations with no district for some youths: whose address is protected is routed, listed and told without it."""
    hidden = {key: replace(situations.youths[key], district_id=None) for key in youth_ids if key in situations.youths}
    return replace(situations, youths={**situations.youths, **hidden}) if hidden else situations


def _joined(recorded: tuple[Contact, ...], remembered: tuple[Contact, ...]) -> tuple[Contact, ...]:
    """Contacts of both, one that came both ways once, by day."""
    if not remembered:
        return recorded
    return tuple(sorted({*recorded, *remembered}, key=lambda contact: (contact.contacted_on, contact.kind)))


def place_of(situation: Situation) -> Place:
    """Where a youth belongs, for routing: residence and the institutions of open spells."""
    return Place(situation.youth_id, situation.district_id, situation.institutions)


@dataclass(frozen=True)
class _Facts:
    spells: Mapping[str, tuple[Spell, ...]]
    planned: Mapping[str, tuple[Spell, ...]]
    next_steps: Mapping[str, tuple[NextStep, ...]]
    contacts: Mapping[str, tuple[Contact, ...]]
    risk_reports: Mapping[str, tuple[RiskReport, ...]]
    efforts: Mapping[str, tuple[RecordedEffort, ...]]


def _facts(records: Records, known: Known) -> _Facts:
    as_of = known.as_of
    spells = _with_first_known(_with_ends_known(known["spells"], records, as_of), records, "spells", as_of)
    planned = known.planned.assign(first_known=None, end_first_known=None)
    steps = _with_first_known(known["next_steps"], records, "next_steps", as_of)
    reports = _with_first_known(known["risk_reports"], records, "risk_reports", as_of)
    return _Facts(
        _by_youth(spells, _spell),
        _by_youth(planned, _spell),
        _by_youth(steps, _next_step),
        _by_youth(known["contacts"], _contact),
        _by_youth(reports, _risk_report),
        _by_youth(known["interventions"].sort_values(["started_on", "kind"]), _effort),
    )


def _narrowed(records: Records, as_of: date, *, also: Collection[str], only: Collection[str] | None) -> Records:
    """The same records for the youths wanted alone: of about the right age by any version of their birth, or named."""
    youths = records.tables["youths"]
    oldest = pd.Timestamp(as_of) - pd.DateOffset(years=AGES[1] + 1, days=1)
    youngest = pd.Timestamp(as_of) - pd.DateOffset(years=AGES[0], days=-1)
    wanted = youths["birth_on"].between(oldest, youngest) | youths["youth_id"].isin(list(also))
    if only is not None:
        wanted &= youths["youth_id"].isin(list(only))
    ids = youths.loc[wanted, "youth_id"].unique()
    return replace(
        records,
        tables={
            name: frame[frame["youth_id"].isin(ids)] if "youth_id" in BY_NAME[name].names else frame
            for name, frame in records.tables.items()
        },
    )


def _situation(
    row: Any,
    as_of: date,
    facts: _Facts,
    attendance: Attendance,
    organisation: Organisation,
) -> Situation:
    youth_id = YouthId(row.youth_id)
    spells = facts.spells.get(youth_id, ())
    efforts = facts.efforts.get(youth_id, ())
    moved_in_on = _day(row.moved_in_on)
    return Situation(
        youth_id,
        as_of,
        row.birth_on.date(),
        district_id=DistrictId(row.district_id) if isinstance(row.district_id, str) else None,
        # Somebody without any spell has been without known activity since the municipality came to know of the youth.
        resident_since_on=moved_in_on or (None if spells else _day(row.first_known)),
        spells=spells,
        planned=facts.planned.get(youth_id, ()),
        next_steps=facts.next_steps.get(youth_id, ()),
        contacts=facts.contacts.get(youth_id, ()),
        risk_reports=facts.risk_reports.get(youth_id, ()),
        quarter=attendance.quarters.get(youth_id),
        finished_quarter=attendance.finished.get(youth_id),
        has_tovholder=organisation.tovholder(youth_id) is not None,
        has_open_effort=any(effort.ended_on is None for effort in efforts),
        efforts=efforts,
        last_attendance_on=attendance.latest_on.get(youth_id),
        first_known_on=_day(row.first_known),
        absence_weeks=attendance.weeks.get(youth_id, ()),
    )


def _with_first_known(standing: pd.DataFrame, records: Records, table: str, as_of: date) -> pd.DataFrame:
    """Each standing row with the local day on which a row of its key was first received."""
    seen = seen_before(BY_NAME[table], records.tables[table], as_of)
    return _with_earliest(standing, seen, table=table, column="first_known")


def _with_ends_known(spells: pd.DataFrame, records: Records, as_of: date) -> pd.DataFrame:
    """Each spell with the local day on which its ending was first received, counted from the last time it was said to be open."""
    seen = seen_before(SPELLS, records.tables["spells"], as_of)
    said_open = seen.assign(opened=seen["known_at"].where(seen["ended_on"].isna()))
    opened = said_open.groupby(list(BY_NAME["spells"].key), dropna=False, sort=False)["opened"].transform("max")
    ended = seen["ended_on"].notna() & ~seen["retracted"] & (opened.isna() | (seen["known_at"] > opened))
    return _with_earliest(spells, seen[ended], table="spells", column="end_first_known")


def _with_earliest(standing: pd.DataFrame, versions: pd.DataFrame, *, table: str, column: str) -> pd.DataFrame:
    key = list(BY_NAME[table].key)
    first = versions.groupby(key, dropna=False, sort=False)["known_at"].min().rename(column).reset_index()
    joined = standing.merge(first, on=key, how="left")
    local = joined[column].dt.tz_localize("UTC").dt.tz_convert(LOCAL).dt.tz_localize(None).dt.normalize()
    return joined.assign(**{column: local})


def _by_youth(frame: pd.DataFrame, make: Callable[[Any], Row]) -> Mapping[str, tuple[Row, ...]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows(frame):
        found[row.youth_id].append(make(row))
    return {youth_id: tuple(made) for youth_id, made in found.items()}


def _effort(row: Any) -> RecordedEffort:
    result = InterventionResult(row.result) if isinstance(row.result, str) else None
    return RecordedEffort(row.started_on.date(), InterventionKind(row.kind), _day(row.ended_on), result)


def _spell(row: Any) -> Spell:
    return Spell(
        row.started_on.date(),
        Status(row.status),
        _day(row.ended_on),
        _institution(row.institution_id),
        EndReason(row.end_reason) if isinstance(row.end_reason, str) else None,
        None if pd.isna(row.grade) else int(row.grade),
        None if pd.isna(row.hours_per_week) else float(row.hours_per_week),
        _day(row.expected_end_on),
        _day(row.first_known),
        _day(row.end_first_known),
    )


def _next_step(row: Any) -> NextStep:
    return NextStep(
        row.starts_on.date(), NextStepKind(row.kind), _institution(row.institution_id), _day(row.first_known)
    )


def _contact(row: Any) -> Contact:
    return Contact(row.contacted_on.date(), ContactKind(row.kind))


def _risk_report(row: Any) -> RiskReport:
    reported_on = row.reported_on.date()
    return RiskReport(
        reported_on, InstitutionId(row.institution_id), _day(row.first_known) or reported_on, _day(row.withdrawn_on)
    )


def _institution(value: object) -> InstitutionId | None:
    return InstitutionId(value) if isinstance(value, str) else None


def _day(value: Any) -> date | None:
    return None if pd.isna(value) else value.date()
