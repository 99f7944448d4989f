"""Absence by days, windows, patterns and institutions: the boundaries of each, one idea a picture."""

from __future__ import annotations

import pytest

from features import catalogue
from features.vocabulary import Regime
from tests.lib.spec import Spec

ATTENDED = [item.name for item in catalogue.INDICATORS if item.regimes == {Regime.ATTENDANCE}]


@pytest.mark.parametrize("indicator", ATTENDED)
def test_without_records_absence_is_missing_and_never_zero(spec: Spec, indicator: str) -> None:
    spec(as_of="2026-03-04", indicator=indicator, gives={"Farah": None})


@pytest.mark.parametrize(
    "indicator", [name for name in ATTENDED if name not in {"attendance_age_days", "absence_share_last_year"}]
)
def test_days_older_than_every_window_give_no_absence(spec: Spec, indicator: str) -> None:
    spec(
        attendance="""
              | on                     | sick
        ------+------------------------+-----
        Anna  | 2024-10-21..2024-12-13 | 6
        """,
        as_of="2026-03-04",
        indicator=indicator,
        gives={"Anna": None},
    )


@pytest.mark.parametrize(
    ("indicator", "first", "share"),
    [
        ("absence_share_10d", "2026-02-16", 1.0),
        ("absence_share_10d", "2026-02-17", 0.9),
        ("absence_share_20d", "2026-02-02", 1.0),
        ("absence_share_20d", "2026-02-03", 0.95),
        ("absence_share_60d", "2025-12-08", 1.0),
        ("absence_share_60d", "2025-12-09", 59 / 60),
        ("absence_share_200d", "2025-05-26", 1.0),
        ("absence_share_200d", "2025-05-27", 199 / 200),
    ],
)
def test_a_window_holds_exactly_its_school_days(spec: Spec, indicator: str, first: str, share: float) -> None:
    spec(
        attendance=f"""
              | on                   | sick
        ------+----------------------+-----
        Anna  | 2025-03-03..2026-02-27 | 0
        Anna  | {first}..2026-02-27  | 6
        """.replace("2025-03-03..2026-02-27 | 0", f"2025-03-03..{_day_before(first)} | 0"),
        as_of="2026-03-02",
        indicator=indicator,
        gives={"Anna": share},
    )


def _day_before(day: str) -> str:
    year, month, number = (int(part) for part in day.split("-"))
    return f"{year}-{month:02d}-{number - 1:02d}"


@pytest.mark.parametrize(
    ("as_of", "share"), [("2026-03-31", 0.5), ("2026-04-01", 0.5), ("2026-04-02", 1.0), ("2026-07-01", 1.0)]
)
def test_the_quarter_is_that_of_the_day_before(spec: Spec, as_of: str, share: float) -> None:
    drawn = """
              | on         | unlawful
        ------+------------+---------
        Anna  | 2026-01-05 | 3
        Anna  | 2026-04-01 | 6
        """
    spec(attendance=drawn, as_of=as_of, indicator="unlawful_share_quarter", gives={"Anna": share})


def test_a_quarter_without_school_days_has_no_share(spec: Spec) -> None:
    spec(
        attendance="""
              | on         | unlawful
        ------+------------+---------
        Anna  | 2026-06-26 | 3
        """,
        as_of="2026-07-06",
        indicator="unlawful_share_quarter",
        gives={"Anna": None},
    )


def test_the_leap_day_is_a_school_day_like_any_other(spec: Spec) -> None:
    drawn = """
              | on         | scheduled | sick
        ------+------------+-----------+-----
        Anna  | 2024-02-28 | 6         | 0
        Anna  | 2024-02-29 | 6         | 6
        """
    spec(attendance=drawn, as_of="2024-03-01", indicator="absence_share_10d", gives={"Anna": 0.5})
    spec(attendance=drawn, as_of="2024-03-01", indicator="attendance_age_days", gives={"Anna": 1})
    spec(attendance=drawn, as_of="2024-02-29", indicator="absence_share_10d", gives={"Anna": 0})


