"""The onset profile of a fit: rule and mixture put to two later school years, and the better one served.

Everything is read from the labelled rows of the plan: what a youth's rows say of the lessons of each school year, earlier and later.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from features.catalogue import COUNTED_LESSONS, GRADES
from models.errors import TooFewCases
from models.onset import LATER_PERIODS, Diagnostics, LaterCourse, call_mixture, compare, diagnose, fit_onset_mixture
from models.profile import call_profiles, fit_onset_rule
from models.starters import MIXTURE, Starters, histories_of
from models.tables import Floats
from training.splits import Split

_AUTUMN, _SUMMER = (8, 1), (8, 15)
"""From this day a school year's profiles are called; up to this one of the next August its course is read."""
_LATEST_CALL: Final = (10, 31)
_HALF_WAY: Final = (2, 1)
"""A school year is told by rows from this day of its spring on."""


@dataclass(frozen=True, eq=False)
class Period:
    """A school year: its youths' rows on its first date, and the share of lessons that each of them missed from then on."""

    rows: pd.DataFrame
    share: Floats


def fit_starters(rows: Split, *, seed: int) -> Starters:
    """Rule and mixture; which of them is served is decided on two later school years that neither has seen.

    The mixture is served only if it tells the course of both years better than the rule; too short or too thin a past leaves the rule.
    One that is served is fitted once more, on everything that is told, unless that finds other courses than those that were compared.
    Raises: OnsetRuleFailed.
    """
    rule = fit_onset_rule(rows.calibration.indicators, seed=seed)
    told = rows.both.indicators
    periods = later_periods(told)
    if len(periods) < LATER_PERIODS:
        return Starters(
            rule, note=f"onset: rule served, {len(periods)} later school years are told, needed are {LATER_PERIODS}"
        )
    past = told[told["as_of"] <= periods[0].rows["as_of"].max()]
    try:
        mixture = fit_onset_mixture(histories_of(_latest(past)), seed=seed)
        rivals = Starters(fit_onset_rule(past, seed=seed), mixture)
        comparison = compare([_course(period, rivals) for period in periods], seed=seed)
        again = fit_onset_mixture(histories_of(_latest(told)), seed=seed) if comparison.served == MIXTURE else mixture
    except TooFewCases as few:
        return Starters(rule, note=f"onset: rule served, {few}")
    if set(again.names) != set(mixture.names):
        other = "as it was compared, since everything that is told has other courses"
        return Starters(rule, mixture, comparison, f"onset: {comparison.served} served, {other}")
    return Starters(rule, again, comparison, f"onset: {comparison.served} served")


def diagnose_mixture(starters: Starters, rows: Split, *, seed: int) -> Diagnostics | None:
    """How well the mixture's classes are told apart and come again, on each youth's latest row; None where there is no mixture."""
    if starters.mixture is None or len(starters.mixture.names) < 2:
        return None
    told = rows.both.indicators
    return diagnose(starters.mixture, histories_of(_latest(told)), seed=seed)


def later_periods(told: pd.DataFrame) -> list[Period]:
    """The last school years that the rows tell from autumn to spring, in order, at most as many as a comparison needs.

    `told`: labelled rows; one of a later date knows more of a youth's school years than one of an earlier date.
    """
    years = range(told["as_of"].min().year, told["as_of"].max().year + 1)
    found = [period for year in years if (period := _period(told, year)) is not None]
    return found[-LATER_PERIODS:]


def _period(told: pd.DataFrame, year: int) -> Period | None:
    """A school year by the calendar year of its August; None if the rows do not tell it."""
    autumn = told[_between(told, (year, *_AUTUMN), (year, *_LATEST_CALL))]
    spring = told[_between(told, (year + 1, *_HALF_WAY), (year + 1, *_SUMMER))]
    rows = autumn[autumn["as_of"] == autumn["as_of"].min()]
    ends = _latest(spring).set_index("youth_id")
    rows = rows[rows["youth_id"].isin(ends.index)]
    missed, scheduled = (
        _lessons(ends.loc[rows["youth_id"]], what) - _lessons(rows, what) for what in ("missed", "scheduled")
    )
    told_of = scheduled >= COUNTED_LESSONS
    if not told_of.any():
        return None
    return Period(rows[told_of], np.clip(missed[told_of] / scheduled[told_of], 0.0, 1.0))


def _course(period: Period, rivals: Starters) -> LaterCourse:
    """What both rivals said before a school year of those whose course it tells."""
    if rivals.mixture is None:
        raise ValueError("onset: got no mixture to compare, needed are both rivals")
    by_mixture = call_mixture(rivals.mixture, histories_of(period.rows))["profile"]
    by_rule = call_profiles(rivals.rule, period.rows)["profile"]
    return LaterCourse(by_mixture.to_numpy(dtype=str), by_rule.to_numpy(dtype=str), period.share)


def _latest(rows: pd.DataFrame) -> pd.DataFrame:
    """Each youth's latest row."""
    return rows.sort_values(["youth_id", "as_of"]).drop_duplicates("youth_id", keep="last")


def _between(rows: pd.DataFrame, first: tuple[int, int, int], last: tuple[int, int, int]) -> pd.Series[bool]:
    return rows["as_of"].between(pd.Timestamp(*first), pd.Timestamp(*last))


def _lessons(rows: pd.DataFrame, what: str) -> Floats:
    """Lessons of all school years together."""
    return np.asarray(rows[[f"{what}_lessons_grade_{grade}" for grade in GRADES]].sum(axis=1), dtype=np.float64)
