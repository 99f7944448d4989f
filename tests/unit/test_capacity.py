"""What a district can take in a week: rank, ties, the line, and the cooldown."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.vocabulary import DistrictId, YouthId
from service.domain.capacity import Candidate, is_cooling, rank_candidates, school_weeks_since
from tests.lib.situations import day
from tests.lib.small_town import school_days

D1 = DistrictId("D1")


def ranked(risks: list[float], capacity: int) -> list[tuple[int, bool]]:
    candidates = [Candidate(YouthId(f"y{number:03}"), D1, risk) for number, risk in enumerate(risks)]
    found = rank_candidates(candidates, {D1: capacity})
    return [(found[item.youth_id].rank, found[item.youth_id].cut_off) for item in candidates]


@pytest.mark.parametrize(
    ("risks", "capacity", "expected"),
    [
        ([0.3, 0.2, 0.1], 2, [(1, False), (2, False), (3, True)]),
        ([0.2, 0.2, 0.1], 2, [(1, False), (1, False), (3, True)]),
        ([0.3, 0.2, 0.2], 2, [(1, False), (2, True), (2, True)]),  # a tie at the line stays below it
        ([0.3, 0.2, 0.2, 0.1], 2, [(1, False), (2, True), (2, True), (4, True)]),
        ([0.3], 0, [(1, True)]),
        ([], 2, []),
    ],
)
def test_equal_risk_is_equal_rank_and_ties_at_the_line_stay_below(risks, capacity, expected):
    assert ranked(risks, capacity) == expected


@given(risks=st.lists(st.sampled_from([0.1, 0.2, 0.3, 0.4]), max_size=12), capacity=st.integers(0, 12))
def test_never_more_than_capacity_and_never_a_lower_risk_before_a_higher(risks, capacity):
    places = ranked(risks, capacity)
    assert sum(not cut for _, cut in places) <= capacity
    above = [risk for risk, (_, cut) in zip(risks, places, strict=True) if not cut]
    below = [risk for risk, (_, cut) in zip(risks, places, strict=True) if cut]
    assert not above or not below or min(above) > max(below)
    assert [rank for rank, _ in places] == [1 + sum(other > risk for other in risks) for risk in risks]


def test_each_district_has_its_own_line_and_nobodys_district_has_none():
    candidates = [
        Candidate(YouthId("a"), D1, 0.1),
        Candidate(YouthId("b"), DistrictId("D2"), 0.9),
        Candidate(YouthId("c"), None, 0.9),
    ]
    found = rank_candidates(candidates, {D1: 1})
    assert {key: place.cut_off for key, place in found.items()} == {"a": False, "b": True, "c": True}


def test_the_cooldown_counts_school_weeks_so_that_a_break_does_not_use_it_up():
    days = frozenset(school_days(day("2026-08-10"), day("2026-12-18")))
    contacted_on = day("2026-09-14")
    weeks = [school_weeks_since(contacted_on, contacted_on + timedelta(weeks=n), school_days=days) for n in range(11)]
    assert weeks == [0, 0, 1, 2, 3, 3, 4, 5, 6, 7, 8]  # the autumn break, week 42, is no school week


@pytest.mark.parametrize(("as_of", "cooling"), [("2026-11-16", True), ("2026-11-23", False)])
def test_no_new_risk_flag_within_eight_school_weeks_of_contact(as_of, cooling):
    days = frozenset(school_days(day("2026-08-10"), day("2026-12-18")))
    assert is_cooling([day("2026-09-14")], day(as_of), school_weeks=8, school_days=days) is cooling
