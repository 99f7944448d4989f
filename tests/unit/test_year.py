"""Årshjulet: which checkpoint is looked at on a day, who waits there, who has passed, and who comes home from boarding school."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from features.vocabulary import EndReason, NextStepKind, Status
from service.domain.rules import HERNING, Rule
from service.domain.transitions import leaving_year
from service.domain.year import CHECKPOINTS, Ahead, coming_home, standing, stations, year_of
from tests.lib.situations import day, situation, spell, step

SCHOOL = spell(Status.COMPULSORY_SCHOOL, "2016-08-10", grade=9, expected_end_on=day("2026-06-26"))
LEFT = spell(Status.COMPULSORY_SCHOOL, "2016-08-10", "2026-06-26", grade=9, end_reason=EndReason.COMPLETED)
BEGUN = spell(Status.UPPER_SECONDARY, "2026-08-10")
LOST = spell(Status.UPPER_SECONDARY, "2026-08-10", "2026-10-20", end_known_on=day("2026-10-22"))
APPLIED, ADMITTED, DECLINED = (
    step(kind, "2026-08-10") for kind in (NextStepKind.APPLIED, NextStepKind.ADMITTED, NextStepKind.DECLINED)
)
WORDS = dict(zip("applied admitted known started stayed".split(), CHECKPOINTS, strict=True))


def in_force(on: str):
    return HERNING.on(day(on))


@pytest.mark.parametrize(
    ("on", "rule"),
    [
        ("2026-03-01", Rule.NEXT_STEP_3_MONTHS),
        ("2026-03-02", Rule.NEXT_STEP_APPLIED),
        ("2026-06-14", Rule.NEXT_STEP_APPLIED),
        ("2026-06-15", Rule.NEXT_STEP_ADMITTED),
        ("2026-06-30", Rule.NEXT_STEP_ADMITTED),
        ("2026-07-01", Rule.NEXT_STEP_KNOWN),
        ("2026-09-09", Rule.NEXT_STEP_KNOWN),
        ("2026-09-10", Rule.NEXT_STEP_STARTED),
        ("2026-11-09", Rule.NEXT_STEP_STARTED),
        ("2026-11-10", Rule.NEXT_STEP_3_MONTHS),
    ],
)
def test_each_checkpoint_is_the_present_one_from_its_day_to_the_next(on, rule):
    wheel = stations(leaving_year(day(on)), in_force(on))
    assert [one.rule for one in wheel if one.is_now(day(on))] == [rule]


@pytest.mark.parametrize("year", [2026, 2027, 2028])
def test_every_day_of_every_year_has_exactly_one(year):
    for number in range(366):
        on = date(year, 1, 1) + timedelta(days=number)
        assert sum(one.is_now(on) for one in stations(leaving_year(on), HERNING.on(on))) == 1


def test_a_checkpoint_that_is_switched_off_is_not_on_the_wheel_and_leaves_no_gap():
    off = tuple(replace(row, is_enabled=row.rule is not Rule.NEXT_STEP_ADMITTED) for row in HERNING.duties)
    wheel = stations(2026, replace(HERNING, duties=off).on(day("2026-06-20")))
    assert [one.rule for one in wheel if one.is_now(day("2026-06-20"))] == [Rule.NEXT_STEP_APPLIED]


@pytest.mark.parametrize(
    ("as_of", "spells", "steps", "waits", "passed"),
    [
        ("2026-03-01", (SCHOOL,), (), None, None),  # last summer's year is still looked at
        ("2026-03-02", (SCHOOL,), (), "applied", ""),
        ("2026-03-02", (SCHOOL,), (APPLIED,), "", "applied"),
        ("2026-03-02", (SCHOOL,), (DECLINED,), "applied", ""),
        ("2026-06-15", (SCHOOL,), (APPLIED,), "admitted", "applied"),
        ("2026-06-15", (SCHOOL,), (ADMITTED,), "", "applied admitted known"),
        ("2026-07-01", (LEFT,), (), "known", ""),
        ("2026-09-09", (LEFT,), (ADMITTED,), "", "applied admitted known"),
        ("2026-09-10", (LEFT,), (ADMITTED,), "started", "applied admitted known"),
        ("2026-09-10", (LEFT, BEGUN), (ADMITTED,), "", "applied admitted known started"),
        ("2026-11-09", (LEFT, BEGUN), (ADMITTED,), "", "applied admitted known started"),
        ("2026-11-10", (LEFT, BEGUN), (ADMITTED,), "", "applied admitted known started stayed"),
        ("2026-11-10", (LEFT, LOST), (ADMITTED,), "stayed", "applied admitted known started"),
    ],
)
def test_who_leaves_school_waits_at_a_checkpoint_or_has_passed_it(as_of, spells, steps, waits, passed):
    found = standing(situation(as_of, spells=spells, next_steps=steps), in_force(as_of))
    if waits is None:
        assert found is None
        return
    assert [moment.rule for moment in found.waits] == [WORDS[word] for word in waits.split()]
    assert found.passed == {WORDS[word] for word in passed.split()}


AWAY = spell(Status.BOARDING_SCHOOL, "2025-08-10", grade=10, expected_end_on=day("2026-06-27"))
HOME = spell(Status.BOARDING_SCHOOL, "2025-08-10", "2026-06-27", grade=10, end_reason=EndReason.COMPLETED)
BROKEN = spell(Status.BOARDING_SCHOOL, "2026-08-10", "2026-10-01")
STAYS = spell(Status.BOARDING_SCHOOL, "2026-08-10", expected_end_on=day("2027-06-26"))


@pytest.mark.parametrize(
    ("as_of", "spells", "more", "ahead", "on"),
    [
        ("2026-05-04", (AWAY,), {}, Ahead.UNKNOWN, None),
        ("2026-05-04", (AWAY,), {"next_steps": (APPLIED,)}, Ahead.APPLIED, None),
        ("2026-05-04", (AWAY,), {"next_steps": (ADMITTED,)}, Ahead.SETTLED, "2026-08-10"),
        ("2026-07-06", (HOME,), {"planned": (BEGUN,)}, Ahead.SETTLED, "2026-08-10"),
        ("2026-11-16", (HOME, BEGUN), {}, Ahead.THERE, "2026-08-10"),
        ("2026-11-16", (HOME, LOST), {}, Ahead.UNKNOWN, None),
        ("2026-11-16", (BROKEN,), {}, Ahead.UNKNOWN, None),
    ],
)
def test_who_comes_home_from_boarding_school_is_told_with_what_comes_next(as_of, spells, more, ahead, on):
    found = coming_home(situation(as_of, spells=spells, **more), in_force(as_of), year=leaving_year(day(as_of)))
    assert (found.ahead, found.on) == (ahead, day(on) if on else None)
    assert found.is_settled is (ahead in {Ahead.THERE, Ahead.SETTLED})


@pytest.mark.parametrize("spells", [(), (LEFT, BEGUN), (HOME, STAYS), (STAYS,)])
def test_who_was_at_no_boarding_school_or_stays_there_does_not_come_home(spells):
    assert coming_home(situation("2026-11-16", spells=spells), in_force("2026-11-16"), year=2026) is None


def test_a_year_without_some_youths_tells_nothing_of_them():
    everybody = [situation("2026-11-16", spells=(LEFT,)), situation("2026-11-16", spells=(HOME,))]
    found = year_of(everybody, in_force("2026-11-16"), on=day("2026-11-16"))
    assert (len(found.standings), len(found.coming)) == (2, 1)
    assert found.without(found.youth_ids).youth_ids == frozenset()
