"""The coverage of a month: observed, not collected or missing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from features.asof import attendance_known_on, known_on
from features.coverage import coverage_by_month
from features.errors import WindowError
from features.records import ATTENDANCE, BY_NAME
from tests.lib.spec import draw, frame_of, records_of

SCHOOL = """
      | started_on | ended_on   | institution_id
------+------------+------------+---------------
Anna  | 2018-08-13 |            | S1
"""
NOBODY = "      | on\n"


def coverage(
    spells: str = SCHOOL, attendance: str = NOBODY, *, institutions: str = "", first: date, as_of: date
) -> dict[str, dict[str, str]]:
    """State by youth and month, as text."""
    drawn = {"spells": draw(BY_NAME["spells"], spells), "youths": [{"youth_id": "Anna", "birth_on": date(2011, 5, 1)}]}
    if institutions:
        drawn["institutions"] = draw(BY_NAME["institutions"], institutions)
    rows: list[dict[str, Any]] = draw(ATTENDANCE, attendance)
    days = attendance_known_on(frame_of(ATTENDANCE, rows), as_of)
    frame = coverage_by_month(days, known_on(records_of(drawn), as_of), first_month=first)
    assert frame.columns.tolist() == ["youth_id", "month_on", "coverage"]
    assert frame["month_on"].dtype == "datetime64[s]"
    return {
        youth: dict(zip(own["month_on"].dt.strftime("%Y-%m"), own["coverage"].astype(str), strict=True))
        for youth, own in frame.groupby("youth_id")
    }


@pytest.mark.parametrize(("last", "state"), [("2026-02-06", "observed"), ("2026-02-05", "missing")])
def test_five_school_days_make_an_observed_month(last: str, state: str) -> None:
    seen = f"      | on\nAnna | 2026-02-02..{last}\n"
    assert coverage(attendance=seen, first=date(2026, 2, 1), as_of=date(2026, 3, 4)) == {"Anna": {"2026-02": state}}


@pytest.mark.parametrize(("delivers", "state"), [("yes", "missing"), ("no", "not_collected"), ("", "not_collected")])
def test_a_month_without_days_is_missing_only_where_the_institution_delivers(delivers: str, state: str) -> None:
    listed = f"   | delivers_attendance\nS1 | {delivers}\n"
    found = coverage(institutions=listed, first=date(2026, 2, 1), as_of=date(2026, 3, 4))
    assert found == {"Anna": {"2026-02": state}}


def test_an_institution_only_named_in_attendance_is_taken_to_deliver() -> None:
    seen = "      | on\nAnna | 2026-01-05..2026-01-30\n"
    found = coverage(attendance=seen, first=date(2026, 1, 1), as_of=date(2026, 3, 4))
    assert found == {"Anna": {"2026-01": "observed", "2026-02": "missing"}}


def test_without_education_nothing_is_collected() -> None:
    job = "      | started_on | status\nAnna | 2025-08-11 | employment\n"
    seen = "      | on\nAnna | 2026-01-05..2026-01-07\n"
    found = coverage(job, seen, first=date(2026, 1, 1), as_of=date(2026, 3, 4))
    assert found == {"Anna": {"2026-01": "not_collected", "2026-02": "not_collected"}}


@pytest.mark.parametrize(
    ("last", "first", "state"), [("2026-03-16", "2026-03-17", "missing"), ("2026-03-15", "2026-03-16", "not_collected")]
)
def test_the_spell_that_covers_most_of_the_month_decides(last: str, first: str, state: str) -> None:
    moved = f"""
          | started_on | ended_on   | status            | institution_id
    ------+------------+------------+-------------------+---------------
    Anna  | 2018-08-13 | {last}     | compulsory_school | S1
    Anna  | {first}    |            | boarding_school   | E1
    """
    listed = "   | delivers_attendance\nS1 | yes\nE1 | no\n"
    found = coverage(moved, institutions=listed, first=date(2026, 3, 1), as_of=date(2026, 4, 1))
    assert found == {"Anna": {"2026-03": state}}


def test_july_is_left_out_and_the_running_month_is_not_told() -> None:
    listed = "   | delivers_attendance\nS1 | yes\n"
    found = coverage(institutions=listed, first=date(2026, 6, 15), as_of=date(2026, 9, 30))
    assert found == {"Anna": {"2026-06": "missing", "2026-08": "missing"}}


def test_the_first_day_of_a_month_tells_the_month_before() -> None:
    listed = "   | delivers_attendance\nS1 | yes\n"
    found = coverage(institutions=listed, first=date(2026, 8, 1), as_of=date(2026, 10, 1))
    assert found == {"Anna": {"2026-08": "missing", "2026-09": "missing"}}


def test_two_institutions_on_a_day_are_one_school_day() -> None:
    seen = """
          | on                     | institution_id
    ------+------------------------+---------------
    Anna  | 2026-02-02..2026-02-05 | S1
    Anna  | 2026-02-02..2026-02-05 | S2
    """
    assert coverage(attendance=seen, first=date(2026, 2, 1), as_of=date(2026, 3, 4)) == {"Anna": {"2026-02": "missing"}}


def test_a_window_without_a_whole_month_is_refused() -> None:
    with pytest.raises(WindowError, match="first_month: got 2026-03, allowed is a month that ended before 2026-03-31"):
        coverage(first=date(2026, 3, 1), as_of=date(2026, 3, 31))


def test_a_youth_without_any_spell_is_told_too() -> None:
    found = coverage("      | started_on\n", first=date(2026, 2, 1), as_of=date(2026, 3, 4))
    assert found == {"Anna": {"2026-02": "not_collected"}}


def test_everybody_seen_has_every_month() -> None:
    known = known_on(
        records_of(
            {"youths": [{"youth_id": name, "birth_on": date(2011, 5, 1)} for name in ("Bilal", "Anna")], "spells": []}
        ),
        date(2026, 3, 4),
    )
    frame = coverage_by_month(frame_of(ATTENDANCE, []), known, first_month=date(2025, 1, 1))
    assert frame["youth_id"].tolist() == ["Anna"] * 13 + ["Bilal"] * 13
    assert pd.DatetimeIndex(frame["month_on"]).month.isin([7]).sum() == 0
