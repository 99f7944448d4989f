"""Weeks that were watched: measurements and levels as the night keeps them, without a night."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from features.calendar import cut
from service.domain.alarm_events import AlarmChange
from service.domain.watching import Level, Matter, Measured, Standing
from service.operating.alarms import tell_alarms
from service.store import nights, watching
from service.store.unit_of_work import Work

Series = tuple[Matter, str]
NEWS: Final[Series] = (Matter.NO_NEWS, "spells")
CODE: Final[Series] = (Matter.UNKNOWN_CODE, "attendance")
SILENT: Final[Series] = (Matter.SCHOOL_SILENT, "S1")
MONDAY: Final = date(2026, 11, 16)
WEEK: Final = timedelta(weeks=1)


def instant(monday_on: date) -> datetime:
    """The end of the night that watches the week."""
    return cut(monday_on) + timedelta(hours=4)


def keep_week(
    work: Work, monday_on: date, levels: Mapping[Series, Level], *, values: Mapping[Series, float] | None = None
) -> None:
    """Keep a week in which each series stands at a level; a level that is as before keeps its Monday."""
    stood = {one.series: one for one in watching.standings(work, before=monday_on)}
    run = nights.published_for(work, monday_on) or nights.start_run(work, monday_on, fence=1, at=instant(monday_on))
    measured, standings = [], []
    for series, level in levels.items():
        value = (values or {}).get(series, 0.0 if level is Level.FINE else 1.0)
        measured.append(Measured(*series, value, 0.1, 900, 880, value, 1.0, is_fact=True))
        last = stood.get(series)
        since = last.since_on if last is not None and last.level is level else monday_on
        standings.append(Standing(*series, level, since))
    watching.keep(work, run, measured, standings)


def watch_week(work: Work, monday_on: date, levels: Mapping[Series, Level]) -> tuple[AlarmChange, ...]:
    """The same, and what follows from it."""
    keep_week(work, monday_on, levels)
    return tell_alarms(work, monday_on=monday_on, at=instant(monday_on))