def test_several_institutions_on_a_day_are_added_up(spec: Spec) -> None:
    drawn = """
              | on         | institution_id | scheduled | sick | unlawful
        ------+------------+----------------+-----------+------+---------
        Anna  | 2026-02-26 | S1             | 2         | 2    | 0
        Anna  | 2026-02-26 | S2             | 4         | 0    | 0
        Anna  | 2026-02-27 | S1             | 2         | 2    | 0
        Anna  | 2026-02-27 | S2             | 4         | 0    | 4
        """
    spec(attendance=drawn, as_of="2026-03-02", indicator="absence_share_20d", gives={"Anna": 8 / 12})
    spec(attendance=drawn, as_of="2026-03-02", indicator="part_day_share_60d", gives={"Anna": 0.5})
    spec(attendance=drawn, as_of="2026-03-02", indicator="absence_spell_days_current", gives={"Anna": 1})
    spec(attendance=drawn, as_of="2026-03-02", indicator="presence_gap_days", gives={"Anna": 4})


def test_a_day_at_two_institutions_is_one_school_day(spec: Spec) -> None:
    spec(
        attendance="""
              | on                     | institution_id | sick
        ------+------------------------+----------------+-----
        Anna  | 2026-02-16..2026-02-27 | S1             | 0
        Anna  | 2026-02-16..2026-02-27 | S2             | 0
        Anna  | 2026-02-13             | S1             | 6
        """,
        as_of="2026-03-02",
        indicator="absence_share_10d",
        gives={"Anna": 0},
    )


def test_a_run_is_cut_at_the_edge_of_its_window(spec: Spec) -> None:
    spec(
        attendance="""
              | on                     | sick
        ------+------------------------+-----
        Anna  | 2025-11-03..2026-02-27 | 6
        """,
        as_of="2026-03-02",
        indicator="absence_spell_longest_60d",
        gives={"Anna": 60},
    )


def test_a_run_at_the_start_of_the_window_is_a_run(spec: Spec) -> None:
    spec(
        attendance="""
              | on                     | sick
        ------+------------------------+-----
        Anna  | 2025-12-05..2025-12-08 | 6
        Anna  | 2025-12-09..2026-02-26 | 0
        Anna  | 2026-02-27             | 6
        """,
        as_of="2026-03-02",
        indicator="absence_spell_count_60d",
        gives={"Anna": 2},
    )


def test_the_present_run_reaches_back_over_200_school_days_at_most(spec: Spec) -> None:
    drawn = """
              | on                     | sick
        ------+------------------------+-----
        Anna  | 2025-05-19..2026-02-27 | 6
        Bilal | 2025-05-26             | 0
        Bilal | 2025-05-27..2026-02-27 | 6
        """
    spec(
        attendance=drawn,
        as_of="2026-03-02",
        indicator="absence_spell_days_current",
        gives={"Anna": 200, "Bilal": 199},
    )
    spec(attendance=drawn, as_of="2026-03-02", indicator="presence_gap_days", gives={"Anna": 281, "Bilal": 280})


def test_a_missed_day_counts_on_after_weeks_without_school(spec: Spec) -> None:
    spec(
        attendance="""
              | on                     | sick
        ------+------------------------+-----
        Anna  | 2026-06-24             | 0
        Anna  | 2026-06-25..2026-06-26 | 6
        Anna  | 2026-08-10             | 6
        """,
        as_of="2026-08-11",
        indicator="absence_spell_days_current",
        gives={"Anna": 3},
    )


@pytest.mark.parametrize(
    ("day", "change"), [("2025-02-03", None), ("2025-02-04", 1.0), ("2026-02-03", 1.0), ("2026-02-04", None)]
)
def test_the_own_baseline_lies_393_to_29_days_before(spec: Spec, day: str, change: float | None) -> None:
    spec(
        attendance=f"""
              | on                     | scheduled | sick
        ------+------------------------+-----------+-----
        Anna  | {day}                  | 20        | 0
        Anna  | 2025-10-01             | 20        | 0
        Anna  | 2026-02-05..2026-03-03 | 1         | 1
        Anna  | 2026-02-07             | 1         | 1
        """,
        as_of="2026-03-04",
        indicator="absence_change_20d",
        gives={"Anna": change},
    )


def test_a_change_over_the_year_needs_something_scheduled_in_both(spec: Spec) -> None:
    spec(
        attendance="""
              | on                     | sick
        ------+------------------------+-----
        Anna  | 2025-10-20..2026-01-30 | 0
        Anna  | 2026-02-04..2026-03-03 | 3
        Bilal | 2025-02-05..2025-03-04 | 0
        Bilal | 2025-10-20..2026-01-30 | 0
        """,
        as_of="2026-03-04",
        indicator="absence_change_year",
        gives={"Anna": None, "Bilal": None},
    )


