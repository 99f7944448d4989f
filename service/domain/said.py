"""What was said and what happened, as figures: counts, shares with their intervals, and what the simple rules would have found.

Figures are of many, never of one. They are kept as they were counted; what may be shown of them is `shown`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from service.domain.suppression import FEWEST, safe_table

MONTHS: Final = 12
"""Months of lists that are counted together, the latest that are known."""


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

    `events`: how many dropped out; None where so few may not be shown. `expected`: the sum of their risks. `share`: of those who dropped
    out. `ratio`: happened over foretold; 1 is right. `slope`, `intercept`: of the logistic regression of what happened on the log-odds of
    the risk; 1 and 0 are right. Missing where too little happened to measure.
    """

    regime: str
    band: str
    n: int
    events: int | None
    expected: float
    share: Interval | None = None
    ratio: Interval | None = None
    slope: Interval | None = None
    intercept: Interval | None = None


@dataclass(frozen=True)
class Chosen:
    """What came of the places of lists: how many were given, to how many who dropped out, and of how many endings that was.

    `endings`: of those scored. `found`: of youths who had a place on a list before. Counts are None where they may not be shown.
    """

    places: int
    hits: int | None
    endings: int
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
    """The lists of a month: how many, of how many youths, and what became of them."""

    month_on: date
    lists: int
    n: int
    events: int | None
    censored: int | None
    places: int
    hits: int | None


@dataclass(frozen=True)
class Figures:
    """Everything that is counted of the lists of a year.

    `first_on`, `last_on`: days of the first and the last list. `rows`: youths of all lists, the censored among them; `youths` each once.
    """

    first_on: date
    last_on: date
    lists: int
    rows: int
    youths: int
    events: int | None
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
    return replace(
        figures,
        events=_safe(figures.events, of=figures.rows),
        censored=_safe(figures.censored, of=figures.rows),
        calibration=_shown_calibration(figures.calibration),
        listed=_shown_chosen(figures.listed),
        missed=_shown_missed(figures.missed),
        periods=_shown_periods(figures.periods),
        lead=figures.lead if figures.lead and figures.lead.cases >= FEWEST else None,
    )


def _shown_calibration(told: tuple[Calibrated, ...]) -> tuple[Calibrated, ...]:
    """By regime and band as one table; sums of regimes are left out where they would give away what is hidden in it."""
    bands = [one for one in told if one.band]
    lines = safe_table([[one.events or 0, one.n - (one.events or 0)] for one in bands]).lines if bands else ()
    hidden = {
        (one.regime, one.band): one.events or 0 for one, line in zip(bands, lines, strict=False) if line[0] is None
    }
    regimes = {one.regime for one in bands}
    if any(_gives_away([count for key, count in hidden.items() if key[0] == regime]) for regime in regimes):
        hidden |= {(regime, ""): 0 for regime in regimes}
    small = {(one.regime, one.band) for one in told if _safe(one.events, of=one.n) is None}
    return tuple(_bare(one) if (one.regime, one.band) in hidden.keys() | small else one for one in told)


def _gives_away(hidden: list[int]) -> bool:
    """Whether a sum beside what is hidden would tell of one row, or of too few people."""
    return len(hidden) == 1 or 0 < sum(hidden) < FEWEST


def _bare(one: Calibrated) -> Calibrated:
    return replace(one, events=None, share=None, ratio=None, slope=None, intercept=None)


def _shown_chosen(told: Chosen) -> Chosen:
    hits, found = _safe(told.hits, of=told.places), _safe(told.found, of=told.endings)
    return replace(
        told,
        hits=hits,
        found=found,
        precision=None if hits is None else told.precision,
        recall=None if found is None else told.recall,
    )


def _shown_missed(told: tuple[tuple[str, int | None], ...]) -> tuple[tuple[str, int | None], ...]:
    if not told:
        return ()
    lines = safe_table([[count or 0 for _, count in told]]).lines
    return tuple((name, count) for (name, _), count in zip(told, lines[0], strict=False))


def _shown_periods(told: tuple[Period, ...]) -> tuple[Period, ...]:
    if not told:
        return ()
    became = safe_table([[one.events or 0, one.censored or 0] for one in told]).lines
    placed = safe_table([[one.hits or 0, one.places - (one.hits or 0)] for one in told]).lines
    rows = zip(told, became, placed, strict=False)
    return tuple(replace(one, events=a[0], censored=a[1], hits=b[0]) for one, a, b in rows)


def _safe(count: int | None, *, of: int) -> int | None:
    """A count, or None where it or what is left beside it is too small to be shown."""
    if count is None or 0 < count < FEWEST or 0 < of - count < FEWEST:
        return None
    return count
