"""Education status: the boundaries of each indicator, one idea a picture."""

from __future__ import annotations

import pytest

from tests.lib.spec import Spec


@pytest.mark.parametrize(
    ("status", "code"),
    [("compulsory_school", 0), ("vocational_basic", 4), ("stu", 7), ("other_education", 8)]
    + [(status, None) for status in ("employment", "other_activity", "exempt", "abroad", "none")],
)
def test_only_education_has_a_kind(spec: Spec, status: str, code: float | None) -> None:
    drawn = f"""
              | started_on | status
        ------+------------+-------
        Anna  | 2025-08-11 | {status}
        """
    spec(spells=drawn, as_of="2026-03-04", indicator="education_kind", gives={"Anna": code})


def test_of_two_educations_begun_on_a_day_the_later_status_is_present(spec: Spec) -> None:
    spec(
        spells="""
              | started_on | status          | institution_id
        ------+------------+-----------------+---------------
        Anna  | 2025-08-11 | fgu             | A
        Anna  | 2025-08-11 | upper_secondary | B
        """,
        as_of="2026-03-04",
        indicator="education_kind",
        gives={"Anna": 6},
    )


def test_of_two_educations_of_a_kind_begun_on_a_day_the_greater_institution_is_present(spec: Spec) -> None:
    drawn = """
              | started_on | status | institution_id | expected_end_on
        ------+------------+--------+----------------+----------------
        Anna  | 2025-08-11 | fgu    | B              | 2026-03-14
        Anna  | 2025-08-11 | fgu    | A              | 2026-03-10
        Bilal | 2025-08-11 | fgu    |                | 2026-03-14
        Bilal | 2025-08-11 | fgu    | A              | 2026-03-10
        """
    spec(spells=drawn, as_of="2026-03-04", indicator="transition_ahead_days", gives={"Anna": 10, "Bilal": 6})


def test_an_education_that_ended_yesterday_is_not_present(spec: Spec) -> None:
    drawn = """
              | started_on | ended_on   | status          | end_reason
        ------+------------+------------+-----------------+------------
        Anna  | 2025-08-11 | 2026-03-03 | upper_secondary | interrupted
        """
    spec(spells=drawn, as_of="2026-03-03", indicator="education_days", gives={"Anna": 204})
    spec(spells=drawn, as_of="2026-03-04", indicator="education_days", gives={"Anna": None})


def test_education_of_one_day_is_an_interruption_too(spec: Spec) -> None:
    spec(
        spells="""
              | started_on | ended_on   | status           | end_reason
        ------+------------+------------+------------------+------------
        Anna  | 2024-08-12 | 2024-08-12 | vocational_basic | interrupted
        Anna  | 2024-08-13 |            | none             |
        """,
        as_of="2026-03-04",
        indicator="interruption_count",
        gives={"Anna": 1},
    )


def test_any_spell_says_how_far_back_interruptions_can_be_known(spec: Spec) -> None:
    drawn = """
              | started_on | ended_on   | status          | end_reason
        ------+------------+------------+-----------------+-----------
        Anna  | 2025-03-04 | 2025-08-10 | none            |
        Anna  | 2025-08-11 |            | upper_secondary |
        """
    for indicator in ("interruption_count", "programme_change_count"):
        spec(spells=drawn, as_of="2026-03-04", indicator=indicator, gives={"Anna": 0})
        spec(spells=drawn, as_of="2026-03-03", indicator=indicator, gives={"Anna": None})
    spec(spells=drawn, as_of="2026-03-04", indicator="activity_gap_days", gives={"Anna": 160})
    spec(spells=drawn, as_of="2026-03-03", indicator="activity_gap_days", gives={"Anna": None})


