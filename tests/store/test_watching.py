"""What was measured and how it stood is kept once a week and read again as it was."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from features.calendar import cut
from service.domain.watching import Level, Matter, Measured, Standing
from service.store import nights, watching

MONDAY = date(2026, 11, 16)
WEEK = timedelta(weeks=1)
SCORE = Measured(Matter.SCORE, "risk", 0.2, 0.1, 4_500, 4_400, 0.3, 1e-7)
CODE = Measured(Matter.UNKNOWN_CODE, "attendance", 0.0, 0.0, 900, 0, 0.0, 1.0, is_fact=True)


def run_of(work, day: date):
    return nights.start_run(work, day, fence=1, at=cut(day))


def standing(level: Level = Level.FINE, *, since: date = MONDAY, subject: str = "risk") -> Standing:
    return Standing(Matter.SCORE, subject, level, since, 1, 0, ("covid",))


def test_what_was_kept_is_read_again_as_it_was(store):
    code = Standing(*CODE.series, Level.FINE, MONDAY)
    with store.begin() as work:
        run = run_of(work, MONDAY)
        watching.keep(work, run, [SCORE, CODE], [standing(), code])
    with store.read() as work:
        assert watching.standings(work) == [standing(), code]
        found = watching.history(work, since=MONDAY)
        assert found == [watching.Week(MONDAY, SCORE, standing()), watching.Week(MONDAY, CODE, code)]
        assert watching.history(work, since=MONDAY + WEEK) == []
        assert watching.history(work, since=MONDAY, matters=[Matter.UNKNOWN_CODE]) == found[1:]
        assert watching.history(work, since=MONDAY, subject="risk") == found[:1]


def test_a_night_that_is_done_again_leaves_the_same_and_another_does_not_measure_the_week(store):
    with store.begin() as work:
        first = run_of(work, MONDAY + timedelta(days=2))
        second = run_of(work, MONDAY + timedelta(days=3))
        for _ in range(2):
            watching.keep(work, first, [SCORE], [standing()])
        assert len(watching.history(work, since=MONDAY)) == 1
        told = [watching.is_measured(work, MONDAY, but_by=run) for run in (first, second)]
        later = watching.is_measured(work, MONDAY + WEEK, but_by=second)
    assert (told, later) == ([False, True], False)
    with pytest.raises(sa.exc.IntegrityError), store.begin() as work:
        watching.keep(work, second, [SCORE], [standing()])


def test_a_series_stands_where_its_latest_week_left_it_until_it_is_forgotten(store):
    other = Measured(Matter.SCORE, "band", 0.2, 0.1, 4_500, 4_400, 0.3, 1e-7)
    with store.begin() as work:
        watching.keep(work, run_of(work, MONDAY), [SCORE, other], [standing(), standing(subject="band")])
        later = MONDAY + watching.FORGOTTEN_AFTER - WEEK
        watching.keep(work, run_of(work, later), [SCORE], [standing(Level.WATCH, since=later)])
    with store.begin() as work:
        assert watching.standings(work) == [standing(subject="band"), standing(Level.WATCH, since=later)]
        assert watching.standings(work, before=later) == [standing(subject="band"), standing()]
        assert watching.standings(work, before=MONDAY) == []
        last = later + WEEK
        watching.keep(work, run_of(work, last), [SCORE], [standing(Level.STOP, since=last)])
        assert watching.standings(work) == [standing(Level.STOP, since=last)]
