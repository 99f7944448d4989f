"""What a synthetic municipality is asked to be, and the streams of chance it is drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from features.calendar import day_number, school_year
from features.errors import WindowError

YEARS_OF_RECORDS = 10
"""School years of records before the one in which the town ends."""
YOUNGEST, OLDEST = 6, 24
"""Completed years, on the last day, of the youngest and the eldest who come along."""
COUNTED_AGES = range(14, 19)
AHEAD_DAYS = 110
"""Days lived beyond the last day, so that what is already planned is planned for what really follows."""
STREAMS = ("people", "traits", "lives", "support", "jobs", "absence", "messages", "organisation", "records")


@dataclass(frozen=True)
class TownPlan:
    """Size, seed and last day of a town; the records are as delivered on the morning of `last`."""

    youths: int
    seed: int
    last: date

    def __post_init__(self) -> None:
        if self.youths < 50:
            raise WindowError(
                f"simulate, youths: got {self.youths}, allowed is 50 or more; a smaller town has no cohorts"
            )
        if not date(2012, 1, 1) <= self.last <= date(2090, 1, 1):
            raise WindowError(f"simulate, last: got {self.last}, allowed is 2012-01-01 to 2090-01-01")

    @cached_property
    def first(self) -> date:
        """First day of the records: 1 August, ten school years back."""
        return date(school_year(self.last) - YEARS_OF_RECORDS, 8, 1)

    @cached_property
    def first_day(self) -> int:
        """Day number of `first`."""
        return day_number(self.first)

    @cached_property
    def last_day(self) -> int:
        """Day number of `last`."""
        return day_number(self.last)

    @cached_property
    def first_monday(self) -> int:
        """Day number of the Monday on or before `first`: the town lives week by week."""
        return self.first_day - self.first.weekday()

    @cached_property
    def weeks(self) -> int:
        """Weeks lived, those ahead included."""
        return (self.last_day + AHEAD_DAYS - self.first_monday) // 7 + 1

    @cached_property
    def last_week(self) -> int:
        """Number, from 0, of the week that holds the last day."""
        return (self.last_day - self.first_monday) // 7

    @cached_property
    def school_years(self) -> tuple[int, ...]:
        """School years (calendar year of their August) that are lived in."""
        return tuple(range(self.first.year, school_year(self.last) + 2))

    def chance(self, stream: str) -> np.random.Generator:
        """The generator of one part of the simulation: parts draw apart, so that one can change and the others stay."""
        return np.random.default_rng(np.random.SeedSequence([self.seed, STREAMS.index(stream)]))
