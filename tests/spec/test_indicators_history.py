"""Earlier school years and onset: terms, grades and levels at their boundaries, one idea a picture.

All are born in 2011: grade 0 begins in August 2017, grade 6 in August 2023. A term counts with 100 lessons.
"""

from __future__ import annotations

import pytest

from tests.lib.spec import Spec

ONSET = ("onset_level_three_years", "onset_level_last_terms", "lasting_absence_years")


@pytest.mark.parametrize(("last", "age"), [("2025-02-27", None), ("2025-02-28", 133)])
def test_a_last_school_year_has_forty_school_days(spec: Spec, last: str, age: float | None) -> None:
    spec(
        attendance=f"""
              | on                   | scheduled
        ------+----------------------+----------
        Anna  | 2025-01-06..{last}   | 20
        """,
        as_of="2025-11-10",
        indicator="last_year_age_days",
        gives={"Anna": age},
    )


def test_july_belongs_to_the_school_year_that_ends(spec: Spec) -> None:
    drawn = """
              | on                     | sick
        ------+------------------------+-----
        Anna  | 2025-06-09..2025-07-31 | 6
        Anna  | 2025-08-11..2025-10-31 | 0
        """
    spec(attendance=drawn, as_of="2025-11-10", indicator="absence_share_last_year", gives={"Anna": None})
    longer = drawn.replace("2025-06-09", "2025-06-06")
    spec(attendance=longer, as_of="2025-11-10", indicator="absence_share_last_year", gives={"Anna": 1})


@pytest.mark.parametrize(("as_of", "share"), [("2025-07-31", 0.5), ("2025-08-01", 0.25)])
def test_on_the_first_of_august_the_school_year_that_ended_becomes_the_last(
    spec: Spec, as_of: str, share: float
) -> None:
    spec(
        attendance="""
              | on                     | scheduled | sick
        ------+------------------------+-----------+-----
        Anna  | 2024-01-08..2024-03-01 | 4         | 2
        Anna  | 2025-01-06..2025-02-28 | 4         | 1
        """,
        as_of=as_of,
        indicator="absence_share_last_year",
        gives={"Anna": share},
    )


@pytest.mark.parametrize(("scheduled", "last", "level"), [(20, "20", None), (20, "22", 1.0), (2, "2024-09-20", None)])
def test_a_term_counts_with_100_lessons(spec: Spec, scheduled: int, last: str, level: float | None) -> None:
    last_on = {"20": "2024-08-15", "22": "2024-08-16", "2024-09-20": "2024-09-20"}[last]
    spec(
        attendance=f"""
              | on                     | scheduled   | sick
        ------+------------------------+-------------+------------
        Anna  | 2024-08-12..{last_on}  | {scheduled} | {scheduled}
        Anna  | 2025-02-03..2025-02-07 | 20          | 20
        """,
        as_of="2025-11-10",
        indicator="onset_level_last_terms",
        gives={"Anna": level},
    )


@pytest.mark.parametrize(("last", "level"), [("2024-10-03", None), ("2024-10-04", 1.0)])
def test_a_term_counts_with_forty_school_days(spec: Spec, last: str, level: float | None) -> None:
    spec(
        attendance=f"""
              | on                     | scheduled | sick
        ------+------------------------+-----------+-----
        Anna  | 2024-08-12..{last}     | 2         | 2
        Anna  | 2025-02-03..2025-02-07 | 20        | 20
        """,
        as_of="2025-11-10",
        indicator="onset_level_last_terms",
        gives={"Anna": level},
    )


def test_july_is_in_no_term(spec: Spec) -> None:
    drawn = """
              | on                     | scheduled | sick
        ------+------------------------+-----------+-----
        Anna  | 2025-02-03..2025-02-07 | 20        | 2
        Anna  | 2025-07-01..2025-07-04 | 20        | 20
        Anna  | 2025-08-18..2025-08-22 | 20        | 3
        """
    spec(attendance=drawn, as_of="2025-11-10", indicator="onset_level_last_terms", gives={"Anna": 0.1})


@pytest.mark.parametrize("indicator", ONSET)
def test_onset_looks_at_grades_0_to_9_only(spec: Spec, indicator: str) -> None:
    spec(
        attendance="""
              | on                     | scheduled | sick
        ------+------------------------+-----------+-----
        Anna  | 2017-02-06..2017-02-10 | 20        | 20
        Anna  | 2017-08-14..2017-08-18 | 20        | 20
        Bilal | 2027-02-01..2027-02-05 | 20        | 20
        Bilal | 2027-08-16..2027-08-20 | 20        | 20
        """,
        as_of="2027-11-10",
        indicator=indicator,
        gives={"Anna": None, "Bilal": None},
    )


