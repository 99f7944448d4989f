"""The Danish school year: 200 days, autumn week 42, winter week 7, Easter, summer from the last Saturday in June."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from features.calendar import day_number, day_of, public_holidays

DAYS_A_YEAR = 200
AUTUMN_WEEK, WINTER_WEEK = 42, 7


def last_school_day(year: int) -> int:
    """Day number of the Friday before the last Saturday in June that ends the school year begun in `year`."""
    june = date(year + 1, 6, 30)
    return day_number(june) - (june.weekday() - 5) % 7 - 1


@lru_cache(maxsize=64)
def school_days(year: int) -> NDArray[np.int64]:
    """The 200 school days of the school year begun in `year`, as day numbers; counted back from its last day."""
    free = _free_days(year) | _free_days(year + 1)
    days: list[int] = []
    day = last_school_day(year)
    while len(days) < DAYS_A_YEAR:
        if day_of(day).weekday() < 5 and day_of(day) not in free:
            days.append(day)
        day -= 1
    return np.array(days[::-1], dtype=np.int64)


def first_school_day(year: int) -> int:
    """Day number of the first school day of the school year begun in `year`, about 10 August."""
    return int(school_days(year)[0])


def school_day_matrix(years: tuple[int, ...]) -> NDArray[np.int64]:
    """School days of several years, one row each.

    Shape: years x 200, day numbers.
    """
    return np.stack([school_days(year) for year in years])


@lru_cache(maxsize=64)
def _free_days(year: int) -> frozenset[date]:
    public = public_holidays(year)
    easter = next(day for day in sorted(public) if day.weekday() == 6 and date(year, 3, 22) <= day <= date(year, 4, 25))
    free = set(public) | {date(year, 6, 5), easter + timedelta(days=40)}
    free |= {easter - timedelta(days=back) for back in range(1, 8)}
    free |= {date.fromisocalendar(year, week, 1 + day) for week in (AUTUMN_WEEK, WINTER_WEEK) for day in range(5)}
    free |= {date(year, 12, day) for day in range(21, 32)} | {date(year, 1, 2)}
    return frozenset(free)
