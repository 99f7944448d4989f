"""Which earlier days a week is compared with: the same school weeks of earlier years, so that neither season nor cohort is drift."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

YEAR: Final = timedelta(weeks=52)
"""A year in whole weeks: the same day of the week, and all but always the same ISO week."""
YEARS: Final = 3
"""How many earlier years are looked at: enough to see how years differ among themselves, few enough to resemble the present."""
AROUND: Final = (timedelta(0), timedelta(weeks=-1), timedelta(weeks=1))
"""The same week, or else the one before or after it."""
BETWEEN: Final = timedelta(weeks=4)


@dataclass(frozen=True)
class Reference:
    """The earlier days, the latest first; `is_like` tells whether they are school weeks, or weeks without school, as the present one is."""

    days: tuple[date, ...]
    is_like: bool


def reference_days(business_on: date, is_school_week: Callable[[date], bool], *, years: int = YEARS) -> Reference:
    """One day of each earlier year: of the same week, or of that before or after it if the same one is of another kind.

    `is_school_week`: whether the week of a day holds a school day. Easter and the autumn break move, so the kind is asked and not taken
    from the number of the week. A year without a week of the same kind is left out; where that is every year, the same weeks are taken
    and `is_like` is False.
    """
    same = [business_on - number * YEAR for number in range(1, years + 1)]
    kind = is_school_week(business_on)
    nearest = [next((day + shift for shift in AROUND if is_school_week(day + shift) == kind), None) for day in same]
    alike = tuple(day for day in nearest if day is not None)
    return Reference(alike or tuple(same), bool(alike))


def weeks_around(days: tuple[date, ...], is_like: Callable[[date], bool]) -> tuple[tuple[date, ...], ...]:
    """The days themselves, and those a week before and a week after them whose week is of the kind wanted."""
    return tuple(tuple(day + shift for day in days if not shift or is_like(day + shift)) for shift in AROUND)


def window_days(first: date, last: date, *, business_on: date) -> tuple[date, ...]:
    """Days of a window on the same day of the week and four weeks apart, the latest first, before the present one."""
    last = min(last, business_on - timedelta(days=1))
    start = last - timedelta(days=(last - business_on).days % 7)
    found = [start - number * BETWEEN for number in range(max(0, (start - first) // BETWEEN) + 1)]
    return tuple(day for day in found if day >= first)
