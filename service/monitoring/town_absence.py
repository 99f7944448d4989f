"""Whether absence in the whole town climbs or falls from week to week, against the same school weeks of earlier years.

Pupils who missed anything are counted. Of a short week fewer are away, and holidays move: it is told as if it were whole, by what weeks as
short ordinarily lack beside the whole weeks around them. A season comes back every year and is divided out; a year that is higher
throughout is level after twelve weeks. What is left is a slope over four weeks, held against the slopes that ordinary weeks have, and those
that chance alone would give.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from service.domain.watching import Matter, Measured
from service.monitoring.school_weeks import WEEKS, SchoolWeeks

TOWN: Final = "town"
A_YEAR: Final = 52
"""Weeks."""
CLIMBS: Final = np.arange(1, 5)
"""What each of the last four school weeks weighs in a slope: a climb of one step a week has reached these."""
LEVEL_WEEKS: Final = 12
"""School weeks before a climb that tell where it begins."""
WHOLE_WEEK: Final = 5
"""School days."""
FEWEST_DAYS: Final = 3
"""School days of a week that counts."""
AROUND: Final = 3
"""Weeks before and after a short one in which whole ones are looked for."""
RECEIVED: Final = 0.8
"""Share of the pupils of an ordinary week from which a week counts as received."""
FEWEST_SLOPES: Final = 20
"""Earlier slopes without which nothing is ordinary yet."""


def measure_town(weeks: SchoolWeeks) -> Iterator[Measured]:
    """The climb of the last four school weeks; nothing if the week had too few days or there is no year to compare with.

    Value, usual: share of pupils who missed anything, and in the same school weeks of earlier years, as of whole weeks. Effect: by what
    share it climbed in the four weeks beyond what it did then.
    """
    if not weeks.ended_this_week:
        return
    away, there = weeks.away.sum(axis=1), (weeks.place >= 0).sum(axis=1)
    told = (away > 0) & (there >= RECEIVED * np.median(there))
    share, days = np.full(WEEKS, np.nan), np.zeros(WEEKS, np.int64)
    share[weeks.weeks[told]] = away[told] / there[told]
    days[weeks.weeks] = weeks.expected_days.max(axis=0)
    share = _as_whole(share, days)
    usual = _same_weeks_before(share)
    beyond = np.log(share) - np.log(usual)
    compared = beyond[np.isfinite(beyond)]
    if np.isnan(beyond[-1]) or len(compared) < LEVEL_WEEKS + len(CLIMBS) + FEWEST_SLOPES:
        return
    slopes = _slopes(compared)
    earlier = slopes[: -len(CLIMBS)]
    pupils, years = int(there[-1]), int(np.isfinite(share[-1 - A_YEAR :: -A_YEAR]).sum())
    by_chance = _chance(float(share[-1]), pupils, years=max(years, 1))
    standard = slopes[-1] / max(_spread(earlier), by_chance)
    climbed = float(np.expm1(len(CLIMBS) * slopes[-1]))
    p = min(1.0, 2 * float(norm.sf(abs(standard))))
    yield Measured(
        Matter.TOWN_ABSENCE, TOWN, float(share[-1]), float(usual[-1]), pupils, pupils * max(years, 1), climbed, p
    )


def _as_whole(share: NDArray[np.float64], days: NDArray[np.int64]) -> NDArray[np.float64]:
    """The shares of whole weeks, and of short ones with what such weeks ordinarily lack; missing where that is not known.

    Shape: one of each week. `days`: school days of each.
    """
    whole = np.where(days == WHOLE_WEEK, share, np.nan)
    wide = np.pad(whole, AROUND, constant_values=np.nan)
    beside = _mean(np.lib.stride_tricks.sliding_window_view(wide, 2 * AROUND + 1).T)
    for fewer in range(FEWEST_DAYS, WHOLE_WEEK):
        lacks = (share / beside)[days == fewer]
        if np.isfinite(lacks).any():
            whole = np.where(days == fewer, share / np.nanmedian(lacks), whole)
    return whole


def _same_weeks_before(share: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean of the same weeks a year, two years … before; where one held no school, of those beside it."""
    wide = np.pad(share, 1, constant_values=np.nan)
    beside = _mean(np.stack([wide[:-2], wide[2:]]))
    filled = np.where(np.isfinite(share), share, beside)
    back = [np.concatenate([np.full(years, np.nan), filled[:-years]]) for years in range(A_YEAR, WEEKS, A_YEAR)]
    return _mean(np.stack(back))


def _mean(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Over the first axis, of what is there; missing where nothing is."""
    there = np.isfinite(values)
    counts = there.sum(axis=0)
    sums = np.where(there, values, 0.0).sum(axis=0)
    return np.asarray(np.divide(sums, counts, out=np.full(counts.shape, np.nan), where=counts > 0))


def _slopes(beyond: NDArray[np.float64]) -> NDArray[np.float64]:
    """The climb a week at each place that has weeks enough before it."""
    windows = np.lib.stride_tricks.sliding_window_view(beyond, LEVEL_WEEKS + len(CLIMBS))
    level = np.median(windows[:, :LEVEL_WEEKS], axis=1)
    risen = windows[:, LEVEL_WEEKS:] - level[:, None]
    return np.asarray(risen @ CLIMBS / (CLIMBS @ CLIMBS), dtype=np.float64)


def _chance(share: float, pupils: int, *, years: int) -> float:
    """The standard deviation that slopes have at least, if pupils are away independently of each other."""
    week = np.sqrt((1 - share) / (share * pupils) * (1 + 1 / years))
    level = np.sqrt(np.pi / 2 / LEVEL_WEEKS) * CLIMBS.sum() / (CLIMBS @ CLIMBS)
    return float(week * np.hypot(1 / np.sqrt(CLIMBS @ CLIMBS), level))


def _spread(values: NDArray[np.float64]) -> float:
    return float(1.4826 * np.median(np.abs(values)))
