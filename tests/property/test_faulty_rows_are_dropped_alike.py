"""A faulty row of attendance counts for nothing, and both engines agree on what is faulty."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from features.build import build_indicators
from features.records import Records
from features.reference import build_reference
from tests.lib.histories import Row, midnight
from tests.lib.spec import records_of

AS_OF = date(2026, 3, 4)
DELIVERED_ON = date(2026, 3, 6)
LESSONS: Row = {"scheduled": 6, "sick": 0, "permitted": 0, "unlawful": 0}
DAY = date(2026, 3, 2)
KNOWN_AT = midnight(date(2026, 3, 3))
GOOD = {"youth_id": "Anna", "on": DAY, "institution_id": "S1", **LESSONS, "unlawful": 2, "known_at": KNOWN_AT}

FAULTS: dict[str, Row] = {
    "nothing scheduled": {"scheduled": 0},
    "scheduled over 20": {"scheduled": 21},
    "a negative kind": {"sick": -1},
    "a kind over scheduled": {"permitted": 7},
    "more missed than scheduled": {"sick": 3, "permitted": 2, "unlawful": 2},
    "scheduled missing": {"scheduled": None},
    "a kind missing": {"unlawful": None},
    "institution missing": {"institution_id": None},
    "institution empty": {"institution_id": ""},
    "a day before 1990": {"on": date(1989, 12, 31)},
    "a day before birth": {"on": date(2011, 4, 30)},
    "a youth nobody knows": {"youth_id": "Zoe"},
}


def records(*rows: Row, delivered_on: date | None = DELIVERED_ON) -> Records:
    """Two youths with 300 sound days each, and the rows given."""
    days = [DAY - timedelta(days=back) for back in range(1, 301)]
    sound = [
        {"youth_id": name, "on": day, "institution_id": "S1", **LESSONS} for name in ("Anna", "Bilal") for day in days
    ]
    youths = [{"youth_id": name, "birth_on": date(2011, 5, 1)} for name in ("Anna", "Bilal")]
    return records_of({"youths": youths, "spells": [], "attendance": [*sound, *rows]}, delivered_on=delivered_on)


def built(*rows: Row, **given: Any) -> pd.DataFrame:
    """The frame, once both engines agree on it."""
    kernel, judge = (build(records(*rows, **given), as_of=AS_OF) for build in (build_indicators, build_reference))
    pd.testing.assert_frame_equal(kernel, judge, check_exact=False, rtol=1e-12, atol=1e-12)
    return kernel


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_row_counts_for_nothing(fault: str) -> None:
    pd.testing.assert_frame_equal(built({**GOOD, **FAULTS[fault]}), built())


def test_a_sound_row_counts() -> None:
    assert built(GOOD)["unlawful_lessons_20d"].tolist() == [2, 0]


@pytest.mark.parametrize(("delivered_on", "lessons"), [(DAY, 2), (DAY - timedelta(days=1), 0), (None, 2)])
def test_a_day_after_the_delivery_is_a_fault(delivered_on: date | None, lessons: float) -> None:
    told = {**GOOD, "known_at": None}
    assert built(told, delivered_on=delivered_on)["unlawful_lessons_20d"].tolist() == [lessons, 0]


def test_the_day_of_birth_itself_is_no_fault() -> None:
    assert built({**GOOD, "on": date(2011, 5, 1)})["history_months"].equals(built()["history_months"])
    assert len(built({**GOOD, "on": date(2011, 5, 1)})) == 2


def test_conflicting_twins_count_for_nothing() -> None:
    pd.testing.assert_frame_equal(built(GOOD, {**GOOD, "unlawful": 3}), built())


def test_before_conflicting_twins_the_earlier_version_stands() -> None:
    earlier = {**GOOD, "unlawful": 1, "known_at": KNOWN_AT - pd.Timedelta(hours=1)}
    assert built(earlier, GOOD, {**GOOD, "unlawful": 3})["unlawful_lessons_20d"].tolist() == [1, 0]


def test_a_row_faulty_by_itself_conflicts_with_nobody() -> None:
    assert built(GOOD, {**GOOD, "scheduled": 99})["unlawful_lessons_20d"].tolist() == [2, 0]


def test_a_retraction_needs_nothing_but_its_key() -> None:
    nothing = dict.fromkeys(LESSONS)
    later = KNOWN_AT + pd.Timedelta(hours=1)
    pd.testing.assert_frame_equal(built(GOOD, {**GOOD, **nothing, "known_at": later, "retracted": True}), built())


def test_what_a_retraction_carries_beside_its_key_does_not_matter() -> None:
    later = {"known_at": KNOWN_AT + pd.Timedelta(hours=1), "retracted": True}
    pd.testing.assert_frame_equal(built(GOOD, {**GOOD, "scheduled": 99, "sick": -4, **later}), built())
