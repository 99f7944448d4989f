"""What was known on later dates, and what became of everybody: read once, then scored by whichever bundle is judged on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import pandas as pd

from features.asof import with_known_at
from features.build import build_indicators
from features.errors import WindowError
from features.outcome import matures_in, outcomes_known
from features.permission import Phase, check_may_profile
from features.population import population
from features.records import Records
from models.bundle import Bundle
from models.recipe import Recipe
from models.scoring import score_youths
from training.figures import Judged
from training.plan import Plan, attended_days
from training.splits import lives

WEEK: Final = timedelta(days=7)
_SCORED: Final = {
    "youth_id": "str",
    "as_of": "datetime64[s]",
    "regime": "str",
    "risk": "float64",
    "band": "str",
    "profile": "str",
}
"""What is kept of the scores in judged rows."""
_TOLD: Final = {"outcome": "int8", "ended_on": "datetime64[s]"}
_EVER: Final = date(2100, 1, 1)


@dataclass(frozen=True)
class Later:
    """Later dates as each one's morning saw them.

    `end`: the day before which the records know what happened. `youths`: who could be flagged, by date, also of a week later.
    `told`: outcome and ended_on by youth, of the dates whose outcome the records can tell; the censored are left out.
    """

    data: str
    dates: tuple[date, ...]
    end: date
    indicators: pd.DataFrame
    youths: Mapping[date, pd.Index[str]]
    told: Mapping[date, pd.DataFrame]


@dataclass(frozen=True)
class Scored:
    """A bundle's scores by date, and the rows of them whose outcome can be told by the records' `end`.

    `week_later`: by date, the scores of a week later, where the records reach so far.
    """

    end: date
    scores: Mapping[date, pd.DataFrame]
    judged: Judged
    matured: frozenset[date]
    week_later: Mapping[date, pd.DataFrame]


def dates_between(start: date, end: date, *, step_days: int) -> tuple[date, ...]:
    """Dates from `start` to `end`, both included, a step apart.

    Raises: WindowError if `end` is before `start`.
    """
    if end < start:
        raise WindowError(f"dates: got an end {end.isoformat()} before the start {start.isoformat()}. Turn them round.")
    return tuple(start + timedelta(days=days) for days in range(0, (end - start).days + 1, step_days))


def records_end(records: Records) -> date:
    """The day before which these records know what happened: their delivery, else the day after the last attendance or event."""
    if records.delivery.delivered_on is not None:
        return records.delivery.delivered_on
    attended = attended_days(records, known_before=_EVER)
    told = pd.Timestamp(with_known_at(records)[0].tables["spells"]["known_at"].max())
    last = date(told.year, told.month, told.day)
    return max(last, attended[1] if attended else last) + timedelta(days=1)


def mature_on(as_of: date, recipe: Recipe) -> date:
    """The day before whose morning the outcome of `as_of` is known."""
    return as_of + matures_in(horizon_days=recipe.horizon_days, report_delay_days=recipe.report_delay_days)


def of_later_terms(dates: Sequence[date], plan: Plan, recipe: Recipe) -> tuple[date, ...]:
    """Dates of terms that began when every outcome window learned from, for calibration too, was over."""
    closed = max(plan.as_of) + timedelta(days=recipe.horizon_days)
    return tuple(day for day in dates if _term_began(day) >= closed)


def look_ahead(records: Records, recipe: Recipe, *, dates: Sequence[date]) -> Later:
    """Indicators, population and outcomes of the dates, and indicators and population of a week later, from one pass.

    Sees: of each date's indicators what was known that morning; of outcomes what was known once they were mature.
    Raises: ProfilingRefused by the gate.
    """
    end = records_end(records)
    every = sorted({*dates, *(as_of + WEEK for as_of in dates if as_of + WEEK < end)})
    check_may_profile(records.delivery.data, Phase.DEVELOPMENT, tables=records.contained, on=max(every))
    line = lives(records)
    youths = {as_of: population(line.known_on(as_of), recipe.population) for as_of in every}
    told = {}
    for as_of in dates:
        if mature_on(as_of, recipe) <= end:
            known = line.known_on(mature_on(as_of, recipe))
            outcomes = outcomes_known(known, youths=youths[as_of], as_of=as_of, horizon_days=recipe.horizon_days)
            told[as_of] = outcomes[list(_TOLD)].dropna(subset="outcome")
    return Later(str(records.delivery.data), tuple(dates), end, build_indicators(records, as_of=every), youths, told)


def score_later(bundle: Bundle, later: Later) -> Scored:
    """The bundle's scores of everybody who could be flagged on each date, and what became of them where that is known."""
    scores = {}
    for as_of, youths in later.youths.items():
        rows = later.indicators[later.indicators["as_of"] == pd.Timestamp(as_of)]
        scores[as_of] = score_youths(bundle, rows, youths=youths, data=later.data)
    rows = pd.concat([_judged(scores[as_of], told) for as_of, told in later.told.items()] or [_nobody()])
    joined = rows.merge(later.indicators.drop(columns=["regime"]), on=["youth_id", "as_of"], how="left")
    weeks = {as_of: scores[as_of + WEEK] for as_of in later.dates if as_of + WEEK in scores}
    on_time = {as_of: scores[as_of] for as_of in later.dates}
    return Scored(later.end, on_time, Judged(joined[list(rows.columns)], joined), frozenset(later.told), weeks)


def score_dates(bundle: Bundle, records: Records, *, dates: Sequence[date]) -> Scored:
    """`score_later` of one bundle alone.

    Raises: ProfilingRefused by the gate.
    """
    return score_later(bundle, look_ahead(records, bundle.recipe, dates=dates))


def _judged(scores: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    rows = scores[list(_SCORED)].join(told, on="youth_id", how="inner")
    return rows.astype({**_SCORED, **_TOLD})


def _nobody() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in {**_SCORED, **_TOLD}.items()})


def _term_began(day: date) -> date:
    return date(day.year, 8 if day.month >= 8 else 1, 1)
