"""Which earlier days a week is compared with: the same school weeks a year earlier, so that the season is no drift."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

YEAR: Final = timedelta(weeks=52)
"""A year in whole weeks: the same day of the week, and all but always the same ISO week."""
AROUND: Final = (timedelta(weeks=-1), timedelta(0), timedelta(weeks=1))


@dataclass(frozen=True)
class Reference:
    """The earlier days; `is_like` tells whether they are school weeks, or weeks without school, as the present one is."""

    days: tuple[date, ...]
    is_like: bool


def reference_days(business_on: date, is_school_week: Callable[[date], bool]) -> Reference:
    """The day a year earlier, with those a week before and after it; of them those whose week is of the same kind as the present.

    `is_school_week`: whether the week of a day holds a school day. Easter and the autumn break move, so the kind is asked and not taken
    from the number of the week. Where no week around is of the same kind, all three are taken and `is_like` is False.
    """
    around = tuple(business_on - YEAR + shift for shift in AROUND)
    kind = is_school_week(business_on)
    alike = tuple(day for day in around if is_school_week(day) == kind)
    return Reference(alike or around, bool(alike))
