"""What is measured of each school and of the town in a weekly run: silence, how absence is coded, and how much of it there is.

Of absence the pupils are their own controls: a school's pupils who missed anything are held against how often the same pupils did before,
after what all other schools saw in the same week is divided out. So neither a season nor a new cohort is a difference, and chance is
measured by what schools ordinarily differ, not assumed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from service.domain.watching import Matter, Measured
from service.monitoring.school_weeks import KINDS, SchoolWeeks

AT_ONCE: Final = 2
"""Weeks that are judged together: what began a week ago is told from chance better than by one of them alone."""
A_YEAR: Final = 40
"""School weeks of a year: how long a school or pupil is known before something is usual."""
FEWEST_WEEKS: Final = 20
"""School weeks without which nothing is usual yet."""
DELIVERED_WEEKS: Final = 5
"""Weeks of a year with rows that make an institution one that delivers."""
USUAL_WEEKS: Final = 8
"""School weeks with rows whose median is what a school usually sends of a pupil."""
FADES: Final = 0.5 ** (1 / 5)
"""What a fortnight weighs in a pupil's own rate beside the one a week later: half of it after five, for who is away often is for weeks."""
PRIOR_WEEKS: Final = 3.0
"""Fortnights that everybody's rate weighs in a pupil's own: newcomers have no past."""
PRIOR_AWAY: Final = 500.0
"""Pupils away that no difference weighs in a school's own level."""
TELLS: Final = 0.3
"""A pupil weighs this, divided by it and the pupil's own rate: from 1 for who is never away to a sixth for who always is."""
WHOLE: Final = 0.9
"""Share of a week's rows from which the week counts as received; of half a week fewer are away."""
UPWARD: Final = 0.8
"""Share of the chance of a false alarm that is spent on rises; the rest on falls."""


def measure_schools(weeks: SchoolWeeks) -> Iterator[Measured]:
    """Everything that the week just ended tells of the schools; nothing if it held no school day, and little without a past."""
    if not weeks.ended_this_week:
        return
    yield from silence(weeks)
    if len(weeks.weeks) < FEWEST_WEEKS:
        return
    yield from kinds(weeks)
    yield from absence(weeks)


def silence(weeks: SchoolWeeks) -> Iterator[Measured]:
    """How much of what a school usually sends of each pupil enrolled there came, in the better of its last two school weeks.

    Counted, not estimated. Effect: the share of the usual that is missing. One week may come late; that is not yet silence.
    n: rows that were to come.
    """
    to_come = weeks.enrolled * weeks.expected_days
    for school, name in enumerate(weeks.schools):
        held = np.flatnonzero(to_come[school])
        sent, due = weeks.received[school, held], to_come[school, held]
        before = (sent / due)[-AT_ONCE - A_YEAR : -AT_ONCE]
        if not to_come[school, -1] or np.count_nonzero(before) < DELIVERED_WEEKS:
            continue
        usual = float(np.median(before[before > 0][-USUAL_WEEKS:]))
        came = float(min(1.0, (sent / due)[-AT_ONCE:].max() / usual))
        n, reference = round(usual * int(due[-1])), int(sent[:-AT_ONCE].sum())
        yield Measured(Matter.SCHOOL_SILENT, name, came, 1.0, n, reference, 1.0 - came, 1.0, is_fact=True)


def kinds(weeks: SchoolWeeks) -> Iterator[Measured]:
    """How the absence of two weeks divides into kinds at each school, beside the year before them.

    Effect: Cohen's h, the difference of the angles of two shares; the same for a rare kind and a common one. Source: Cohen 1988, chapter 6.
    """
    away = weeks.by_school(weeks.away.astype(np.float32))
    for school, name in enumerate(weeks.schools):
        missed, people = _together(weeks.missed[:, school]), _together(away[school])
        total = missed.sum(axis=0)
        past = slice(-AT_ONCE - A_YEAR, -AT_ONCE)
        told = np.flatnonzero(total[past] > 0)
        if total[-1] <= 0 or len(told) < FEWEST_WEEKS:
            continue
        for number, kind in enumerate(KINDS):
            shares = missed[number, past][told] / total[past][told]
            usual = float(missed[number, past].sum() / total[past].sum())
            now = float(missed[number, -1] / total[-1])
            effect = float(_angle(now) - _angle(usual))
            scatter = max(_spread(_angle(shares) - _angle(usual)), 1 / np.sqrt(people[-1]))
            p = 2 * float(norm.sf(abs(effect) / scatter))
            reference = int(people[past].sum() / AT_ONCE)
            yield Measured(Matter.SCHOOL_KINDS, f"{name}/{kind}", now, usual, int(people[-1]), reference, effect, p)


