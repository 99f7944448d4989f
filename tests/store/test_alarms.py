"""What alarms do once they are known: the engine rests, people let it run again, and who looks into one is written down."""

from __future__ import annotations

import json

import pytest

from features.permission import Stop, StopKind
from service.domain.access import COMMAND_LINE, WATCH, Actor, Role
from service.domain.errors import NotPermitted, UnknownThing, WrongUse
from service.domain.watching import Level, Matter
from service.operating.alarms import raised, take_alarm, tell_alarms
from service.operating.permits import lift_stop
from service.store import alarm_events, audit, legal
from service.store.unit_of_work import Store
from tests.lib.watched import CODE, MONDAY, NEWS, SILENT, WEEK, instant, watch_week

F, W, S = Level.FINE, Level.WATCH, Level.STOP
LEADER = Actor("leader", Role.LEADER, districts=None)
AT = instant(MONDAY)


def stops(store: Store) -> list[legal.Thrown]:
    with store.read() as work:
        return legal.stops(work)


def weeks(store: Store, *levels: Level, series=NEWS, first=MONDAY) -> list[int]:
    """Watch a week for each level; how many switches are thrown after each."""
    found = []
    for number, level in enumerate(levels):
        with store.begin() as work:
            watch_week(work, first + number * WEEK, {series: level})
        found.append(len(stops(store)))
    return found


def test_an_alarm_that_may_stop_throws_one_switch_and_says_why_in_words(store):
    with store.begin() as work:
        watch_week(work, MONDAY, {NEWS: S, CODE: S, SILENT: W})
    [thrown] = stops(store)
    assert (thrown.stop, thrown.actor_id) == (Stop(StopKind.ENGINE), WATCH.actor_id)
    assert "mange rækker har koder, vi ikke kender (fravær dag for dag)" in thrown.reason
    assert "der kommer ingen nye data (skole, uddannelse og job)" in thrown.reason
    assert "S1" not in thrown.reason
    with store.read() as work:
        behind = alarm_events.behind_stops(work, [thrown.number])[thrown.number]
        said = {line.action: json.loads(line.detail) for line in audit.lines(work)}
    assert {one.change.series for one in behind} == {NEWS, CODE}
    assert said["alarms.changed"] == {"changes": 3, "monday_on": "2026-11-16", "stops": 2}
    assert said["stop.thrown"]["kind"] == "engine"


def test_an_alarm_that_stands_is_not_thrown_again(store):
    assert weeks(store, F, W, S, S, W, F) == [0, 0, 1, 1, 1, 1]


def test_who_lets_the_engine_run_again_is_overruled_only_by_an_alarm_that_rises_anew(store):
    assert weeks(store, S) == [1]
    with store.begin() as work:
        lift_stop(work, LEADER, stops(store)[0].number, reason="Kilden sender igen", at=AT)
    assert weeks(store, S, S, first=MONDAY + WEEK) == [0, 0]
    assert weeks(store, F, S, first=MONDAY + 3 * WEEK) == [0, 1]


def test_what_one_school_does_stops_nothing(store):
    assert weeks(store, S, series=SILENT) == [0]
    with store.read() as work:
        assert [one.standing.series for one in raised(work)] == [SILENT]


def test_a_week_that_is_told_again_after_a_night_was_killed_tells_nothing_twice(store):
    with store.begin() as work:
        assert len(watch_week(work, MONDAY, {NEWS: S, SILENT: W})) == 2
    with store.begin() as work:
        assert tell_alarms(work, monday_on=MONDAY, at=AT) == ()
        assert len(alarm_events.latest(work, limit=9)) == 2
    with store.read() as work:
        assert [line.action for line in audit.lines(work)].count("alarms.changed") == 1
    assert len(stops(store)) == 1


def test_a_stop_is_lifted_with_a_reason_that_is_kept(store):
    weeks(store, S)
    with pytest.raises(WrongUse, match="reason"), store.begin() as work:
        lift_stop(work, LEADER, 1, reason=" ", at=AT)
    with pytest.raises(NotPermitted), store.begin() as work:
        lift_stop(work, WATCH, 1, reason="Det er godt igen", at=AT)
    assert len(stops(store)) == 1


def test_somebody_says_that_they_look_into_an_alarm_and_the_last_line_counts(store):
    weeks(store, W)
    with store.begin() as work:
        for line in ("Ringer til kilden", "Kilden sender i morgen"):
            take_alarm(work, COMMAND_LINE, NEWS, line=line, at=AT)
        [one] = raised(work)
        assert one.seen is not None
        assert (one.seen.line, one.seen.actor_id) == ("Kilden sender i morgen", "command-line")
    with store.read() as work:
        assert [line.action for line in audit.lines(work)].count("alarm.taken") == 2


def test_an_alarm_that_rises_anew_is_nobodys_until_somebody_says_so(store):
    weeks(store, W)
    with store.begin() as work:
        take_alarm(work, LEADER, NEWS, line="Ringer til kilden", at=AT)
    weeks(store, W, first=MONDAY + WEEK)
    with store.read() as work:
        assert [one.seen is None for one in raised(work)] == [False]
    weeks(store, F, W, first=MONDAY + 2 * WEEK)
    with store.read() as work:
        assert [one.seen is None for one in raised(work)] == [True]


def test_nobody_looks_into_what_does_not_stand_or_without_a_word_or_a_right(store):
    weeks(store, W)
    counsellor = Actor("hanne", Role.COUNSELLOR)
    for actor, series, line, error in (
        (counsellor, NEWS, "Ringer", NotPermitted),
        (LEADER, CODE, "Ringer", UnknownThing),
        (LEADER, (Matter.NO_NEWS, "youths"), "Ringer", UnknownThing),
        (LEADER, NEWS, "  ", WrongUse),
        (LEADER, NEWS, "x" * 301, WrongUse),
    ):
        with pytest.raises(error), store.begin() as work:
            take_alarm(work, actor, series, line=line, at=AT)


def test_the_worst_stands_first_and_then_what_has_stood_longest(store):
    for number, levels in enumerate(({SILENT: W, NEWS: F, CODE: F}, {SILENT: W, NEWS: W, CODE: S})):
        with store.begin() as work:
            watch_week(work, MONDAY + number * WEEK, levels)
    with store.read() as work:
        assert [one.standing.series for one in raised(work)] == [CODE, SILENT, NEWS]
