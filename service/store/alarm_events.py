"""Changes of alarms as they were told, and who said that they look into one; only ever added to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from service.domain.alarm_events import AlarmChange, AlarmEvent, Seen
from service.domain.watching import Level, Matter
from service.store.alarm_tables import ALARM_EVENTS, ALARMS_SEEN
from service.store.unit_of_work import Work


def told_of(work: Work, monday_on: date) -> frozenset[tuple[Matter, str]]:
    """The series whose change in the week of a Monday has been told."""
    asked = sa.select(ALARM_EVENTS.c.matter, ALARM_EVENTS.c.subject).where(ALARM_EVENTS.c.monday_on == monday_on)
    return frozenset((Matter(row.matter), row.subject) for row in work.rows(asked))


def tell(work: Work, changes: Iterable[tuple[AlarmChange, int | None]], *, at: datetime) -> None:
    """Write down changes, each with the number of the stop switch that was thrown for it."""
    rows = [{**vars(change), "at": at, "stop_number": number} for change, number in changes]
    work.execute(sa.insert(ALARM_EVENTS), rows)


def events_after(work: Work, number: int, *, at: datetime, limit: int = 100) -> tuple[AlarmEvent, ...]:  # noqa: ARG001 - as those of flags
    """The changes after the one with a number; an alarm is told as soon as it is known."""
    wanted = sa.select(ALARM_EVENTS).where(ALARM_EVENTS.c.number > number)
    return tuple(map(event_of, work.rows(wanted.order_by(ALARM_EVENTS.c.number).limit(limit))))


def latest(work: Work, *, limit: int) -> tuple[AlarmEvent, ...]:
    """The latest changes, the newest first."""
    wanted = sa.select(ALARM_EVENTS).order_by(ALARM_EVENTS.c.number.desc()).limit(limit)
    return tuple(map(event_of, work.rows(wanted)))


def behind_stops(work: Work, numbers: Iterable[int]) -> Mapping[int, tuple[AlarmEvent, ...]]:
    """Of stop switches that were thrown for alarms, which alarms those were."""
    asked = sa.select(ALARM_EVENTS).where(ALARM_EVENTS.c.stop_number.in_(sorted(numbers)))
    found: dict[int, tuple[AlarmEvent, ...]] = {}
    for row in work.rows(asked.order_by(ALARM_EVENTS.c.number)):
        found[row.stop_number] = (*found.get(row.stop_number, ()), event_of(row))
    return found


def see(work: Work, seen: Seen) -> None:
    """Write down who looks into an alarm."""
    work.execute(sa.insert(ALARMS_SEEN), [vars(seen)])


def seen(work: Work) -> Mapping[tuple[Matter, str], Seen]:
    """Of each series who said last that they look into it."""
    rows = work.rows(sa.select(ALARMS_SEEN).order_by(ALARMS_SEEN.c.number))
    said = (Seen(Matter(row.matter), row.subject, row.since_on, row.actor_id, row.line, row.at) for row in rows)
    return {(one.matter, one.subject): one for one in said}


def event_of(row: Any) -> AlarmEvent:
    """A change from its row."""
    change = AlarmChange(Matter(row.matter), row.subject, Level(row.was), Level(row.level), row.monday_on)
    return AlarmEvent(row.number, row.at, change)
