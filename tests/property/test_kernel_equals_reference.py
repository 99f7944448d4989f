"""The compiled pass gives what the judge gives, on generated records."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.build import build_indicators
from features.reference import build_reference
from tests.lib.histories import History, histories


def assert_same(built: pd.DataFrame, judged: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(built, judged, check_exact=False, rtol=1e-12, atol=1e-12)


@given(histories())
def test_the_compiled_pass_equals_the_judge(history: History) -> None:
    records = history.records()
    assert_same(build_indicators(records, as_of=history.as_of), build_reference(records, as_of=history.as_of))


@settings(max_examples=9)
@given(histories(), st.lists(st.integers(-400, 3), min_size=1, max_size=3))
def test_several_dates_in_one_call_are_what_each_is_alone(history: History, shifts: list[int]) -> None:
    records = history.records()
    dates = sorted({history.as_of, *(history.as_of + timedelta(days=shift) for shift in shifts)})
    judged = [build_reference(records, as_of=as_of) for as_of in dates]
    together = pd.concat(judged).sort_values(["youth_id", "as_of"]).reset_index(drop=True)
    assert_same(build_indicators(records, as_of=dates), together)


@pytest.mark.parametrize("as_of", [date(2026, 3, 4), date(2026, 7, 15)])
def test_records_without_anybody_give_no_row(as_of: date) -> None:
    records = History({"youths": [], "spells": []}, as_of).records()
    built = build_indicators(records, as_of=as_of)
    assert len(built) == 0
    assert_same(built, build_reference(records, as_of=as_of))