def test_the_gap_without_activity_reaches_back_730_days(spec: Spec) -> None:
    spec(
        spells="""
              | started_on | ended_on   | status            | end_reason
        ------+------------+------------+-------------------+-----------
        Anna  | 2018-08-13 | 2023-06-23 | compulsory_school | completed
        Bilal | 2018-08-13 | 2024-03-04 | compulsory_school | completed
        Clara | 2018-08-13 | 2024-03-05 | compulsory_school | completed
        """,
        as_of="2026-03-04",
        indicator="activity_gap_days",
        gives={"Anna": 730, "Bilal": 729, "Clara": 728},
    )


def test_overlapping_activities_cover_a_day_once(spec: Spec) -> None:
    spec(
        spells="""
              | started_on | ended_on   | status          | end_reason
        ------+------------+------------+-----------------+------------
        Anna  | 2024-08-12 | 2026-02-10 | upper_secondary | interrupted
        Anna  | 2025-01-01 | 2026-02-20 | employment      |
        Anna  | 2026-03-01 |            | abroad          |
        """,
        as_of="2026-03-04",
        indicator="activity_gap_days",
        gives={"Anna": 8},
    )


def test_without_the_table_a_risk_report_is_not_known(spec: Spec) -> None:
    spec(as_of="2026-03-04", indicator="risk_report_open", gives={"Anna": None})


def test_one_of_two_reports_still_open_is_open(spec: Spec) -> None:
    spec(
        risk_reports="""
              | reported_on | institution_id | withdrawn_on
        ------+-------------+----------------+-------------
        Anna  | 2026-02-02  | S1             | 2026-02-20
        Anna  | 2026-02-02  | S2             |
        """,
        as_of="2026-03-04",
        indicator="risk_report_open",
        gives={"Anna": 1},
    )


@pytest.mark.parametrize(
    ("as_of", "phase"), [("2026-07-31", 11), ("2026-08-01", 0), ("2026-12-31", 4), ("2027-01-01", 5)]
)
def test_the_school_year_turns_on_the_first_of_august(spec: Spec, as_of: str, phase: float) -> None:
    spec(as_of=as_of, indicator="school_year_phase", gives={"Anna": phase})


@pytest.mark.parametrize(("as_of", "days"), [("2026-06-29", 1), ("2026-06-30", 0), ("2026-07-01", 364)])
def test_the_end_of_school_is_the_last_day_of_june_itself_included(spec: Spec, as_of: str, days: float) -> None:
    spec(
        spells="""
              | started_on | status        | grade
        ------+------------+---------------+------
        Anna  | 2025-08-11 | tenth_grade   |
        Bilal | 2025-08-11 | tenth_grade   | 10
        """,
        as_of=as_of,
        indicator="transition_ahead_days",
        gives={"Anna": days, "Bilal": days},
    )


def test_the_grade_tells_more_than_the_kind_of_school(spec: Spec) -> None:
    spec(
        spells="""
              | started_on | status            | grade
        ------+------------+-------------------+------
        Anna  | 2025-08-11 | boarding_school   | 8
        Bilal | 2025-08-11 | compulsory_school |
        """,
        as_of="2026-03-04",
        indicator="transition_ahead_days",
        gives={"Anna": None, "Bilal": None},
    )


def test_an_expected_end_today_is_still_ahead(spec: Spec) -> None:
    drawn = """
              | started_on | status | expected_end_on
        ------+------------+--------+----------------
        Anna  | 2025-08-11 | fgu    | 2026-03-04
        """
    spec(spells=drawn, as_of="2026-03-04", indicator="transition_ahead_days", gives={"Anna": 0})
    spec(spells=drawn, as_of="2026-03-05", indicator="transition_ahead_days", gives={"Anna": None})


def test_a_step_that_starts_today_is_still_ahead(spec: Spec) -> None:
    drawn = """
              | starts_on  | kind   | known_at
        ------+------------+--------+-----------
        Anna  | 2026-08-11 | agreed | 2026-06-01
        """
    spec(next_steps=drawn, as_of="2026-08-11", indicator="planned_start_days", gives={"Anna": 0})
    spec(next_steps=drawn, as_of="2026-08-12", indicator="planned_start_days", gives={"Anna": None})