def test_grade_0_and_grade_9_take_part(spec: Spec) -> None:
    spec(
        attendance="""
              | on                     | scheduled | sick
        ------+------------------------+-----------+-----
        Anna  | 2017-08-14..2017-08-18 | 20        | 8
        Anna  | 2027-02-01..2027-02-05 | 20        | 6
        """,
        as_of="2027-11-10",
        indicator="onset_level_last_terms",
        gives={"Anna": 0.3},
    )


@pytest.mark.parametrize(
    ("years_after", "level"), [(["2024", "2025"], 0.1), (["2024", "2025", "2026"], 0.4), ([], 0.1)]
)
def test_onset_in_grade_6_is_early_once_three_school_years_after_it_are_seen(
    spec: Spec, years_after: list[str], level: float
) -> None:
    after = "".join(f"        Anna | {year}-09-02..{year}-09-10 | 20 | 0\n" for year in years_after)
    spec(
        attendance=f"""
              | on                     | scheduled | sick
        ------+------------------------+-----------+-----
        Anna  | 2022-08-15..2022-08-19 | 20        | 2
        Anna  | 2023-02-06..2023-02-10 | 20        | 2
        Anna  | 2023-08-14..2023-08-18 | 20        | 8
        Anna  | 2024-02-05..2024-02-09 | 20        | 9
{after}""",
        as_of="2027-07-30",
        indicator="onset_level_early",
        gives={"Anna": level},
    )


def test_a_pair_that_begins_before_grade_6_and_ends_in_it_is_early(spec: Spec) -> None:
    spec(
        attendance="""
              | on                     | scheduled | sick
        ------+------------------------+-----------+-----
        Anna  | 2022-08-15..2022-08-19 | 20        | 0
        Anna  | 2023-02-06..2023-02-10 | 20        | 8
        Anna  | 2023-08-14..2023-08-18 | 20        | 6
        """,
        as_of="2025-11-10",
        indicator="onset_level_early",
        gives={"Anna": 0.3},
    )


def test_fewer_than_three_school_years_are_no_three_years(spec: Spec) -> None:
    spec(
        attendance="""
              | on                     | scheduled | sick
        ------+------------------------+-----------+-----
        Anna  | 2023-08-14..2023-08-18 | 20        | 8
        Anna  | 2024-02-05..2024-02-09 | 20        | 8
        Anna  | 2024-08-12..2024-08-16 | 20        | 8
        Anna  | 2025-02-03..2025-02-07 | 20        | 8
        """,
        as_of="2025-11-10",
        indicator="onset_level_three_years",
        gives={"Anna": 0},
    )


def test_the_running_term_takes_part_once_it_counts(spec: Spec) -> None:
    drawn = """
              | on                     | scheduled | sick
        ------+------------------------+-----------+-----
        Anna  | 2025-02-03..2025-02-07 | 20        | 8
        Anna  | 2025-08-18..2025-08-22 | 20        | 4
        """
    spec(attendance=drawn, as_of="2025-08-22", indicator="onset_level_last_terms", gives={"Anna": None})
    spec(attendance=drawn, as_of="2025-08-23", indicator="onset_level_last_terms", gives={"Anna": 0.2})


@pytest.mark.parametrize(("sick", "years"), [(1, 0), (2, 1)])
def test_one_tenth_of_a_term_is_high(spec: Spec, sick: int, years: float) -> None:
    spec(
        attendance=f"""
              | on                     | scheduled | sick
        ------+------------------------+-----------+-------
        Anna  | 2024-08-12..2024-08-16 | 20        | 2
        Anna  | 2025-02-03..2025-02-07 | 20        | {sick}
        """,
        as_of="2025-11-10",
        indicator="lasting_absence_years",
        gives={"Anna": years},
    )


def test_lasting_absence_that_ended_keeps_its_first_day(spec: Spec) -> None:
    spec(
        attendance="""
              | on                     | scheduled | sick
        ------+------------------------+-----------+-----
        Anna  | 2023-08-14..2023-08-18 | 20        | 2
        Anna  | 2024-02-05..2024-02-09 | 20        | 2
        Anna  | 2024-08-12..2024-08-16 | 20        | 0
        Anna  | 2025-02-03..2025-02-07 | 20        | 4
        Anna  | 2025-08-18..2025-08-22 | 20        | 4
        """,
        as_of="2025-11-10",
        indicator="onset_days_ago",
        gives={"Anna": 819},
    )


def test_months_of_long_ago_are_history(spec: Spec) -> None:
    spec(
        attendance="""
              | on                     | institution_id | sick
        ------+------------------------+----------------+-----
        Anna  | 2018-09-03..2018-09-07 | S1             | 0
        Anna  | 2024-02-26..2024-03-01 | S1             | 0
        Anna  | 2024-02-26..2024-02-29 | S2             | 0
        Anna  | 2024-02-01             | S1             | 0
        """,
        as_of="2026-03-04",
        indicator="history_months",
        gives={"Anna": 2},
    )