def absence(weeks: SchoolWeeks) -> Iterator[Measured]:
    """How many pupils missed anything in two weeks at each school, beside what the same pupils and all other schools lead to expect.

    Effect: the share of what was expected by which it is more or less. The chance weighs pupils by how much they tell: somebody who is
    often away says less about the school than somebody who never is. Who is away in both weeks counts once: the second tells little.
    """
    fortnights = _fortnights(weeks)
    rates = _own_rates(fortnights)
    pupils = weeks.by_school(fortnights.there.astype(np.float32)) * fortnights.whole
    own = _levels(weeks, fortnights, rates, np.ones_like(rates))
    telling = _levels(weeks, fortnights, rates, TELLS / (rates + TELLS))
    standard = (telling.away - telling.expected) / np.sqrt(np.maximum(telling.expected, 1.0))
    past = slice(A_YEAR, -AT_ONCE)  # before, the pupils' own rates rest on too little
    told = pupils > 0
    pooled = _spread(standard[:, past][told[:, past]])
    for school, name in enumerate(weeks.schools):
        earlier = told[school, past]
        if not told[school, -1] or np.count_nonzero(earlier) < FEWEST_WEEKS:
            continue
        alone = float(np.sqrt(np.mean(standard[school, past][earlier] ** 2)))
        scatter = np.sqrt((alone**2 + pooled**2) / 2)
        there, away, expected = (float(given[school, -1]) for given in (pupils, own.away, own.expected))
        effect = (away - expected) / max(expected, 1.0)
        n, reference = int(there), int(pupils[school, past].sum() / AT_ONCE)
        p = _chance(float(standard[school, -1] / scatter)) if scatter else 1.0
        yield Measured(Matter.SCHOOL_ABSENCE, name, away / there, expected / there, n, reference, effect, p)


@dataclass(frozen=True, eq=False)
class Fortnights:
    """Of each week and the one before it: who had rows in both, who of them missed anything in either, and whether neither came in part.

    Shape: weeks x pupils; `whole` schools x weeks.
    """

    there: NDArray[np.bool_]
    away: NDArray[np.bool_]
    whole: NDArray[np.bool_]


def _fortnights(weeks: SchoolWeeks) -> Fortnights:
    there, away = weeks.place >= 0, weeks.away.copy()
    there[1:] &= weeks.place[:-1] >= 0
    away[1:] |= weeks.away[:-1]
    there[0] = False
    whole = weeks.received >= WHOLE * weeks.pupils() * weeks.expected_days
    whole[:, 1:] &= whole[:, :-1]
    return Fortnights(there, away & there, whole)


@dataclass(frozen=True, eq=False)
class Levels:
    """How many pupils of each school were away in each fortnight, and how many were expected to be; none where a week came in part.

    Shape: schools x weeks.
    """

    away: NDArray[np.float64]
    expected: NDArray[np.float64]


def _levels(
    weeks: SchoolWeeks, fortnights: Fortnights, rates: NDArray[np.float32], weights: NDArray[np.float32]
) -> Levels:
    counted = (fortnights.away * weights, fortnights.there * rates * weights)
    away, own = (weeks.by_school(given) * fortnights.whole for given in counted)
    elsewhere, expected_elsewhere = away.sum(axis=0) - away, own.sum(axis=0) - own
    in_town = np.divide(elsewhere, expected_elsewhere, out=np.ones_like(own), where=expected_elsewhere > 0)
    expected = own * in_town
    return Levels(away, expected * _own_levels(away, expected))


def _own_rates(fortnights: Fortnights) -> NDArray[np.float32]:
    """How often each pupil was away in the fortnights before the one that is judged, as a share of all of them, late ones the most."""
    there = fortnights.there
    rates = np.zeros(there.shape, np.float32)
    away, told = np.zeros(there.shape[1], np.float32), np.zeros(there.shape[1], np.float32)
    for week in range(len(there)):
        before = week - AT_ONCE
        if before >= 0:
            away = FADES * away + fortnights.away[before]
            told = FADES * told + there[before]
        everybody = away.sum() / max(float(told.sum()), 1.0)
        rates[week] = (away + PRIOR_WEEKS * everybody) / (told + PRIOR_WEEKS)
    return rates


def _own_levels(away: NDArray[np.float64], expected: NDArray[np.float64]) -> NDArray[np.float64]:
    """What a school had of what was expected, over the year before the weeks that are judged together."""
    sums = [np.concatenate([np.zeros((len(given), 1)), given.cumsum(axis=1)], axis=1) for given in (away, expected)]
    until = np.maximum(np.arange(away.shape[1]) - AT_ONCE + 1, 0)
    since = np.maximum(until - A_YEAR, 0)
    had, was_expected = (given[:, until] - given[:, since] + PRIOR_AWAY for given in sums)
    return np.asarray(had / was_expected)


def _together(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each week with the one before it, along the last axis."""
    summed = values.copy()
    summed[..., 1:] += values[..., :-1]
    return summed


def _angle(share: NDArray[np.float64] | float) -> NDArray[np.float64]:
    return np.asarray(2 * np.arcsin(np.sqrt(share)))


def _spread(values: NDArray[np.float64]) -> float:
    """The standard deviation, by the median, so that past alarms do not widen it."""
    return float(1.4826 * np.median(np.abs(values - np.median(values))))


def _chance(standard: float) -> float:
    """How likely chance alone goes so far, most of it spent on rises."""
    spent = UPWARD if standard > 0 else 1 - UPWARD
    return min(1.0, float(norm.sf(abs(standard))) / spent)
