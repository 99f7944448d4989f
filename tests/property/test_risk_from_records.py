"""What may never lower a risk, told in records: lessons missed, and months about which nothing is known."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from features.build import build_indicators
from features.vocabulary import Regime
from tests.lib.histories import History, Row, histories, with_attendance
from tests.lib.small_bundle import small_bundle

LESSONS = 6
AS_OF = date(2026, 3, 4)


def indicators(history: History, name: str) -> pd.DataFrame:
    """The row of one youth, if she is resident."""
    built = build_indicators(history.records(), as_of=history.as_of)
    return built[built["youth_id"] == name]


def risk(row: pd.DataFrame, regime: str) -> np.ndarray:
    return small_bundle().models[regime].assess(row).risk


def worsened(row: Row, lessons: int) -> Row:
    """One day's row with up to `lessons` more missed unlawfully."""
    room = row["scheduled"] - row["sick"] - row["permitted"] - row["unlawful"]
    return {**row, "unlawful": row["unlawful"] + min(lessons, room)}


@settings(max_examples=20, deadline=None)  # each builds indicators twice; the machine's load is no property
@given(histories(versions=False), st.data())
def test_added_unlawful_lessons_in_the_last_20_school_days_never_lower_the_risk(history, data):
    attendance = history.rows["attendance"]
    days = sorted({row["on"] for row in attendance if row["youth_id"] == "Anna" and row["on"] < history.as_of})[-20:]
    assume(days)
    added = data.draw(st.dictionaries(st.sampled_from(days), st.integers(1, 7), min_size=1))
    worse = [worsened(row, added.get(row["on"], 0)) if row["youth_id"] == "Anna" else row for row in attendance]
    before, after = indicators(history, "Anna"), indicators(with_attendance(history, worse), "Anna")
    assert before["regime"].tolist() == after["regime"].tolist()
    for regime in before["regime"]:
        assert risk(after, regime) >= risk(before, regime)


@settings(max_examples=20, deadline=None)  # as above
@given(
    earlier=st.lists(st.integers(0, LESSONS), min_size=25, max_size=280),
    silent_days=st.integers(7, 60),
    seen_years=st.integers(0, 5),
)
def test_weeks_without_anything_scheduled_never_lower_the_risk_below_that_of_weeks_without_absence(
    earlier, silent_days, seen_years
):
    since = AS_OF - timedelta(days=silent_days)
    before = [school_day(day, missed) for day, missed in zip(weekdays_before(since), earlier, strict=False)]
    attended = [school_day(day, 0) for day in weekdays_before(AS_OF) if day >= since]
    assert attended
    history = History(anna(started_on=AS_OF - timedelta(days=100 + 365 * seen_years)), AS_OF)
    silent = indicators(with_attendance(history, before), "Anna")
    present = indicators(with_attendance(history, before + attended), "Anna")
    assert silent["regime"].tolist() == present["regime"].tolist() == [Regime.ATTENDANCE]
    assert risk(silent, Regime.ATTENDANCE) >= risk(present, Regime.ATTENDANCE)


def weekdays_before(day: date) -> list[date]:
    """Mondays to Fridays of the 400 days before a day, the latest first."""
    days = [day - timedelta(days=back) for back in range(1, 401)]
    return [each for each in days if each.isoweekday() <= 5]


def school_day(day: date, missed: int) -> Row:
    """A day of Anna's with as many lessons as every other."""
    lessons = {"scheduled": LESSONS, "sick": 0, "permitted": 0, "unlawful": missed}
    return {"youth_id": "Anna", "on": day, "institution_id": "S1", **lessons}


def anna(*, started_on: date) -> dict[str, list[Row]]:
    """Anna, enrolled at a school that delivers attendance."""
    return {
        "youths": [{"youth_id": "Anna", "birth_on": date(2009, 5, 1)}],
        "spells": [{"youth_id": "Anna", "status": "upper_secondary", "started_on": started_on, "institution_id": "S1"}],
        "institutions": [{"institution_id": "S1", "kind": "upper_secondary", "delivers_attendance": True}],
    }
