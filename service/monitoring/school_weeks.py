"""School weeks as they stood on a Monday: by pupil what was scheduled and missed, by school what was received."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from features.calendar import day_number
from service.monitoring.attendance_rows import AttendanceRows
from service.monitoring.enrolled import Enrolled
from service.monitoring.school_days import SchoolDays

WEEKS: Final = 3 * 52
"""Weeks looked back on, the one just ended among them: three years, so that a season is seen three times."""
KINDS: Final = ("sick", "permitted", "unlawful")
_NOWHERE: Final = -1


@dataclass(frozen=True, eq=False)
class SchoolWeeks:
    """The weeks that hold a school day, the last one at the end.

    Shape: `place`, `away` weeks x pupils; `missed` kinds x schools x weeks; the others schools x weeks.
    `weeks`: number of each week among the WEEKS. `place`: the school of a pupil in a week, -1 where nothing was received. `away`: whether
    any lesson was missed. `received`: rows. `expected_days`: school days by the calendar. `enrolled`: pupils by the spells.
    `missed`: days, in parts where lessons were missed in part. `ended_this_week`: whether the week before the Monday is the last of them.
    """

    schools: tuple[str, ...]
    weeks: NDArray[np.int64]
    place: NDArray[np.int16]
    away: NDArray[np.bool_]
    received: NDArray[np.int64]
    expected_days: NDArray[np.int64]
    enrolled: NDArray[np.int64]
    missed: NDArray[np.float64]
    ended_this_week: bool

    def by_school(self, values: NDArray[np.float32]) -> NDArray[np.float64]:
        """Sums over the pupils of each school and week of values by week and pupil."""
        sums = [
            np.bincount(place + 1, given, len(self.schools) + 1)[1:]
            for place, given in zip(self.place, values, strict=True)
        ]
        return np.stack(sums, axis=1).astype(np.float64)

    def pupils(self) -> NDArray[np.float64]:
        """How many pupils each school had rows of, week by week."""
        return self.by_school(np.ones(self.place.shape, np.float32))


def school_weeks(attendance: AttendanceRows, days: SchoolDays, pupils_of: Enrolled, *, monday_on: date) -> SchoolWeeks:
    """What was known on a Monday of the weeks before it.

    Sees: rows that stood on the morning of the Monday.
    """
    first_on, rows, schools = monday_on - timedelta(weeks=WEEKS), attendance.rows, len(attendance.institutions)
    first = day_number(first_on)
    stands = np.flatnonzero(attendance.standing(monday_on) & (rows.day >= first))
    week, place = (rows.day[stands] - first) // 7, rows.institution[stands]
    at = place.astype(np.int64) * WEEKS + week
    expected, there = (
        told.in_weeks(attendance.institutions, first=first_on, weeks=WEEKS) for told in (days, pupils_of)
    )
    held = np.flatnonzero(expected.any(axis=0))
    kinds = [given[stands] for given in (rows.sick, rows.permitted, rows.unlawful)]
    some = np.flatnonzero(np.logical_or.reduce([kind > 0 for kind in kinds]))
    lessons = rows.scheduled[stands[some]]

    def by_week(rows_at: NDArray[np.int64], weights: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
        sums = np.bincount(rows_at, weights, schools * WEEKS).astype(np.float64)
        return sums.reshape(schools, WEEKS)[:, held]

    pupil, pupils = _renumbered(rows.youth[stands], attendance.youths)
    places, away = np.full((WEEKS, pupils), _NOWHERE, np.int16), np.zeros((WEEKS, pupils), np.bool_)
    places[week, pupil] = place  # of two schools in one week the one that comes last
    away[week[some], pupil[some]] = True
    return SchoolWeeks(
        attendance.institutions,
        held,
        places[held],
        away[held],
        by_week(at).astype(np.int64),
        expected[:, held],
        there[:, held],
        np.stack([by_week(at[some], kind[some] / lessons) for kind in kinds]),
        bool(len(held)) and bool(held[-1] == WEEKS - 1),
    )


def _renumbered(youth: NDArray[np.int32], youths: int) -> tuple[NDArray[np.int64], int]:
    """The youths who have rows, numbered one after the other, and how many they are."""
    there = np.zeros(youths, np.bool_)
    there[youth] = True
    return (np.cumsum(there) - 1)[youth], int(there.sum())
