"""What was measured from week to week and how each series stood: kept once a week, never changed after; no youth is named in it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Final

import sqlalchemy as sa

from features.calendar import monday_of
from service.domain.night import Run
from service.domain.watching import Level, Matter, Measured, Standing
from service.store.unit_of_work import Work
from service.store.watch_tables import ALARM_LEVELS, MEASUREMENTS

FORGOTTEN_AFTER: Final = timedelta(weeks=26)
"""A series that was not measured for so long (a school that closed, an indicator that is no more) stands nowhere any longer."""


@dataclass(frozen=True)
class Week:
    """One series in one week: what was measured, and how it stood after it."""

    monday_on: date
    measured: Measured
    standing: Standing


def keep(work: Work, run: Run, measured: Iterable[Measured], standings: Iterable[Standing]) -> None:
    """Keep what the first night of a week measured, in place of what it kept before it was stopped."""
    at = {"run_id": run.run_id, "monday_on": monday_of(run.business_on)}
    for table in (MEASUREMENTS, ALARM_LEVELS):
        work.execute(sa.delete(table).where(table.c.run_id == run.run_id))
    work.execute(sa.insert(MEASUREMENTS), [{**asdict(one), **at} for one in measured])
    levels = [{**asdict(one), "known_breaks": json.dumps(list(one.known_breaks)), **at} for one in standings]
    work.execute(sa.insert(ALARM_LEVELS), levels)


def is_measured(work: Work, monday_on: date, *, but_by: Run) -> bool:
    """Whether another run has already measured the week."""
    asked = sa.select(MEASUREMENTS.c.run_id).where(MEASUREMENTS.c.monday_on == monday_on)
    return work.first(asked.where(MEASUREMENTS.c.run_id != but_by.run_id).limit(1)) is not None


def standings(work: Work, *, before: date | None = None) -> list[Standing]:
    """How each series stands after the latest week that measured it; `before`: as it was before the week of a Monday."""
    last = sa.func.max(ALARM_LEVELS.c.monday_on, type_=ALARM_LEVELS.c.monday_on.type)
    newest = work.first(_before(sa.select(last.label("on")), before))
    if newest is None or newest.on is None:
        return []
    columns = (ALARM_LEVELS.c.matter, ALARM_LEVELS.c.subject)
    latest = _before(sa.select(*columns, last.label("on")), before).group_by(*columns).subquery()
    is_latest = sa.and_(*(ALARM_LEVELS.c[column.name] == latest.c[column.name] for column in columns))
    found = sa.select(ALARM_LEVELS).join(latest, sa.and_(is_latest, ALARM_LEVELS.c.monday_on == latest.c.on))
    found = found.where(ALARM_LEVELS.c.monday_on > newest.on - FORGOTTEN_AFTER)
    return [_standing(row) for row in work.rows(found.order_by(*columns))]


def watched_on(work: Work) -> date | None:
    """The Monday of the latest week that was watched; None before the first."""
    last = sa.func.max(ALARM_LEVELS.c.monday_on, type_=ALARM_LEVELS.c.monday_on.type)
    found = work.first(sa.select(last.label("on")))
    return None if found is None else found.on


def history(
    work: Work, *, since: date, matters: Sequence[Matter] | None = None, subject: str | None = None
) -> list[Week]:
    """The weeks from a Monday on, in order: of some matters, of one subject, or of all."""
    keys = ("monday_on", "matter", "subject")
    at = sa.and_(*(MEASUREMENTS.c[key] == ALARM_LEVELS.c[key] for key in keys))
    told = [column for column in ALARM_LEVELS.c if column.name not in (*keys, "run_id")]
    asked = sa.select(MEASUREMENTS, *told).join(ALARM_LEVELS, at).where(MEASUREMENTS.c.monday_on >= since)
    if matters is not None:
        asked = asked.where(MEASUREMENTS.c.matter.in_(list(matters)))
    if subject is not None:
        asked = asked.where(MEASUREMENTS.c.subject == subject)
    rows = work.rows(asked.order_by(*(MEASUREMENTS.c[key] for key in keys)))
    return [Week(row.monday_on, _measured(row), _standing(row)) for row in rows]


def _before(asked: sa.Select[Any], monday_on: date | None) -> sa.Select[Any]:
    return asked if monday_on is None else asked.where(ALARM_LEVELS.c.monday_on < monday_on)


def _measured(row: Any) -> Measured:
    return Measured(
        Matter(row.matter), row.subject, row.value, row.usual, row.n, row.n_reference, row.effect, row.p, row.is_fact
    )


def _standing(row: Any) -> Standing:
    breaks = tuple(json.loads(row.known_breaks))
    return Standing(Matter(row.matter), row.subject, Level(row.level), row.since_on, row.raised, row.calm, breaks)
