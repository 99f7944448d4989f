"""What was known, and when: versions, retractions, late messages, twins and plans, one idea a picture."""

from __future__ import annotations

import pytest

from tests.lib.spec import Spec


def test_of_two_versions_the_one_known_last_stands(spec: Spec) -> None:
    spec(
        attendance="""
              | on         | known_at         | unlawful
        ------+------------+------------------+---------
        Anna  | 2026-02-27 | 2026-03-02 10:00 | 0
        Anna  | 2026-02-27 | 2026-02-28 10:00 | 6
        """,
        as_of="2026-03-04",
        indicator="unlawful_lessons_20d",
        gives={"Anna": 0},
    )


def test_a_retracted_day_is_no_school_day(spec: Spec) -> None:
    spec(
        attendance="""
              | on         | known_at   | unlawful | scheduled | retracted
        ------+------------+------------+----------+-----------+----------
        Anna  | 2026-02-26 | 2026-02-27 | 0        | 6         | no
        Anna  | 2026-02-27 | 2026-02-28 | 6        | 6         | no
        Anna  | 2026-02-27 | 2026-03-02 |          |           | yes
        """,
        as_of="2026-03-04",
        indicator="absence_share_20d",
        gives={"Anna": 0},
    )


def test_a_retraction_known_later_leaves_the_day_standing(spec: Spec) -> None:
    spec(
        attendance="""
              | on         | known_at   | unlawful | retracted
        ------+------------+------------+----------+----------
        Anna  | 2026-02-27 | 2026-02-28 | 6        | no
        Anna  | 2026-02-27 | 2026-03-04 | 6        | yes
        """,
        as_of="2026-03-04",
        indicator="unlawful_lessons_20d",
        gives={"Anna": 6},
    )


def test_a_day_told_again_after_its_retraction_stands_again(spec: Spec) -> None:
    spec(
        attendance="""
              | on         | known_at   | unlawful | retracted
        ------+------------+------------+----------+----------
        Anna  | 2026-02-27 | 2026-02-28 | 6        | no
        Anna  | 2026-02-27 | 2026-03-01 | 6        | yes
        Anna  | 2026-02-27 | 2026-03-02 | 5        | no
        """,
        as_of="2026-03-04",
        indicator="unlawful_lessons_20d",
        gives={"Anna": 5},
    )


@pytest.mark.parametrize(("known_at", "unlawful"), [("2026-03-03 22:59", 6), ("2026-03-03 23:00", None)])
def test_the_cut_is_midnight_in_copenhagen(spec: Spec, known_at: str, unlawful: float | None) -> None:
    spec(
        attendance=f"""
              | on         | known_at | unlawful
        ------+------------+----------+---------
        Anna  | 2026-02-27 | {known_at} | 6
        """,
        as_of="2026-03-04",
        indicator="unlawful_lessons_20d",
        gives={"Anna": unlawful},
    )


@pytest.mark.parametrize(
    ("as_of", "known_at", "unlawful"),
    [
        ("2026-03-29", "2026-03-28 22:59", 6),
        ("2026-03-29", "2026-03-28 23:00", None),
        ("2026-03-30", "2026-03-29 21:59", 6),
        ("2026-03-30", "2026-03-29 22:00", None),
        ("2026-10-25", "2026-10-24 21:59", 6),
        ("2026-10-25", "2026-10-24 22:00", None),
        ("2026-10-26", "2026-10-25 22:59", 6),
        ("2026-10-26", "2026-10-25 23:00", None),
    ],
)
def test_the_cut_follows_summer_time(spec: Spec, as_of: str, known_at: str, unlawful: float | None) -> None:
    day = "2026-03-27" if as_of < "2026-04" else "2026-10-23"
    spec(
        attendance=f"""
              | on    | known_at   | unlawful
        ------+-------+------------+---------
        Anna  | {day} | {known_at} | 6
        """,
        as_of=as_of,
        indicator="unlawful_lessons_20d",
        gives={"Anna": unlawful},
    )


def test_without_known_at_a_day_is_seen_the_next_morning(spec: Spec) -> None:
    drawn = """
              | on         | unlawful
        ------+------------+---------
        Anna  | 2026-03-29 | 1
        Anna  | 2026-03-30 | 2
        """
    spec(attendance=drawn, as_of="2026-03-30", indicator="unlawful_lessons_20d", gives={"Anna": 1})
    spec(attendance=drawn, as_of="2026-03-31", indicator="unlawful_lessons_20d", gives={"Anna": 3})


