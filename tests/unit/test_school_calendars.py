"""The school days of a quarter where the calendar is whole, short or missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from features.asof import Known, known_on
from features.reading import read_records
from features.records import Records
from service.absence import attendance_on, possible_days
from tests.lib.small_town import MONDAY, write_small_town

FIRST, LAST = date(2026, 10, 1), date(2026, 12, 31)


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Records:
    folder: Path = tmp_path_factory.mktemp("calendars")
    return read_records(write_small_town(folder / "records"))


def known_with(records: Records, *, until: date) -> Known:
    """What is known where the calendar ends on a day."""
    days = records.tables["school_days"]
    short = days[days["on"] <= pd.Timestamp(until)]
    return known_on(replace(records, tables={**records.tables, "school_days": short}), MONDAY)


def test_a_calendar_that_ends_within_the_quarter_is_followed_and_then_weekdays_count(records):
    whole = possible_days(known_with(records, until=LAST), "S1", FIRST, LAST)
    short = possible_days(known_with(records, until=date(2026, 11, 13)), "S1", FIRST, LAST)
    assert {day for day in short if day <= date(2026, 11, 13)} == {day for day in whole if day <= date(2026, 11, 13)}
    assert short >= whole
    assert date(2026, 10, 14) not in short


def test_the_days_after_the_last_school_day_in_june_are_no_school_days(records):
    known = known_with(records, until=date(2026, 6, 26))
    spring = possible_days(known, "S1", date(2026, 4, 1), date(2026, 6, 30))
    assert max(spring) == date(2026, 6, 26)


@pytest.mark.parametrize(
    ("as_of", "finished_on"),
    [
        (date(2026, 10, 1), None),
        (date(2026, 10, 2), date(2026, 7, 1)),
        (date(2026, 10, 14), date(2026, 7, 1)),
        (date(2026, 10, 15), None),
    ],
)
def test_a_finished_quarter_is_still_judged_for_a_fortnight(records, as_of, finished_on):
    found = attendance_on(records, known_on(records, as_of), ["clara"])
    finished = found.finished.get("clara")
    assert (finished.started_on if finished else None) == finished_on
    assert finished is None or finished.possible_days == 38  # 10 August to 30 September
