"""School weeks as they stood on a Monday: by pupil what was scheduled and missed, by school what was received."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from features.calendar import day_number
from features.stream import Rows
from service.monitoring.attendance_rows import AttendanceRows
from service.monitoring.school_days import SchoolDays

WEEKS: Final = 3 * 52
"""Weeks looked back on, the one just ended among them: three years, so that a season is seen three times."""
KINDS: Final = ("sick", "permitted", "unlawful")
_NOWHERE: Final = -1


@dataclass(frozen=True, eq=False)
class SchoolWeeks:
    """The weeks that hold a school day, the last one at the end.

    Shape: `place`, `away` pupils x weeks; `missed` kinds x schools x weeks; the others schools x weeks.
    `weeks`: number of each week among the WEEKS. `place`: the school of a pupil in a week, -1 where nothing was received. `away`: whether
    any lesson was missed. `received`: rows. `expected_days`: school days by the calendar. `missed`: days, in parts where lessons were
    missed in part. `ended_this_week`: whether the week before the Monday is among them, as its last.
    """

    schools: tuple[str, ...]
    weeks: NDArray[np.int64]
    place: NDArray[np.int16]
    away: NDArray[np.bool_]
    received: NDArray[np.int64]
    expected_days: NDArray[np.int64]
    missed: NDArray[np.float64]
    ended_this_week: bool

    def by_school(self, values: NDArray[np.float32]) -> NDArray[np.float64]:
        """Sums over the pupils of each school and week of values by pupil and week."""
        return np.stack([self._in_week(week, values[:, week]) for week in range(values.shape[1])], axis=1)

    def pupils(self) -> NDArray[np.float64]:
        """How many pupils each school had rows of, week by week."""
        return np.stack([self._in_week(week, None) for week in range(self.place.shape[1])], axis=1)

    def _in_week(self, week: int, values: NDArray[np.float32] | None) -> NDArray[np.float64]:
        here = self.place[:, week] != _NOWHERE
        weights = None if values is None else values[here]
        return np.bincount(self.place[here, week], weights, len(self.schools)).astype(np.float64)


def school_weeks(rows: AttendanceRows, days: SchoolDays, *, monday_on: date) -> SchoolWeeks:
    """What was known on a Monday of the weeks before it.

    Sees: rows that stood on the morning of the Monday.
    """
    first = day_number(monday_on - timedelta(weeks=WEEKS))
    stands = rows.standing(monday_on) & (rows.rows.day >= first)
    lessons = Rows._make(column[stands] for column in rows.rows)
    week, schools = (lessons.day - first) // 7, len(rows.institutions)
    expected = days.in_weeks(rows.institutions, first=monday_on - timedelta(weeks=WEEKS), weeks=WEEKS)
    held = np.flatnonzero(expected.any(axis=0))
    at = lessons.institution.astype(np.int64) * WEEKS + week

    def by_week(weights: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
        summed = np.bincount(at, weights, schools * WEEKS).astype(np.float64)
        return summed.reshape(schools, WEEKS)[:, held]

    place, away = _pupils(lessons, week, rows.youths)
    kinds = (lessons.sick, lessons.permitted, lessons.unlawful)
    return SchoolWeeks(
        rows.institutions,
        held,
        place[:, held],
        away[:, held],
        by_week().astype(np.int64),
        expected[:, held],
        np.stack([by_week(kind / lessons.scheduled) for kind in kinds]),
        bool(len(held)) and held[-1] == WEEKS - 1,
    )


def _pupils(lessons: Rows, week: NDArray[np.int32], youths: int) -> tuple[NDArray[np.int16], NDArray[np.bool_]]:
    """By pupil and week the school, the later one where there were two, and whether anything was missed."""
    place, away = np.full((youths, WEEKS), _NOWHERE, np.int16), np.zeros((youths, WEEKS), np.bool_)
    place[lessons.youth, week] = lessons.institution
    missed = (lessons.sick > 0) | (lessons.permitted > 0) | (lessons.unlawful > 0)
    away[lessons.youth[missed], week[missed]] = True
    return place, away
