"""What a leader's figures are made of: deadlines kept or not, who waits how long, and who agrees - as tables."""

from __future__ import annotations

from datetime import date

import pytest

from features.vocabulary import YouthId
from models.scores import RiskBand
from service.domain.casework import Concern
from service.domain.overview import (
    Agreement,
    Below,
    Clock,
    Kept,
    WhyLate,
    agreement,
    below_since,
    clocks_since,
    late_ones,
    reasons_of,
    waiting_long,
    weeks_of,
)
from service.domain.rules import Rule
from tests.lib.situations import day

TODAY = day("2026-11-18")
ANNA, BILAL = YouthId("anna"), YouthId("bilal")


def clock(due_on: str = "2026-11-16", *, is_open: bool = False, youth: YouthId = ANNA, **told: object) -> Clock:
    return Clock(youth, Rule.CONTACT_5, day(due_on), is_open, **told)  # type: ignore[arg-type]  # fields by name


@pytest.mark.parametrize(
    ("one", "kept"),
    [
        (clock(met_on=day("2026-11-16"), ended_on=day("2026-11-18")), Kept.IN_TIME),  # told late, but done in time
        (clock(met_on=day("2026-11-17"), ended_on=day("2026-11-17")), Kept.LATE),
        (clock(ended_on=day("2026-11-16")), Kept.IN_TIME),  # met by an activity that began
        (clock(ended_on=day("2026-11-17")), Kept.LATE),
        (clock(ended_on=day("2026-11-17"), is_documented=True), Kept.DOCUMENTED),
        (clock("2026-11-17", is_open=True), Kept.OVERDUE),
        (clock("2026-11-18", is_open=True), Kept.AHEAD),  # the day itself is still there
    ],
)
def test_a_deadline_is_kept_by_the_day_somebody_was_spoken_with(one: Clock, kept: Kept):
    assert one.kept(TODAY) is kept


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"was_tried": True, "is_in_queue": True, "has_waited": True}, WhyLate.NOT_REACHED),
        ({"is_in_queue": True, "has_waited": True}, WhyLate.IN_QUEUE),
        ({"has_waited": True}, WhyLate.WAITING),
        ({}, WhyLate.UNTOLD),
    ],
)
def test_why_a_deadline_passed_is_the_first_that_is_known(told: dict[str, bool], why: WhyLate):
    assert clock(is_open=True, **told).why_late is why


def test_deadlines_are_counted_by_the_week_they_fall_in_the_latest_first():
    clocks = [
        clock("2026-11-15", met_on=day("2026-11-20")),
        clock("2026-11-16", is_open=True),
        clock("2026-11-22", is_open=True),
    ]
    weeks = weeks_of(clocks, Rule.CONTACT_5, on=TODAY)
    told = [(week.monday_on, {kept: count for kept, count in week.counts if count}) for week in weeks]
    assert told == [
        (day("2026-11-16"), {Kept.OVERDUE: 1, Kept.AHEAD: 1}),
        (day("2026-11-09"), {Kept.LATE: 1}),
    ]
    assert weeks_of(clocks, Rule.OFFER_30, on=TODAY) == ()


def test_what_is_past_stands_by_its_day_and_reasons_count_what_was_met_too_late_as_well():
    clocks = [
        clock("2026-11-17", is_open=True, youth=BILAL, was_tried=True),
        clock("2026-11-16", is_open=True),
        clock("2026-11-16", met_on=day("2026-11-17"), was_tried=True),
        clock("2026-11-16", met_on=day("2026-11-16"), was_tried=True),
    ]
    assert [one.youth_id for one in late_ones(clocks, on=TODAY)] == [ANNA, BILAL]
    assert reasons_of(clocks, on=TODAY) == ((WhyLate.NOT_REACHED, 2), (WhyLate.UNTOLD, 1))


def test_eight_weeks_are_shown():
    assert clocks_since(TODAY) == day("2026-09-28")


def weeks(*below: str) -> list[tuple[date, frozenset[YouthId]]]:
    """Who was below the line on the lists, this week's first."""
    mondays = ("2026-11-16", "2026-11-09", "2026-11-02")
    return [(day(monday), frozenset(map(YouthId, names.split()))) for monday, names in zip(mondays, below, strict=True)]


@pytest.mark.parametrize(
    ("below", "waits"),
    [
        (("anna", "anna", "anna"), [Below(ANNA, day("2026-11-02"), 3)]),
        (("anna", "anna", ""), [Below(ANNA, day("2026-11-09"), 2)]),
        (("anna", "", "anna"), []),  # a break begins anew
        (("", "anna", "anna"), []),  # waits no more
        (
            ("anna bilal", "bilal anna", "bilal"),
            [Below(BILAL, day("2026-11-02"), 3), Below(ANNA, day("2026-11-09"), 2)],
        ),
    ],
)
def test_who_waits_is_named_after_two_lists_the_longest_first(below: tuple[str, str, str], waits: list[Below]):
    assert list(waiting_long(below_since(weeks(*below)))) == waits


def test_nobody_waits_before_the_first_list():
    assert below_since([]) == ()


AGREE = """
         | low        | raised      | high        | not_assessed
not      | alike      | model_more  | model_more  | open
a_little | person_more | alike      | alike       | open
much     | person_more | alike      | alike       | open
unknown  | open       | open        | open        | open
"""


def test_every_assessment_and_band_stand_to_each_other_as_the_table_says():
    head, *rows = [[cell.strip() for cell in line.split("|")] for line in AGREE.strip("\n").splitlines()]
    drawn = {(row[0], band): Agreement(word) for row in rows for band, word in zip(head[1:], row[1:], strict=True)}
    assert drawn == {(str(level), str(band)): agreement(level, band) for level in Concern for band in RiskBand}
