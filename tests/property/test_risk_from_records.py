"""What may never lower a risk, told in records: lessons missed, and months about which nothing is known."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from features.build import build_indicators
from features.vocabulary import Regime
from tests.lib.histories import History, Row, histories, with_attendance
from tests.lib.small_bundle import small_bundle

LESSONS = 6


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
@given(histories(versions=False), st.integers(14, 60))
def test_weeks_without_anything_scheduled_never_lower_the_risk_below_that_of_weeks_without_absence(history, days):
    since = history.as_of - timedelta(days=days)
    anna = {row["on"]: row for row in history.rows["attendance"] if row["youth_id"] == "Anna"}
    earlier = [worsened(alike(row), row["unlawful"]) for day, row in anna.items() if day < since]
    attended = [alike(row) for day, row in anna.items() if since <= day < history.as_of]
    without = indicators(with_attendance(history, earlier), "Anna")
    present = indicators(with_attendance(history, [*earlier, *attended]), "Anna")
    assume(without["regime"].tolist() == present["regime"].tolist() == [Regime.ATTENDANCE])
    assert risk(without, Regime.ATTENDANCE) >= risk(present, Regime.ATTENDANCE)


def alike(row: Row) -> Row:
    """A day of as many lessons as every other, none of them missed."""
    return {**row, "scheduled": LESSONS, "sick": 0, "permitted": 0, "unlawful": 0}
