"""Who is scored on a date, on both sides of every boundary."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from features.asof import known_on
from features.population import PopulationRule, active_youths, ages, population
from features.vocabulary import Status
from tests.lib.spec import records_of

AS_OF = date(2026, 3, 4)
HERNING = PopulationRule()
SCHOOL = {"youth_id": "Anna", "started_on": date(2024, 8, 12), "status": "upper_secondary", "institution_id": "G1"}


def scored(*spells: dict[str, Any], rule: PopulationRule = HERNING, as_of: date = AS_OF, **youth: Any) -> bool:
    """Whether Anna is scored."""
    anna = {"youth_id": "Anna", "birth_on": date(2010, 1, 1), **youth}
    known = known_on(records_of({"youths": [anna], "spells": list(spells) or [SCHOOL]}), as_of)
    return population(known, rule).tolist() == ["Anna"]


@pytest.mark.parametrize(
    ("birth_on", "is_scored"),
    [
        (date(2012, 3, 4), True),  # 14 today
        (date(2012, 3, 5), False),  # 13 still
        (date(2007, 3, 5), True),  # 18 still
        (date(2007, 3, 4), False),  # 19 today
    ],
)
def test_the_bounds_of_age_are_completed_years(birth_on: date, is_scored: bool) -> None:
    assert scored(birth_on=birth_on) is is_scored


def test_born_on_29_february_comes_of_age_on_1_march() -> None:
    assert scored(birth_on=date(2012, 2, 29), as_of=date(2026, 2, 28)) is False
    assert scored(birth_on=date(2012, 2, 29), as_of=date(2026, 3, 1)) is True


def test_without_bounds_any_age_is_scored() -> None:
    assert scored(birth_on=date(1960, 1, 1), rule=PopulationRule(None, None))


@pytest.mark.parametrize(
    ("residence", "is_scored"),
    [
        ({"moved_in_on": date(2026, 3, 3)}, True),
        ({"moved_in_on": AS_OF}, True),
        ({"moved_in_on": AS_OF + timedelta(days=1)}, False),
        ({"left_municipality_on": date(2026, 3, 3)}, False),
        ({"left_municipality_on": AS_OF}, True),
    ],
)
def test_residents_have_moved_in_and_have_not_left_before_the_date(residence: dict[str, date], is_scored: bool) -> None:
    assert scored(**residence) is is_scored


@pytest.mark.parametrize("status", Status)
def test_only_education_employment_and_other_activity_can_be_dropped_out_of(status: Status) -> None:
    spared = {Status.STU, Status.EXEMPT, Status.ABROAD, Status.NONE}
    assert scored({**SCHOOL, "status": str(status)}) is (status not in spared)


@pytest.mark.parametrize("status", ["stu", "exempt"])
def test_an_open_stu_or_exemption_beside_an_education_spares(status: str) -> None:
    other = {**SCHOOL, "status": status, "institution_id": None}
    assert scored(SCHOOL, other) is False
    assert scored(SCHOOL, {**other, "ended_on": date(2026, 3, 3)}) is True
    assert scored(SCHOOL, {**other, "ended_on": AS_OF, "known_at": None}) is False


@pytest.mark.parametrize(("ended_on", "is_scored"), [(date(2026, 3, 3), False), (AS_OF, True)])
def test_a_spell_that_ended_yesterday_is_over_and_one_that_ends_today_is_not(ended_on: date, is_scored: bool) -> None:
    assert scored({**SCHOOL, "ended_on": ended_on}) is is_scored


@pytest.mark.parametrize(("started_on", "is_scored"), [(date(2026, 3, 3), True), (AS_OF, False)])
def test_a_spell_that_starts_today_is_only_planned(started_on: date, is_scored: bool) -> None:
    told = {**SCHOOL, "started_on": started_on, "known_at": "2026-02-01"}
    assert scored(told) is is_scored


def test_an_ending_told_late_is_not_seen() -> None:
    told = [
        {**SCHOOL, "known_at": "2024-08-12"},
        {**SCHOOL, "ended_on": date(2026, 1, 30), "known_at": "2026-03-04 12:00"},
    ]
    assert scored(*told) is True
    assert scored(*told, as_of=date(2026, 3, 5)) is False


def test_a_youth_without_any_spell_is_not_scored() -> None:
    known = known_on(records_of({"youths": [{"youth_id": "Anna", "birth_on": date(2010, 1, 1)}], "spells": []}), AS_OF)
    assert population(known, HERNING).tolist() == []
    assert active_youths(known).tolist() == []


def test_the_population_is_sorted_and_names_nobody_twice() -> None:
    youths = [{"youth_id": name, "birth_on": date(2010, 1, 1)} for name in ("Clara", "Anna", "Bilal")]
    spells = [
        {**SCHOOL, "youth_id": name, "status": status} for name in ("Clara", "Anna") for status in ("fgu", "employment")
    ]
    known = known_on(records_of({"youths": youths, "spells": spells}), AS_OF)
    assert population(known, HERNING).tolist() == ["Anna", "Clara"]
    assert ages(known["youths"], AS_OF).dtype == "Int16"
