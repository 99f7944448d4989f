"""What is measured of each table in a weekly run: how late its rows come, how many take others back, how long nothing has come.

Everything is taken as of the Monday: rows that became known later are not seen, so that a week measured again gives the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import mannwhitneyu, norm

from features.calendar import cut_microseconds
from service.domain.watching import Matter, Measured

QUARTER: Final = timedelta(weeks=13)
MONTH: Final = timedelta(weeks=4)
WEEK: Final = timedelta(weeks=1)
YEAR: Final = timedelta(weeks=52)
NO_TIME: Final = timedelta(0)
SEASON: Final = 3
"""Weeks before and after the same week of an earlier year whose silences are as usual as its own: holidays move."""
YEARS: Final = 2
PATIENCE: Final = 2.0
"""How many times the longest usual silence may last."""
SHORTEST_DAYS: Final = 7.0
"""What counts as usual at least: every table is asked once a week."""
MOST: Final = 20_000
"""Rows of one side of which delays are compared, evenly chosen: beyond it more rows tell nothing more."""
_DAY: Final = 86_400_000_000


@dataclass(frozen=True, eq=False)
class Messages:
    """Rows of one table by the instant at which they became known (microseconds UTC, ascending).

    `takes_back`: whether a row corrects or retracts an earlier one. `delays`: by what it tells, the days from when that happened to when
    it was known, where the row is the first to tell it; else missing.
    """

    table: str
    known: NDArray[np.int64]
    takes_back: NDArray[np.bool_]
    delays: Mapping[str, NDArray[np.float64]]

    def between(self, first: date, last: date) -> slice:
        """The rows known from the morning of a day to that of another."""
        at = np.searchsorted(self.known, [cut_microseconds(first), cut_microseconds(last)])
        return slice(int(at[0]), int(at[1]))


def measure_messages(tables: Sequence[Messages], *, monday_on: date) -> Iterator[Measured]:
    """Delays, corrections and silence of every table."""
    for table in tables:
        yield from delay(table, monday_on=monday_on)
        yield from corrections(table, monday_on=monday_on)
        yield from no_news(table, monday_on=monday_on)


def delay(table: Messages, *, monday_on: date) -> Iterator[Measured]:
    """How late the rows received in a quarter came, beside those received in the same quarter a year before.

    Value, usual: mean days. Effect: Cliff's delta, by how much oftener a row of now came later than one of then than sooner. Source:
    Cliff, Dominance statistics, Psychological Bulletin 114, 1993; the chance by Mann and Whitney's test of the same quantity.
    """
    quarters = [table.between(monday_on - back - QUARTER, monday_on - back) for back in (NO_TIME, YEAR)]
    for subject, days in table.delays.items():
        now, then = (_thinned(days[quarter][np.isfinite(days[quarter])]) for quarter in quarters)
        if not len(now) or not len(then):
            continue
        later = mannwhitneyu(now, then, alternative="two-sided", method="asymptotic")
        effect = 2 * float(later.statistic) / (len(now) * len(then)) - 1
        p = float(later.pvalue) if np.isfinite(later.pvalue) else 1.0
        yield Measured(Matter.DELAY, subject, float(now.mean()), float(then.mean()), len(now), len(then), effect, p)


def corrections(table: Messages, *, monday_on: date) -> Iterator[Measured]:
    """What share of the rows received in four weeks corrects or takes back earlier ones, beside the same four weeks of earlier years.

    Effect: the difference of the shares.
    """
    months = [table.between(monday_on - years * YEAR - MONTH, monday_on - years * YEAR) for years in range(YEARS + 1)]
    counts = np.array([(month.stop - month.start, int(table.takes_back[month].sum())) for month in months])
    (rows, taken), (rows_before, taken_before) = counts[0], counts[1:].sum(axis=0)
    if not rows or not rows_before:
        return
    share, usual, together = taken / rows, taken_before / rows_before, (taken + taken_before) / (rows + rows_before)
    scatter = np.sqrt(together * (1 - together) * (1 / rows + 1 / rows_before))
    p = 2 * float(norm.sf(abs(share - usual) / scatter)) if scatter > 0 else 1.0
    yield Measured(
        Matter.CORRECTIONS, table.table, float(share), float(usual), int(rows), int(rows_before),
        float(share - usual), p,
    )  # fmt: skip


def no_news(table: Messages, *, monday_on: date) -> Iterator[Measured]:
    """How many days ago the newest row became known, beside the longest silence of the same season in earlier years.

    Effect: the age as a share of what it may ever be; 1 and more is silence. n, n_reference: rows of the quarter, and of the same quarter
    a year before. Counted, not estimated.
    """
    age = _age(table, monday_on)
    if age is None:
        return
    around = (shift * WEEK for shift in range(-SEASON, SEASON + 1))
    mondays = (monday_on - years * YEAR + shift for shift in around for years in range(1, YEARS + 1))
    ages = [found for found in (_age(table, monday) for monday in mondays) if found is not None]
    if not ages:
        return
    usual = max(ages)
    quarter, before = (table.between(day - QUARTER, day) for day in (monday_on, monday_on - YEAR))
    yield Measured(
        Matter.NO_NEWS, table.table, age, usual, quarter.stop - quarter.start, before.stop - before.start,
        age / (PATIENCE * max(usual, SHORTEST_DAYS)), 1.0, is_fact=True,
    )  # fmt: skip


def _age(table: Messages, monday_on: date) -> float | None:
    cut = cut_microseconds(monday_on)
    before = int(np.searchsorted(table.known, cut))
    return (cut - int(table.known[before - 1])) / _DAY if before else None


def _thinned(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return values[:: len(values) // MOST + 1]
