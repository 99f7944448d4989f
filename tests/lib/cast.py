"""The fixed cast, as a small records folder: seven youths with stories, and Hanne, counsellor in Nord.

Anna   steady: grade 9, a sick day now and then.
Bilal  late starter: present until grade 7, then more and more unlawful absence; grade 9.
Clara  early starter: high absence from grade 2 on and never since below it; 10th grade, the school has reported a risk.
David  moved in at the start of this school year: grade 9, no earlier history.
Emma   back after illness: away for most of last school year's second term, present since; grade 9.
Farah  no records: a resident of 16 of whom nothing else is known.
Gert   turned 18 the day before; left upper secondary school three weeks ago, told ten days ago, nothing since.

From the end of June to the end of August the leavers have left: Anna is admitted to upper secondary school, David and Emma have
agreed on grade 10, Bilal was not admitted where he applied, and of Clara no step is known.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pandas as pd

from features.calendar import LOCAL, cut, day_of, school_year
from features.records import BY_NAME
from training.municipality.files import write_delivery, write_table
from training.municipality.school_calendar import first_school_day, last_school_day, school_days

YOUTHS = ("anna", "bilal", "clara", "david", "emma", "farah", "gert")
COUNSELLOR = "hanne"
SCHOOL, CENTRE, GYMNASIUM = "S01", "S11", "G01"
# grade and number of the school day within the year -> sick, permitted, unlawful half days of two
Course = Callable[[int, int], tuple[int, int, int]]


def write_cast(folder: Path, last: date) -> None:
    """Write the cast's records as delivered on the morning of `last`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in cast_tables(last).items():
        write_table(BY_NAME[name], frame, folder)
    write_delivery(folder, last, source="the fixed cast")


def cast_tables(last: date) -> dict[str, pd.DataFrame]:
    """Every table of the cast."""
    return {
        "youths": _youths(last),
        "spells": _spells(last),
        "attendance": _attendance(last),
        "next_steps": _next_steps(last),
        "risk_reports": _rows(
            [("clara", last - timedelta(days=9), CENTRE, _morning(last, 8))],
            "youth_id reported_on institution_id known_at",
        ),
        "contacts": _rows(
            [("clara", last - timedelta(days=6), "attempt", "uu_counsellor", _morning(last, 6))],
            "youth_id contacted_on kind by_role known_at",
        ),
        **_organisation(last),
    }


def _year(last: date) -> int:
    """The school year the stories are told in: in August still the one that has just ended."""
    return school_year(last - timedelta(days=31))


def _born(last: date, grade: int) -> date:
    """Birthday in March of the cohort of a grade."""
    return date(_year(last) - 6 - grade, 3, 9)


def _youths(last: date) -> pd.DataFrame:
    try:
        eighteen = (last - timedelta(days=1)).replace(year=last.year - 18)
    except ValueError:  # the day before is 29 February, on which nobody turns 18
        eighteen = date(last.year - 18, 2, 28)
    births = {
        "anna": _born(last, 9),
        "bilal": _born(last, 9),
        "clara": _born(last, 10),
        "david": _born(last, 9),
        "emma": _born(last, 9),
        "farah": last - timedelta(days=16 * 366),
        "gert": eighteen,
    }
    moved = {"david": day_of(first_school_day(_year(last)) - 9)}
    rows = [
        (key, birth, "F" if key[-1] == "a" else "M", "D01", moved.get(key), _known(moved.get(key, birth), 2))
        for key, birth in births.items()
    ]
    return _rows(rows, "youth_id birth_on sex district_id moved_in_on known_at")


def _spells(last: date) -> pd.DataFrame:
    year = _year(last)
    rows: list[tuple[object, ...]] = []
    start, summer = day_of(first_school_day(year)), day_of(last_school_day(year))
    begun, before = day_of(first_school_day(year - 9)), day_of(last_school_day(year - 1))
    for key, since in (("anna", begun), ("bilal", begun), ("emma", begun), ("david", start)):
        rows.append((key, since, None, "compulsory_school", SCHOOL, None, 9, None, _known(since, 1)))
        rows.append((key, since, summer, "compulsory_school", SCHOOL, "completed", 9, None, _known(summer, 3)))
    begun = day_of(first_school_day(year - 10))
    rows.append(("clara", begun, None, "compulsory_school", SCHOOL, None, 0, None, _known(begun, 1)))
    rows.append(("clara", begun, before, "compulsory_school", SCHOOL, "completed", 9, None, _known(before, 4)))
    rows.append(("clara", start, None, "tenth_grade", CENTRE, None, 10, summer, _known(start, 2)))
    rows.append(("clara", start, summer, "tenth_grade", CENTRE, "completed", 10, summer, _known(summer, 3)))
    begins, ends = day_of(first_school_day(year + 1)), day_of(last_school_day(year + 3))
    rows.append(("anna", begins, None, "upper_secondary", GYMNASIUM, None, None, ends, _known(_admission(year), 0)))
    gone, begun = last - timedelta(days=21), day_of(first_school_day(year - 1))
    expected = day_of(last_school_day(year + 1))
    rows.append(("gert", begun, None, "upper_secondary", GYMNASIUM, None, None, expected, _known(begun, 3)))
    rows.append(("gert", begun, gone, "upper_secondary", GYMNASIUM, "interrupted", None, expected, _known(gone, 11)))
    columns = "youth_id started_on ended_on status institution_id end_reason grade expected_end_on known_at"
    return _heard(_rows(rows, columns), last)


