"""Days, quarters, school years, working days and the cut, at their boundaries."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from features import calendar
from features.errors import WindowError


@pytest.mark.parametrize(
    ("as_of", "instant"),
    [
        ("2026-03-28", "2026-03-27 23:00"),
        ("2026-03-29", "2026-03-28 23:00"),
        ("2026-03-30", "2026-03-29 22:00"),
        ("2026-10-25", "2026-10-24 22:00"),
        ("2026-10-26", "2026-10-25 23:00"),
    ],
)
def test_the_cut_is_midnight_in_copenhagen_over_summer_time(as_of: str, instant: str) -> None:
    cut = calendar.cut(date.fromisoformat(as_of))
    assert cut == datetime.fromisoformat(instant).replace(tzinfo=UTC)
    assert calendar.cut_microseconds(date.fromisoformat(as_of)) == int(cut.timestamp()) * 1_000_000


def test_a_day_ends_one_microsecond_before_the_next_cut() -> None:
    days = [date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 25), date(2024, 2, 29)]
    last = calendar.last_microseconds(np.array([calendar.day_number(day) for day in days]))
    assert last.tolist() == [calendar.cut_microseconds(day + timedelta(days=1)) - 1 for day in days]


@pytest.mark.parametrize(
    ("day", "start", "end"),
    [
        ("2026-01-01", "2026-01-01", "2026-03-31"),
        ("2026-03-31", "2026-01-01", "2026-03-31"),
        ("2026-04-01", "2026-04-01", "2026-06-30"),
        ("2026-09-30", "2026-07-01", "2026-09-30"),
        ("2026-12-31", "2026-10-01", "2026-12-31"),
        ("2024-02-29", "2024-01-01", "2024-03-31"),
    ],
)
def test_quarters_turn_with_the_calendar(day: str, start: str, end: str) -> None:
    assert calendar.quarter_start(date.fromisoformat(day)) == date.fromisoformat(start)
    assert calendar.quarter_end(date.fromisoformat(day)) == date.fromisoformat(end)


@pytest.mark.parametrize(
    ("birth_on", "day", "years"),
    [
        ("2008-02-29", "2026-02-28", 17),
        ("2008-02-29", "2026-03-01", 18),
        ("2008-02-29", "2024-02-28", 15),
        ("2008-02-29", "2024-02-29", 16),
        ("2011-05-01", "2026-04-30", 14),
        ("2011-05-01", "2026-05-01", 15),
        ("2011-05-01", "2011-05-01", 0),
    ],
)
def test_a_year_is_completed_on_the_birthday_and_on_1_march_for_29_february(
    birth_on: str, day: str, years: int
) -> None:
    assert calendar.completed_years(date.fromisoformat(birth_on), date.fromisoformat(day)) == years


@pytest.mark.parametrize(
    ("day", "working_days", "until"),
    [
        ("2026-03-04", 0, "2026-03-04"),
        ("2026-03-04", 5, "2026-03-11"),
        ("2026-03-06", 1, "2026-03-09"),
        ("2026-12-22", 5, "2027-01-04"),  # 24 and 31 December closed, 25 December and 1 January holidays
        ("2025-12-30", 1, "2026-01-02"),
        ("2026-04-01", 1, "2026-04-07"),  # Maundy Thursday to Easter Monday
        ("2026-04-30", 1, "2026-05-04"),  # 1 May closed
        ("2026-05-13", 1, "2026-05-15"),  # Ascension Day
        ("2026-06-04", 1, "2026-06-08"),  # Constitution Day closed
        ("2024-04-25", 1, "2024-04-26"),  # Great Prayer Day is no holiday since 2024
        ("2023-05-04", 1, "2023-05-08"),  # and was one before
    ],
)
def test_a_clock_counts_working_days_only(day: str, working_days: int, until: str) -> None:
    assert calendar.add_working_days(date.fromisoformat(day), working_days) == date.fromisoformat(until)


def test_a_clock_does_not_run_backwards() -> None:
    with pytest.raises(WindowError, match="working_days: got -1, allowed is 0 or more"):
        calendar.add_working_days(date(2026, 3, 4), -1)


@pytest.mark.parametrize(
    ("day", "week"), [("2026-11-16", "2026-W47"), ("2027-01-03", "2026-W53"), ("2025-12-29", "2026-W01")]
)
def test_a_week_is_that_of_its_monday_over_new_year(day: str, week: str) -> None:
    monday = calendar.monday_of(date.fromisoformat(day))
    assert calendar.iso_week(date.fromisoformat(day)) == week
    assert calendar.monday_of_week(week) == monday


@pytest.mark.parametrize("week", ["2026-47", "2026-W54", "2026-W00", "W47", "", "2026-W1x"])
def test_what_is_no_week_is_refused_without_repeating_it(week: str) -> None:
    with pytest.raises(WindowError, match=r"got a text that is no ISO week, allowed is YEAR-Wnn") as refused:
        calendar.monday_of_week(week)
    assert refused.value.exit_code == 2


@pytest.mark.parametrize(
    ("day", "year", "term"),
    [
        ("2025-07-31", 2024, -1),
        ("2025-08-01", 2025, 4050),
        ("2025-12-31", 2025, 4050),
        ("2026-01-01", 2025, 4051),
        ("2026-06-30", 2025, 4051),
        ("2026-07-01", 2025, -1),
    ],
)
def test_school_years_and_terms_turn_in_august_and_january_without_july(day: str, year: int, term: int) -> None:
    on = date.fromisoformat(day)
    number = calendar.day_number(on)
    assert calendar.school_year(on) == calendar.school_years()[number] == year
    assert calendar.terms()[number] == term


def test_day_numbers_lead_back_to_their_day() -> None:
    days = [calendar.EPOCH, calendar.FIRST_DAY, date(2024, 2, 29), date(calendar.LAST_YEAR, 12, 31)]
    assert [calendar.day_of(calendar.day_number(day)) for day in days] == days
    assert [calendar.month_numbers()[calendar.day_number(day)] for day in days] == [
        12 * (day.year - 1970) + day.month - 1 for day in days
    ]