def test_the_day_itself_is_not_seen_even_if_it_was_known_ahead(spec: Spec) -> None:
    spec(
        attendance="""
              | on         | known_at   | unlawful
        ------+------------+------------+---------
        Anna  | 2026-03-03 | 2026-03-01 | 1
        Anna  | 2026-03-04 | 2026-03-01 | 6
        """,
        as_of="2026-03-04",
        indicator="unlawful_lessons_20d",
        gives={"Anna": 1},
    )


def test_equal_twins_count_once(spec: Spec) -> None:
    spec(
        attendance="""
              | on         | known_at   | unlawful
        ------+------------+------------+---------
        Anna  | 2026-02-27 | 2026-02-28 | 6
        Anna  | 2026-02-27 | 2026-02-28 | 6
        """,
        as_of="2026-03-04",
        indicator="unlawful_lessons_20d",
        gives={"Anna": 6},
    )


def test_an_assumed_and_a_told_known_at_of_one_instant_are_the_same(spec: Spec) -> None:
    spec(
        attendance="""
              | on         | known_at                   | unlawful
        ------+------------+----------------------------+---------
        Anna  | 2026-02-27 | 2026-02-27 22:59:59.999999 | 6
        Anna  | 2026-02-27 |                            | 6
        """,
        as_of="2026-03-04",
        indicator="unlawful_lessons_20d",
        gives={"Anna": 6},
    )


def test_a_planned_spell_is_seen_only_by_planned_indicators(spec: Spec) -> None:
    drawn = """
              | started_on | ended_on | status          | known_at
        ------+------------+----------+-----------------+-----------
        Anna  | 2026-08-10 |          | upper_secondary | 2026-06-20
        """
    spec(spells=drawn, as_of="2026-08-10", indicator="planned_start_days", gives={"Anna": 0})
    spec(spells=drawn, as_of="2026-08-10", indicator="education_kind", gives={"Anna": None})
    spec(spells=drawn, as_of="2026-08-11", indicator="planned_start_days", gives={"Anna": None})
    spec(spells=drawn, as_of="2026-08-11", indicator="education_days", gives={"Anna": 1})


def test_a_plan_is_seen_from_the_morning_after_it_was_told(spec: Spec) -> None:
    drawn = """
              | started_on | status          | known_at
        ------+------------+-----------------+-----------------
        Anna  | 2026-08-10 | upper_secondary | 2026-06-20 09:00
        """
    spec(spells=drawn, as_of="2026-06-20", indicator="planned_start_days", gives={"Anna": None})
    spec(spells=drawn, as_of="2026-06-21", indicator="planned_start_days", gives={"Anna": 50})


def test_a_spell_without_known_at_is_never_planned(spec: Spec) -> None:
    spec(
        spells="""
              | started_on | status
        ------+------------+----------------
        Anna  | 2026-08-10 | upper_secondary
        """,
        as_of="2026-06-20",
        indicator="planned_start_days",
        gives={"Anna": None},
    )


def test_being_without_anything_is_no_plan(spec: Spec) -> None:
    spec(
        spells="""
              | started_on | status | known_at
        ------+------------+--------+-----------
        Anna  | 2026-08-10 | none   | 2026-06-01
        """,
        as_of="2026-06-20",
        indicator="planned_start_days",
        gives={"Anna": None},
    )


def test_a_retracted_plan_is_gone(spec: Spec) -> None:
    spec(
        spells="""
              | started_on | status          | known_at   | retracted
        ------+------------+-----------------+------------+----------
        Anna  | 2026-08-10 | upper_secondary | 2026-06-01 | no
        Anna  | 2026-08-10 | upper_secondary | 2026-06-10 | yes
        """,
        as_of="2026-06-20",
        indicator="planned_start_days",
        gives={"Anna": None},
    )


def test_an_end_still_ahead_is_not_seen(spec: Spec) -> None:
    drawn = """
              | started_on | ended_on   | status          | end_reason  | known_at
        ------+------------+------------+-----------------+-------------+-----------
        Anna  | 2024-08-12 | 2026-03-04 | upper_secondary | interrupted | 2026-02-01
        """
    spec(spells=drawn, as_of="2026-03-04", indicator="interruption_count", gives={"Anna": 0})
    spec(spells=drawn, as_of="2026-03-04", indicator="education_kind", gives={"Anna": 3})
    spec(spells=drawn, as_of="2026-03-05", indicator="interruption_count", gives={"Anna": 1})
    spec(spells=drawn, as_of="2026-03-05", indicator="education_kind", gives={"Anna": None})