def test_the_same_weeks_a_year_before_begin_392_and_end_365_days_before(spec: Spec) -> None:
    spec(
        attendance="""
              | on                     | scheduled | sick
        ------+------------------------+-----------+-----
        Anna  | 2025-02-04             | 6         | 6
        Anna  | 2025-02-05             | 6         | 3
        Anna  | 2025-03-04             | 6         | 0
        Anna  | 2025-03-05             | 6         | 6
        Anna  | 2026-02-03             | 6         | 6
        Anna  | 2026-02-04..2026-03-03 | 6         | 0
        """,
        as_of="2026-03-04",
        indicator="absence_change_year",
        gives={"Anna": -0.25},
    )


def test_mondays_and_fridays_are_held_against_the_days_between(spec: Spec) -> None:
    spec(
        attendance="""
              | on                     | scheduled | sick
        ------+------------------------+-----------+-----
        Anna  | 2026-02-23             | 6         | 0
        Anna  | 2026-02-24..2026-02-26 | 2         | 1
        Anna  | 2026-02-27             | 2         | 2
        """,
        as_of="2026-03-02",
        indicator="monday_friday_gap_60d",
        gives={"Anna": -0.25},
    )


def test_the_level_is_that_of_the_institution_of_the_latest_day_in_the_block(spec: Spec) -> None:
    spec(
        attendance="""
              | on         | institution_id | sick
        ------+------------+----------------+-----
        Anna  | 2026-02-23 | S1             | 0
        Anna  | 2026-02-27 | S2             | 3
        Bilal | 2026-02-24 | S1             | 6
        Clara | 2026-02-24 | S2             | 0
        """,
        as_of="2026-03-02",
        indicator="institution_gap_28d",
        gives={"Anna": 0.25, "Bilal": None, "Clara": -0.25},
    )


def test_of_two_institutions_on_the_latest_day_the_greater_name_is_taken(spec: Spec) -> None:
    spec(
        attendance="""
              | on         | institution_id | sick
        ------+------------+----------------+-----
        Anna  | 2026-02-27 | S1             | 0
        Anna  | 2026-02-27 | S2             | 3
        Clara | 2026-02-24 | S2             | 0
        """,
        as_of="2026-03-02",
        indicator="institution_gap_28d",
        gives={"Anna": 0.25, "Clara": -0.25},
    )


def test_blocks_are_weighted_by_own_lessons_and_end_28_days_before(spec: Spec) -> None:
    spec(
        attendance="""
              | on         | scheduled | sick
        ------+------------+-----------+-----
        Anna  | 2026-02-01 | 6         | 6
        Bilal | 2026-02-01 | 6         | 0
        Anna  | 2026-02-02 | 2         | 2
        Bilal | 2026-02-02 | 6         | 0
        Anna  | 2026-02-26 | 6         | 0
        Bilal | 2026-02-26 | 6         | 3
        """,
        as_of="2026-03-02",
        indicator="institution_gap_28d",
        gives={"Anna": (2 * 1.0 - 6 * 0.5) / 8},
    )


def test_who_has_left_the_municipality_still_makes_the_level(spec: Spec) -> None:
    spec(
        youths="""
              | birth_on   | left_municipality_on
        ------+------------+---------------------
        Anna  | 2011-05-01 |
        Bilal | 2011-05-01 | 2026-03-01
        """,
        attendance="""
              | on                     | sick
        ------+------------------------+-----
        Anna  | 2026-02-23..2026-02-27 | 3
        Bilal | 2026-02-23..2026-02-27 | 0
        """,
        as_of="2026-03-02",
        indicator="institution_gap_28d",
        gives={"Anna": 0.5},
    )


def test_a_day_of_two_messages_has_the_delay_of_both(spec: Spec) -> None:
    spec(
        attendance="""
              | on         | institution_id | known_at
        ------+------------+----------------+-----------
        Anna  | 2026-02-26 | S1             | 2026-02-27
        Anna  | 2026-02-26 | S2             | 2026-03-01
        """,
        as_of="2026-03-04",
        indicator="delivery_lag_days",
        gives={"Anna": 1},
    )
