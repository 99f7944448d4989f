"""On which days each school was to be open, so that silence on a school day is told from a holiday."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features.asof import Known
from features.calendar import day_number
from service.absence import possible_days


@dataclass(frozen=True, eq=False)
class SchoolDays:
    """The school days of institutions by name, as day numbers in order."""

    days: Mapping[str, NDArray[np.int64]]

    def in_weeks(self, institutions: Sequence[str], *, first: date, weeks: int) -> NDArray[np.int64]:
        """How many school days each institution has in each week from a Monday on.

        Shape: institutions x weeks.
        """
        starts = day_number(first) + 7 * np.arange(weeks + 1)
        counted = [np.diff(np.searchsorted(self.days[name], starts)) for name in institutions]
        return np.array(counted, dtype=np.int64).reshape(len(institutions), weeks)


def school_days(table: pd.DataFrame, institutions: Iterable[str], *, first: date, last: date) -> SchoolDays:
    """The school days between two days, both included, as the rules of `service.absence` read the table."""
    known = Known(last, {"school_days": table}, pd.DataFrame(), frozenset())
    return SchoolDays(
        {
            name: np.array(sorted(map(day_number, possible_days(known, name, first, last))), dtype=np.int64)
            for name in institutions
        }
    )