def test_an_interruption_told_late_is_seen_late(spec: Spec) -> None:
    drawn = """
              | started_on | ended_on   | status          | end_reason  | known_at
        ------+------------+------------+-----------------+-------------+-----------
        Anna  | 2024-08-12 |            | upper_secondary |             | 2024-08-12
        Anna  | 2024-08-12 | 2025-11-28 | upper_secondary | interrupted | 2026-02-14
        """
    spec(spells=drawn, as_of="2026-02-14", indicator="interruption_count", gives={"Anna": 0})
    spec(spells=drawn, as_of="2026-02-15", indicator="interruption_count", gives={"Anna": 1})


def test_an_ended_spell_without_known_at_is_two_messages(spec: Spec) -> None:
    drawn = """
              | started_on | ended_on   | status          | end_reason
        ------+------------+------------+-----------------+------------
        Anna  | 2024-08-12 | 2025-11-28 | upper_secondary | interrupted
        """
    spec(spells=drawn, as_of="2025-11-28", indicator="education_days", gives={"Anna": 473})
    spec(spells=drawn, as_of="2025-11-29", indicator="education_days", gives={"Anna": None})


def test_a_withdrawal_still_ahead_leaves_the_report_open(spec: Spec) -> None:
    drawn = """
              | reported_on | withdrawn_on | known_at
        ------+-------------+--------------+-----------
        Anna  | 2026-02-02  | 2026-03-04   | 2026-02-03
        """
    spec(risk_reports=drawn, as_of="2026-03-04", indicator="risk_report_open", gives={"Anna": 1})
    spec(risk_reports=drawn, as_of="2026-03-05", indicator="risk_report_open", gives={"Anna": 0})


def test_a_next_step_declined_since_is_told_by_its_retraction(spec: Spec) -> None:
    spec(
        next_steps="""
              | starts_on  | kind     | known_at   | retracted
        ------+------------+----------+------------+----------
        Anna  | 2026-08-11 | admitted | 2026-06-01 | no
        Anna  | 2026-08-11 | admitted | 2026-06-10 | yes
        Anna  | 2026-08-11 | declined | 2026-06-10 | no
        """,
        as_of="2026-06-15",
        indicator="planned_start_days",
        gives={"Anna": None},
    )


def test_a_next_step_is_not_seen_before_it_is_known(spec: Spec) -> None:
    drawn = """
              | starts_on  | kind     | known_at
        ------+------------+----------+-----------------
        Anna  | 2026-08-11 | admitted | 2026-06-10 12:00
        """
    spec(next_steps=drawn, as_of="2026-06-10", indicator="planned_start_days", gives={"Anna": None})
    spec(next_steps=drawn, as_of="2026-06-11", indicator="planned_start_days", gives={"Anna": 61})


def test_who_is_known_only_later_is_not_in_the_level_of_the_institution(spec: Spec) -> None:
    spec(
        youths="""
              | birth_on   | known_at
        ------+------------+-----------
        Anna  | 2011-05-01 | 2025-08-01
        Bilal | 2011-05-01 | 2026-03-02
        """,
        attendance="""
              | on                     | sick
        ------+------------------------+-----
        Anna  | 2026-02-23..2026-02-27 | 3
        Bilal | 2026-02-23..2026-02-27 | 0
        """,
        as_of="2026-03-02",
        indicator="institution_gap_28d",
        gives={"Anna": None},
    )


def test_the_delay_of_a_correction_is_that_of_the_correction(spec: Spec) -> None:
    spec(
        attendance="""
              | on         | known_at   | sick
        ------+------------+------------+-----
        Anna  | 2026-02-26 | 2026-02-27 | 6
        Anna  | 2026-02-26 | 2026-03-01 | 0
        """,
        as_of="2026-03-04",
        indicator="delivery_lag_days",
        gives={"Anna": 2},
    )


def test_the_delay_over_the_night_to_summer_time_is_told_in_hours_that_passed(spec: Spec) -> None:
    spec(
        attendance="""
              | on         | known_at
        ------+------------+-----------
        Anna  | 2026-03-27 | 2026-03-30
        """,
        as_of="2026-03-31",
        indicator="delivery_lag_days",
        gives={"Anna": 47 / 24},
    )
