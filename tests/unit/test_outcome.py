"""What happened to a youth after a date: dropout, censoring and when it can be told, on both sides of every boundary."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from features.errors import WindowError
from features.outcome import matures_in, outcomes
from features.vocabulary import QUALIFYING, Status
from tests.lib.spec import records_of

AS_OF = date(2026, 3, 4)
HORIZON = 180
LATER = date(2027, 6, 1)
SCHOOL = {"youth_id": "Anna", "started_on": date(2024, 8, 12), "status": "upper_secondary", "institution_id": "G1"}


def after(days: int) -> date:
    """A day counted from the date."""
    return AS_OF + timedelta(days=days)


def ended(days: int, reason: str | None = "interrupted", **given: Any) -> dict[str, Any]:
    """Anna's school, ended some days after the date."""
    return {**SCHOOL, "ended_on": after(days), "end_reason": reason, **given}


def outcome(*spells: dict[str, Any], known_before: date = LATER, **youth: Any) -> int | None:
    """Anna's outcome; None for censored."""
    anna = {"youth_id": "Anna", "birth_on": date(2008, 1, 1), **youth}
    told = outcomes(
        records_of({"youths": [anna], "spells": list(spells)}),
        youths=pd.Index(["Anna"], name="youth_id"),
        as_of=AS_OF,
        horizon_days=HORIZON,
        known_before=known_before,
    )
    assert told.index.tolist() == ["Anna"]
    assert told.columns.tolist() == ["outcome", "ended_on"]
    value = told.loc["Anna", "outcome"]
    assert pd.isna(told.loc["Anna", "ended_on"]) == (value is pd.NA or value == 0)
    return None if value is pd.NA else int(value)


@pytest.mark.parametrize(("days", "lost"), [(-1, 0), (0, 1), (1, 1), (HORIZON - 1, 1), (HORIZON, 0)])
def test_an_activity_is_lost_from_the_date_to_the_day_before_the_horizon(days: int, lost: int) -> None:
    assert outcome(ended(days)) == lost


@pytest.mark.parametrize(
    "reason", ["completed", "interrupted", "programme_change", "institution_change", "unknown", None]
)
@pytest.mark.parametrize("status", ["vocational_basic", "compulsory_school", "employment", "other_activity", "fgu"])
def test_whatever_the_reason_an_end_with_nothing_after_it_is_a_dropout(status: str, reason: str | None) -> None:
    assert outcome(ended(10, reason, status=status)) == 1


@pytest.mark.parametrize("status", sorted(QUALIFYING))
def test_completing_a_qualification_is_no_dropout(status: Status) -> None:
    assert outcome(ended(10, "completed", status=str(status))) == 0
    assert outcome(ended(10, "interrupted", status=str(status))) == 1


@pytest.mark.parametrize(("start", "lost"), [(11, 0), (70, 0), (71, 1)])
@pytest.mark.parametrize("status", ["fgu", "employment", "other_activity", "exempt", "abroad"])
def test_a_new_activity_within_60_days_undoes_the_end(start: int, lost: int, status: str) -> None:
    new = {**SCHOOL, "status": status, "institution_id": None, "started_on": after(start)}
    assert outcome(ended(10), new) == lost


def test_being_without_anything_is_no_new_activity() -> None:
    assert outcome(ended(10), {**SCHOOL, "status": "none", "institution_id": None, "started_on": after(11)}) == 1


@pytest.mark.parametrize(("until", "lost"), [(10, 1), (11, 0)])
def test_an_activity_beside_it_must_outlast_the_end(until: int, lost: int) -> None:
    job = {**SCHOOL, "status": "abroad", "institution_id": None, "ended_on": after(until), "end_reason": None}
    assert outcome(ended(10), job) == lost


def test_of_two_activities_that_end_together_both_are_lost() -> None:
    assert outcome(ended(10), ended(10, status="employment", institution_id=None)) == 1


def test_a_later_activity_that_ends_within_the_horizon_counts_too() -> None:
    assert outcome(ended(10), ended(90, status="fgu", started_on=after(30))) == 1
    assert outcome(ended(10), {**SCHOOL, "status": "fgu", "started_on": after(30)}) == 0


@pytest.mark.parametrize(("days", "censored"), [(70, True), (71, False)])
def test_who_leaves_up_to_60_days_after_the_end_is_censored(days: int, censored: bool) -> None:
    assert outcome(ended(10), left_municipality_on=after(days)) == (None if censored else 1)


@pytest.mark.parametrize(("days", "censored"), [(-1, False), (0, True), (HORIZON - 1, True), (HORIZON, False)])
def test_without_an_end_who_leaves_within_the_window_is_censored(days: int, censored: bool) -> None:
    assert outcome(SCHOOL, left_municipality_on=after(days)) == (None if censored else 0)


def test_an_end_by_moving_away_is_censored() -> None:
    assert outcome(ended(10, "moved_away")) is None


def test_what_became_known_too_late_is_not_read() -> None:
    told = [{**SCHOOL, "known_at": "2024-08-12"}, ended(10, known_at=pd.Timestamp("2026-12-01 10:00"))]
    assert outcome(*told, known_before=date(2026, 12, 1)) == 0
    assert outcome(*told, known_before=date(2026, 12, 2)) == 1


def test_an_activity_still_planned_at_the_later_date_undoes_nothing() -> None:
    new = {**SCHOOL, "status": "fgu", "started_on": after(40), "known_at": "2026-03-01"}
    assert outcome(ended(10), new, known_before=after(40)) == 1
    assert outcome(ended(10), new, known_before=after(41)) == 0


def test_the_day_of_the_loss_is_the_last_day_of_the_activity() -> None:
    told = outcomes(
        records_of(
            {
                "youths": [{"youth_id": "Anna", "birth_on": date(2008, 1, 1)}],
                "spells": [ended(10), ended(3, status="fgu")],
            }
        ),
        youths=pd.Index(["Anna", "Bilal"]),
        as_of=AS_OF,
        horizon_days=HORIZON,
        known_before=LATER,
    )
    assert told.loc["Anna", "ended_on"] == pd.Timestamp(after(10))  # the day 3 days after is covered by the school
    assert told.loc["Bilal", "outcome"] == 0


@pytest.mark.parametrize(
    ("known_before", "mature"), [(AS_OF + timedelta(days=330), True), (AS_OF + timedelta(days=329), False)]
)
def test_an_outcome_is_mature_after_horizon_grace_and_report_delay(known_before: date, mature: bool) -> None:
    assert (AS_OF + matures_in(horizon_days=180, report_delay_days=90) <= known_before) is mature


@pytest.mark.parametrize(("horizon_days", "report_delay_days"), [(0, 0), (180, -1)])
def test_a_horizon_that_makes_no_sense_is_refused(horizon_days: int, report_delay_days: int) -> None:
    with pytest.raises(WindowError, match=rf"got horizon {horizon_days} and report delay {report_delay_days} days"):
        matures_in(horizon_days=horizon_days, report_delay_days=report_delay_days)