def _next_steps(last: date) -> pd.DataFrame:
    year = _year(last)
    begins, applied, told = day_of(first_school_day(year + 1)), date(year + 1, 2, 20), _admission(year)
    rows = [
        ("anna", begins, "applied", GYMNASIUM, _known(applied, 0)),
        ("anna", begins, "admitted", GYMNASIUM, _known(told, 0)),
        ("bilal", begins, "applied", GYMNASIUM, _known(applied, 0)),
        ("bilal", begins, "declined", GYMNASIUM, _known(told, 0)),
        ("david", begins, "agreed", CENTRE, _known(told, 0)),
        ("emma", begins, "agreed", CENTRE, _known(told, 0)),
    ]
    return _heard(_rows(rows, "youth_id starts_on kind institution_id known_at"), last)


def _admission(year: int) -> date:
    return date(year + 1, 6, 14)


def _heard(frame: pd.DataFrame, last: date) -> pd.DataFrame:
    """Rows known before the delivery."""
    return frame[frame["known_at"] < pd.Timestamp(cut(last)).tz_localize(None)].reset_index(drop=True)


def _attendance(last: date) -> pd.DataFrame:
    year = _year(last)
    courses: dict[str, tuple[Course, range, str]] = {
        "anna": (_anna, range(year - 7, year + 1), SCHOOL),
        "bilal": (_bilal, range(year - 7, year + 1), SCHOOL),
        "clara": (_clara, range(year - 8, year + 1), SCHOOL),
        "david": (_anna, range(year, year + 1), SCHOOL),
        "emma": (_emma, range(year - 7, year + 1), SCHOOL),
    }
    rows: list[tuple[object, ...]] = []
    for key, (course, years, school) in courses.items():
        for begun in years:
            grade = begun - _born(last, 10 if key == "clara" else 9).year - 6
            place = CENTRE if grade == 10 else school
            for number, day in enumerate(day_of(day) for day in school_days(begun)):
                rows.append((key, day, place, 2, *course(grade, number), _known(day, 1), False))
    columns = "youth_id on institution_id scheduled sick permitted unlawful known_at retracted"
    return _heard(_rows(rows, columns), last)


def _anna(grade: int, number: int) -> tuple[int, int, int]:
    return (2, 0, 0) if (number + 7 * grade) % 40 == 13 else (0, 0, 0)


def _bilal(grade: int, number: int) -> tuple[int, int, int]:
    if grade < 7 or (grade == 7 and number < 90):
        return _anna(grade, number)
    if number % 10 in ((3, 4) if grade < 9 else (3, 4, 7)):
        return (0, 0, 2)
    return (0, 0, 1) if number % 10 == 8 else (0, 0, 0)


def _clara(grade: int, number: int) -> tuple[int, int, int]:
    if number % 6 == 2:
        return (0, 0, 2) if grade >= 6 else (2, 0, 0)
    return (1, 0, 0) if number % 12 == 5 else (0, 0, 0)


def _emma(grade: int, number: int) -> tuple[int, int, int]:
    return (2, 0, 0) if grade == 8 and 100 <= number < 175 else _anna(grade, number)


def _organisation(last: date) -> dict[str, pd.DataFrame]:
    year = _year(last)
    first = day_of(first_school_day(year - 10))
    days = [("default", day_of(day), 2) for begun in range(year - 10, year + 2) for day in school_days(begun)]
    institutions = [
        (SCHOOL, "Birkelundskolen", "municipal_school", "D01", True),
        (CENTRE, "10. klassecentret", "municipal_school", None, True),
        (GYMNASIUM, "Midtby Gymnasium", "upper_secondary", None, False),
    ]
    assignments = [
        (COUNSELLOR, "district", "D01", "regular", first),
        (COUNSELLOR, "institution", SCHOOL, "regular", first),
        (COUNSELLOR, "youth", "gert", "tovholder", last - timedelta(days=9)),
    ]
    counsellors = [(COUNSELLOR, "Hanne Overmark", "hanne@example.org", "D01", 2, first)]
    return {
        "institutions": _rows(institutions, "institution_id name kind district_id delivers_attendance"),
        "school_days": _rows(days, "institution_id on possible"),
        "areas": _rows([("nord", "Nord")], "area_id name"),
        "districts": _rows([("D01", "Birkelund", "nord", first)], "district_id name area_id valid_from_on"),
        "counsellors": _rows(counsellors, "counsellor_id name email district_id weekly_capacity valid_from_on"),
        "assignments": _rows(assignments, "counsellor_id scope scope_id role valid_from_on"),
        "teams": _rows(
            [("D01", "uu_counsellor", "Hanne Overmark", first)], "district_id profession name valid_from_on"
        ),
    }


def _known(day: date, days_after: int) -> datetime:
    return datetime.combine(day + timedelta(days=days_after), time(7, 30), LOCAL)


def _morning(last: date, days_back: int) -> datetime:
    return datetime.combine(last - timedelta(days=days_back), time(7, 30), LOCAL)


def _rows(rows: list[tuple[object, ...]], columns: str) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=columns.split())
    if "known_at" in frame:
        frame["known_at"] = pd.to_datetime(frame["known_at"], utc=True).dt.tz_localize(None).dt.as_unit("us")
    return frame
