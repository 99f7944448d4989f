"""Whether being listed helps, read at the line of capacity: who stands just above it is listed, who stands just below waits.

Nobody chose between the two, so what differs at the line itself is what the list did. Who stood near the line is compared by the side
on that list, whatever came later: listed now beside waiting, though some who wait are listed soon after. A straight line is drawn through
each side, and the interval allows for all that the true curve could bend away from it. No function here makes a bare before and after.
Source: Armstrong and Kolesár, Optimal inference in a class of regression models (2018); Kolesár and Rothe, Inference in regression
discontinuity designs with a discrete running variable (2018); decision 0033.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.stats import ncx2, norm

from models.recalibration import log_odds

Floats = NDArray[np.float64]

NEAR: Final = 1.5
"""How far from the line, in log-odds, a youth is still compared at all."""
STEPS: Final = np.arange(15, 1, -1) * 0.1
"""Widths that are tried, the widest first."""
BEND: Final = 0.1
"""How much the share that drops out may bend per log-odds: a logistic curve bends at most 1/(6·√3) = 0.0962, wherever it stands."""
BEND_OF_CONTACT: Final = 0.5
"""The same of being contacted: who stands just below the line is often listed a week later, who stands far below is not."""
LARGEST_BIAS: Final = 0.25
"""Of a standard error: the widest width is used at which bending could move the figure no more than this."""
FEWEST: Final = 30
"""Youths on each side of the line without whom nothing is computed."""
LEVEL, POWER = 0.95, 0.80
WEEKS_TO_CONTACT: Final = 4
_SIGNS: Final = (1.0, -1.0)
COLUMNS: Final = ("week", "district_id", "youth_id", "rank", "cut_off", "risk", "outcome")
"""What is read of each row: one candidate of one district's list in one week."""


@dataclass(frozen=True)
class Jump:
    """What changes at the line, listed less waiting, with an interval that holds however the curve bends within its bound.

    Unit: share of youths. `se`: standard error. `times`: how many of them the interval reaches to either side. `width`: log-odds to either
    side that were used. `listed`, `waiting`: youths within it, who may be the same where one waited first and was listed later.
    """

    value: float
    se: float
    times: float
    width: float
    listed: int
    waiting: int

    @property
    def low(self) -> float:
        """Where the interval begins."""
        return self.value - self.times * self.se

    @property
    def high(self) -> float:
        """Where it ends."""
        return self.value + self.times * self.se

    @property
    def holds_zero(self) -> bool:
        """Whether no change at all is among what it allows."""
        return self.low <= 0 <= self.high

    @property
    def smallest(self) -> float:
        """The smallest true change, up or down, that would be told from none in four of five such towns."""
        return (self.times + float(norm.ppf(POWER))) * self.se

    def power(self, change: float) -> float:
        """How likely it is, with as many youths, that a true change would be told from none."""
        return float(norm.sf(self.times - change / self.se) + norm.cdf(-self.times - change / self.se))

    def youths_for(self, change: float) -> int:
        """How many youths in all would tell a true change from none in four of five towns."""
        return ceil((self.listed + self.waiting) * (self.smallest / change) ** 2)


@dataclass(frozen=True)
class Ratio:
    """What contact in time changes for those whom the list brought it; both ends may lie at -1 or 1, the furthest there is."""

    value: float
    low: float
    high: float

    @property
    def is_told(self) -> bool:
        """Whether the interval rules anything out on both sides."""
        return self.low > -1 and self.high < 1


def at_the_line(rows: pd.DataFrame) -> pd.DataFrame:
    """Who stood near the line of a list, up to and with the first list that named the youth.

    Shape: rows of lists whose line is known (somebody listed and somebody waiting), with `distance` in log-odds, above 0 for the listed.
    A youth has several rows who waited several weeks; errors are summed by youth. Left out are rows whose outcome is missing.
    """
    odds, is_listed = log_odds(rows["risk"].to_numpy(dtype=np.float64)), ~rows["cut_off"].to_numpy(dtype=np.bool_)
    distance = odds - _lines(rows, odds, is_listed)
    youth, week = pd.factorize(rows["youth_id"])[0], pd.factorize(rows["week"], sort=True)[0]
    first_listed = np.full(int(youth.max(initial=-1)) + 1, len(rows))
    np.minimum.at(first_listed, youth[is_listed], week[is_listed])
    is_near = (np.abs(distance) <= NEAR) & (week <= first_listed[youth])
    near = rows.assign(distance=distance)[is_near & rows["outcome"].notna().to_numpy()]
    return near.reset_index(drop=True)


def _lines(rows: pd.DataFrame, odds: Floats, is_listed: NDArray[np.bool_]) -> Floats:
    """Of each row the line of its list, halfway between the lowest listed and the highest who waits; missing without one of them."""
    week, district = (pd.factorize(rows[name])[0] for name in ("week", "district_id"))
    list_of = week * (int(district.max(initial=0)) + 2) + district + 1
    lowest, highest = (np.full(int(list_of.max(initial=0)) + 1, np.nan) for _ in range(2))
    np.fmin.at(lowest, list_of[is_listed], odds[is_listed])
    np.fmax.at(highest, list_of[~is_listed], odds[~is_listed])
    lines: Floats = ((lowest + highest) / 2)[list_of]
    return lines


def beyond_risk(near: pd.DataFrame) -> Floats:
    """The outcome of each row less what its risk goes along with in general, so that lists of high and of low risks can stand together.

    Source: Calonico, Cattaneo, Farrell and Titiunik, Regression discontinuity designs using covariates (2019).
    """
    x, outcome = near["distance"].to_numpy(dtype=np.float64), near["outcome"].to_numpy(dtype=np.float64)
    is_listed, risk = x > 0, near["risk"].to_numpy(dtype=np.float64)
    design = np.column_stack([np.ones(len(x)), is_listed, x, x * is_listed, risk])
    slope = np.linalg.lstsq(design, outcome, rcond=None)[0][-1]
    adjusted: Floats = outcome - slope * risk
    return adjusted


