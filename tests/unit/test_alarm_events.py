"""Which changes of level are told, which matters may stop the risk engine, and of which alarm somebody said that they look into it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from math import isfinite

import pytest

from service.domain.alarm_events import STOPS, AlarmChange, AlarmEvent, Seen, changes, may_stop
from service.domain.alarms import LINES
from service.domain.watching import Level, Matter, Standing

MONDAY = date(2026, 11, 16)
WEEK = timedelta(weeks=1)
AT = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)
F, W, S = Level.FINE, Level.WATCH, Level.STOP


def standing(level: Level, subject: str = "spells", *, since_on: date = MONDAY) -> Standing:
    return Standing(Matter.NO_NEWS, subject, level, since_on)


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        (None, F, []),
        (None, W, [(F, W)]),
        (F, F, []),
        (F, S, [(F, S)]),
        (W, S, [(W, S)]),
        (S, S, []),
        (S, W, [(S, W)]),
        (W, F, [(W, F)]),
    ],
)
def test_a_change_is_told_once_and_what_stays_is_not(was: Level | None, now: Level, told: list[tuple[Level, Level]]):
    before = [] if was is None else [standing(was)]
    found = changes(before, [standing(now)], monday_on=MONDAY)
    assert [(one.was, one.level) for one in found] == told


def test_changes_are_told_in_the_same_order_whatever_order_they_come_in():
    after = [standing(W, subject) for subject in ("spells", "attendance", "youths")]
    told = [one.subject for one in changes([], after, monday_on=MONDAY)]
    assert told == [one.subject for one in changes([], after[::-1], monday_on=MONDAY)]


def test_the_matters_that_may_stop_are_those_with_a_line_to_stop_at():
    assert {one.matter for one in STOPS} == {matter for matter, line in LINES.items() if isfinite(line.stop)}
    assert len(STOPS) == len({one.matter for one in STOPS})
    assert all(one.why for one in STOPS)


@pytest.mark.parametrize(
    "matter", [Matter.FLAGS, Matter.OVERRIDES, Matter.TOWN_ABSENCE, Matter.SCHOOL_ABSENCE, Matter.SCHOOL_SILENT]
)
def test_what_people_do_and_one_school_stop_nothing_by_themselves(matter: Matter):
    assert not may_stop(matter, on=MONDAY)
    assert not AlarmChange(matter, "S1", F, S, MONDAY).stops


def test_a_matter_may_stop_from_its_day_on():
    first = STOPS[0]
    assert may_stop(first.matter, on=first.from_on)
    assert not may_stop(first.matter, on=first.from_on - timedelta(days=1))


@pytest.mark.parametrize(("level", "stops"), [(F, False), (W, False), (S, True)])
def test_only_a_stop_lets_the_engine_rest(level: Level, stops: bool):
    assert AlarmChange(Matter.NO_NEWS, "spells", W, level, MONDAY).stops is stops


@pytest.mark.parametrize(
    ("since_on", "is_of_it"), [(MONDAY - WEEK, False), (MONDAY, True), (MONDAY + WEEK, True)], ids=str
)
def test_who_looked_into_an_earlier_alarm_has_not_looked_into_this_one(since_on: date, is_of_it: bool):
    said = Seen(Matter.NO_NEWS, "spells", since_on, "operator", "Ringer til kilden", AT)
    assert said.is_of(standing(W)) is is_of_it
    assert not said.is_of(standing(W, "youths"))


def test_an_event_tells_what_changed_and_has_an_id_of_its_own():
    one = AlarmEvent(7, AT, AlarmChange(Matter.NO_NEWS, "spells", F, W, MONDAY))
    assert one.content == {
        "number": 7, "at": "2026-11-16T05:00:00+00:00", "matter": "no_news", "subject": "spells",
        "was": "fine", "level": "watch", "monday_on": "2026-11-16",
    }  # fmt: skip
    other = AlarmEvent(8, AT, one.change)
    assert one.event_id == AlarmEvent(7, AT, one.change).event_id != other.event_id
