"""Which earlier days a week is compared with."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from service.monitoring.reference import reference_days, weeks_around, window_days


def test_a_week_is_compared_with_the_same_week_and_weekday_of_three_earlier_years():
    found = reference_days(date(2026, 11, 16), lambda _: True)
    assert found.days == (date(2025, 11, 17), date(2024, 11, 18), date(2023, 11, 20))
    assert {day.isocalendar()[1:] for day in found.days} == {date(2026, 11, 16).isocalendar()[1:]}
    assert found.is_like


def test_a_school_week_is_not_compared_with_an_easter_week():
    easter = date(2026, 3, 30)
    found = reference_days(date(2027, 3, 29), lambda day: not easter <= day < easter + timedelta(weeks=1))
    assert found.days == (date(2026, 3, 23), date(2025, 3, 31), date(2024, 4, 1))


def test_a_year_without_a_week_of_the_same_kind_is_left_out():
    found = reference_days(date(2026, 11, 16), lambda day: day.year != 2024)
    assert found.days == (date(2025, 11, 17), date(2023, 11, 20))
    assert found.is_like


def test_where_no_week_is_of_the_same_kind_the_same_weeks_are_taken_and_it_is_said():
    found = reference_days(date(2026, 11, 16), lambda day: day.year == 2026)
    assert len(found.days) == 3
    assert not found.is_like


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (date(2026, 9, 1), date(2026, 11, 1), [date(2026, 10, 26), date(2026, 9, 28)]),
        (date(2026, 10, 26), date(2026, 10, 26), [date(2026, 10, 26)]),
        (date(2026, 10, 1), date(2026, 12, 24), [date(2026, 11, 9), date(2026, 10, 12)]),
        (date(2026, 10, 27), date(2026, 11, 1), []),
        (date(2026, 12, 1), date(2026, 12, 24), []),
    ],
)
def test_a_window_gives_mornings_four_weeks_apart_on_the_same_weekday_before_the_present_one(first, last, days):
    assert window_days(first, last, business_on=date(2026, 11, 16)) == tuple(days)


def test_the_weeks_around_are_taken_where_they_are_of_the_kind_wanted():
    days = (date(2025, 11, 17), date(2024, 11, 18))
    found = weeks_around(days, lambda day: day != date(2024, 11, 11))
    assert found == (days, (date(2025, 11, 10),), (date(2025, 11, 24), date(2024, 11, 25)))