def jump(near: pd.DataFrame, happened: Floats, *, bend: float = BEND) -> Jump | None:
    """How much more often something happened to the listed, at the line; None with too few youths on either side.

    `near`: as `at_the_line` gives it. `happened`: one value a row.
    """
    sides = _sides(near, float(np.var(happened)), bend)
    if sides is None:
        return None
    values, covariance = _fitted(sides, happened[:, None])
    se = max(float(np.sqrt(covariance[0, 0])), np.finfo(float).tiny)
    return Jump(float(values[0]), se, float(_times(sides.bias(bend) / se)), sides.width, *sides.youths)


def ratio(near: pd.DataFrame, happened: Floats, contacted: Floats) -> Ratio | None:
    """What contact in time changes: every change that the rows do not contradict; None with too few youths, or if they contradict all.

    For each such change, what happened less that change for whoever was contacted must not jump.
    Source: Anderson and Rubin (1949); Noack and Rothe, Bias-aware inference in fuzzy regression discontinuity designs (2024).
    """
    sides = _sides(near, float(np.var(happened)), BEND + BEND_OF_CONTACT)
    if sides is None:
        return None
    values, covariance = _fitted(sides, np.column_stack([happened, contacted]))
    tried = np.linspace(-1, 1, 401)
    se = np.sqrt(np.maximum(covariance[0, 0] - 2 * tried * covariance[0, 1] + tried**2 * covariance[1, 1], 1e-18))
    bias = sides.bias(1.0) * (BEND + np.abs(tried) * BEND_OF_CONTACT)
    held = tried[np.abs(values[0] - tried * values[1]) <= _times(bias / se) * se]
    if not len(held):
        return None
    return Ratio(float(values[0] / values[1]) if values[1] else np.nan, float(held.min()), float(held.max()))


@dataclass(frozen=True)
class _Sides:
    """Rows within a width: distance, what each counts for, the number of its youth; and youths listed and waiting."""

    x: Floats
    weights: Floats
    youth: NDArray[np.int64]
    width: float
    is_used: NDArray[np.bool_]

    def bias(self, bend: float) -> float:
        """The most that bending could move the jump."""
        return bend / 2 * float(np.abs(self.weights) @ self.x**2)

    @property
    def youths(self) -> tuple[int, int]:
        """Youths listed and youths waiting."""
        return _count(self.youth[self.x > 0]), _count(self.youth[self.x < 0])


def _sides(near: pd.DataFrame, variance: float, bend: float) -> _Sides | None:
    """The widest width at which bending could move the jump no more than it may; None with too few youths on a side."""
    x, youth = near["distance"].to_numpy(dtype=np.float64), pd.factorize(near["youth_id"])[0]
    for width in STEPS:
        is_used = np.abs(x) < width
        sides = _Sides(x[is_used], np.zeros(is_used.sum()), youth[is_used], float(width), is_used)
        if min(sides.youths) < FEWEST:
            return None
        sides = replace(sides, weights=_weights(sides))
        if sides.bias(bend) <= LARGEST_BIAS * np.sqrt(variance * float(sides.weights @ sides.weights)):
            return sides
    return sides


def _weights(sides: _Sides) -> Floats:
    """What each row counts for in the difference of two straight lines at the line, those nearest the most."""
    weights = np.zeros(len(sides.x))
    for sign in _SIGNS:
        on_side = sides.x * sign > 0
        near = sides.x[on_side]
        kernel = 1 - np.abs(near) / sides.width
        s0, s1, s2 = (float(kernel @ near**power) for power in (0, 1, 2))
        weights[on_side] = sign * kernel * (s2 - s1 * near) / (s0 * s2 - s1**2)
    return weights


def _fitted(sides: _Sides, happened: Floats) -> tuple[Floats, Floats]:
    """The jump of each column, and their covariance: how they move as one youth after another is left out (jackknife, CR3)."""
    used = happened[sides.is_used]
    youths = int(sides.youth.max()) + 1
    without = np.zeros((youths, used.shape[1]))
    for sign in _SIGNS:
        on_side = sides.x * sign > 0
        x, kernel = sides.x[on_side], 1 - np.abs(sides.x[on_side]) / sides.width
        sums = [_without_each(kernel * x**power, sides.youth[on_side], youths) for power in (0, 1, 2)]
        for column, values in enumerate(used[on_side].T):
            of_values = [_without_each(kernel * x**power * values, sides.youth[on_side], youths) for power in (0, 1)]
            at_line = (sums[2] * of_values[0] - sums[1] * of_values[1]) / (sums[0] * sums[2] - sums[1] ** 2)
            without[:, column] += sign * at_line
    jumps = sides.weights @ used
    moved = without[np.unique(sides.youth)] - jumps
    covariance: Floats = (1 - 1 / len(moved)) * moved.T @ moved
    return jumps, covariance


def _without_each(values: Floats, youth: NDArray[np.int64], youths: int) -> Floats:
    """The sum without each youth's own rows."""
    left: Floats = values.sum() - np.bincount(youth, values, youths)
    return left


def _times(share: ArrayLike) -> Floats:
    """How many standard errors the interval reaches, when bending may move the figure by a share of one."""
    times: Floats = np.sqrt(ncx2.ppf(LEVEL, 1, np.square(share)))
    return times


def _count(youth: NDArray[np.int64]) -> int:
    """How many youths there are among some rows."""
    return int(np.count_nonzero(np.bincount(youth)))
