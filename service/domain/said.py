"""What was said and what happened, as figures: counts, shares with their intervals, and what the simple rules would have found.

Figures are of many, never of one. They are kept as they were counted; what may be shown of them is `shown`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from service.domain.suppression import FEWEST


class WhyMissed(StrEnum):
    """Where a youth stood whom no week's list had chosen before the ending; the first that holds is told."""

    WAITED = "waited"  # signs, and no place on the list
    BUSY = "busy"  # signs, but already with a flag, or spoken with not long ago
    LOW = "low"  # few signs
    NOT_ASSESSED = "not_assessed"  # too little was known


@dataclass(frozen=True)
class Interval:
    """A figure, and where it would lie in 95 of 100 towns like this one."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Calibrated:
    """What was foretold of some, and what happened: all of them, those of a regime, or those of a band in it.

    `n`: rows, one for each list and youth. `events`: those that ended in dropout, of `people` youths; None where too few are meant.
    `expected`: the sum of their risks. `share`: of those who dropped
    out. `ratio`: happened over foretold; 1 is right. `slope`, `intercept`: of the logistic regression of what happened on the log-odds of
    the risk; 1 and 0 are right. Missing where too little happened to measure.
    """

    regime: str
    band: str
    n: int
    events: int | None
    people: int
    expected: float
    share: Interval | None = None
    ratio: Interval | None = None
    slope: Interval | None = None
    intercept: Interval | None = None


@dataclass(frozen=True)
class Chosen:
    """What came of the places of lists: how many were given, to how many who dropped out, and of how many endings that was.

    `people`: youths behind `hits`. `endings`: of those scored. `found`: of youths who had a place on a list before. Counts are None where
    they may not be shown.
    """

    places: int
    hits: int | None
    people: int
    endings: int | None
    found: int | None
    precision: Interval | None = None
    recall: Interval | None = None


@dataclass(frozen=True)
class LeadTime:
    """Days from the first place on a list until the activity ended, of those who were found: quartiles, the middle with its interval."""

    cases: int
    lower_quartile: float
    median: Interval
    upper_quartile: float


@dataclass(frozen=True)
class Afresh:
    """A list made afresh each week with the same places, by the risk or by a rule: the share found, and found per place.

    `ahead`: recall of the risk minus this one, the same youths in each draw; None of the risk itself.
    """

    name: str
    recall: Interval | None
    precision: Interval | None
    ahead: Interval | None = None


@dataclass(frozen=True)
class Beside:
    """The risk and the simple rules on the same rows and places.

    `lists`: those whose indicators are still there. `gone`: the others. `chosen_lists`: of how many a rule could be chosen on what was
    known by then. `chosen`: the rule so chosen, list by list; `chosen_risk` the risk on the same lists. `hindsight`: what turned out best.
    """

    lists: int
    gone: int
    chosen_lists: int = 0
    risk: Afresh | None = None
    hindsight: Afresh | None = None
    chosen_risk: Afresh | None = None
    chosen: Afresh | None = None
    chosen_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class GroupMeasure:
    """A measure of a group beside everybody else: the ratio, and what it allows to say."""

    measure: str
    verdict: str
    value: Interval | None = None
    others: Interval | None = None
    ratio: Interval | None = None


@dataclass(frozen=True)
class OfGroup:
    """A group: how many youths, and its measures."""

    dimension: str
    group: str
    youths: int
    measures: tuple[GroupMeasure, ...]


@dataclass(frozen=True)
class Period:
    """The lists of a month, and their youths, each once: how many dropped out or moved, had a place, and of these dropped out."""

    month_on: date
    lists: int
    youths: int
    events: int | None
    censored: int | None
    placed: int | None
    hits: int | None


@dataclass(frozen=True)
class Figures:
    """Everything that is counted of the lists of a year.

    `first_on`, `last_on`: days of the first and the last list. `rows`: youths of all lists, the censored among them; `youths` each once.
    `events`: rows that ended in dropout, of `people` youths. `censored`: youths who moved, so that it cannot be told.
    """

    first_on: date
    last_on: date
    lists: int
    rows: int
    youths: int
    events: int | None
    people: int
    censored: int | None
    not_assessed: int
    calibration: tuple[Calibrated, ...]
    listed: Chosen
    missed: tuple[tuple[str, int | None], ...]
    beside: Beside
    periods: tuple[Period, ...]
    groups: tuple[OfGroup, ...] = ()
    not_examined: tuple[str, ...] = ()
    lead: LeadTime | None = None


def shown(figures: Figures) -> Figures:
    """The figures as far as nobody can be found in them: small counts are left out, and the shares that would give them away."""
    listed = _shown_chosen(figures.listed)
    return replace(
        figures,
        censored=_safe(figures.censored),
        events=None if 0 < figures.people < FEWEST else figures.events,
        calibration=_shown_calibration(figures.calibration),
        listed=listed,
        missed=_shown_missed(figures.missed),
        periods=_shown_periods(figures.periods),
        lead=None if listed.found is None or figures.lead is None or figures.lead.cases < FEWEST else figures.lead,
    )


def _shown_calibration(told: tuple[Calibrated, ...]) -> tuple[Calibrated, ...]:
    """Bands as one table; sums of regimes are left out where they would give away what is hidden in one."""
    bands = [one for one in told if one.band]
    hidden = {(bands[place].regime, bands[place].band) for place in _hidden([one.people for one in bands])}
    for regime in {one.regime for one in bands}:
        within = [one for one in bands if (one.regime, one.band) in hidden and one.regime == regime]
        if len(within) == 1 or 0 < sum(one.people for one in within) < FEWEST:
            hidden |= {(one.regime, "") for one in bands}
    return tuple(_bare(one) if (one.regime, one.band) in hidden or 0 < one.people < FEWEST else one for one in told)


def _bare(one: Calibrated) -> Calibrated:
    return replace(one, events=None, share=None, ratio=None, slope=None, intercept=None)


def _hidden(people: Sequence[int]) -> set[int]:
    """Places of a row of counts with a sum that may not be shown: small groups, and as many others that they cannot be worked out."""
    hidden = {place for place, count in enumerate(people) if 0 < count < FEWEST}
    others = sorted((count, place) for place, count in enumerate(people) if count >= FEWEST)
    while hidden and others and (len(hidden) == 1 or sum(people[place] for place in hidden) < FEWEST):
        hidden.add(others.pop(0)[1])
    return hidden


def _shown_chosen(told: Chosen) -> Chosen:
    """Whoever had no place is as many as the endings less those found, and may be too few as well."""
    hits = None if 0 < told.people < FEWEST else told.hits
    is_given_away = told.endings is not None and told.found is not None and _safe(told.endings - told.found) is None
    found = None if is_given_away else _safe(told.found)
    return replace(
        told,
        hits=hits,
        endings=_safe(told.endings),
        found=found,
        precision=None if hits is None else told.precision,
        recall=None if found is None else told.recall,
    )


def _shown_missed(told: tuple[tuple[str, int | None], ...]) -> tuple[tuple[str, int | None], ...]:
    shown = _shown_column([count for _, count in told])
    return tuple((name, count) for (name, _), count in zip(told, shown, strict=True))


def _shown_periods(told: tuple[Period, ...]) -> tuple[Period, ...]:
    """Months, each column so that the sum over all lists, which is told beside it, gives no month away."""
    names = ("events", "censored", "placed", "hits")
    columns = zip(*(_shown_column([getattr(one, name) for one in told]) for name in names), strict=True)
    return tuple(replace(one, **dict(zip(names, shown, strict=True))) for one, shown in zip(told, columns, strict=True))


def _shown_column(counts: Sequence[int | None]) -> list[int | None]:
    """Counts with a sum that is shown, as far as they may be."""
    hidden = _hidden([count or 0 for count in counts])
    return [None if place in hidden else count for place, count in enumerate(counts)]


def _safe(count: int | None) -> int | None:
    """A count of people, or None where it is too small to be shown."""
    return None if count is not None and 0 < count < FEWEST else count
