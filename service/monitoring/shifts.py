"""How far a column has moved from the same school weeks of earlier years: an effect in a unit that can be read, and what chance explains.

Numbers are compared by the earth mover's distance in standard deviations of the earlier years (as in Evidently's `Wasserstein distance
(normed)`), words by Cohen's w, which for a yes and no is the same thing, shares by their plain difference. What earlier years differ among
themselves is taken off: no year is like another, and a cohort is no alarm.
How likely chance is follows from the number of youths, not of rows: who is 15 to 18 stands in several years, so all earlier years together
count as one. Youths who stand on both sides make the truth less likely still, never more.
Source: Cohen, Statistical power analysis for the behavioral sciences, 1988, chapter 7; Smirnov's limit of the Kolmogorov distance.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import copysign, sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import special

from service.monitoring.tallies import Tally, pooled

SMALLEST_SPREAD: Final = 0.001
"""A standard deviation below this counts as this: where nearly all were alike, any difference is far. The same as Evidently's."""
Distance = Callable[[Tally, Tally], float]


@dataclass(frozen=True)
class Shift:
    """One column beside earlier years, in the terms of `service.domain.watching.Measured`."""

    value: float
    usual: float
    n: int
    n_reference: int
    effect: float
    p: float


def number_shift(now: Tally, years: Sequence[Tally]) -> Shift:
    """Numbers: the means, and the earth mover's distance in standard deviations beyond what is usual between years."""
    before = pooled(years)
    mean, usual = _mean(now), _mean(before)
    effect = _beyond(normed, now, years)
    return Shift(
        mean, usual, now.known, _youths(years), copysign(effect, mean - usual), _p_of_numbers(now, before, years)
    )


def word_shift(now: Tally, years: Sequence[Tally], *, distance: Distance) -> Shift:
    """Words: the distance from earlier years, that of earlier years among themselves, and by how much the first is greater."""
    before = pooled(years)
    far = distance(now, before)
    effect = _beyond(distance, now, years)
    return Shift(far, far - effect, now.known, _youths(years), effect, _p_of_words(now, before, years))


def share_shift(now: Tally, years: Sequence[Tally], *, having: str | None) -> Shift:
    """The share of youths with a word, or with nothing at all (None): both shares, and their difference beyond what is usual."""
    yes, (part, *parts) = _split(now, having), [_split(year, having) for year in years]
    every = [part, *parts]
    share, usual = _share(yes), _share(pooled(every))
    effect = _beyond(parted, yes, every)
    p = _p_of_words(yes, pooled(every), every)
    return Shift(share, usual, yes.known, _youths(every), copysign(effect, share - usual), p)


def cohens_w(now: Tally, before: Tally) -> float:
    """How far two tallies of words lie apart; the share of a word is set against its mean on both sides, so that new words count too."""
    here, there = _shares(now, before)
    return float(np.sqrt(np.sum((here - there) ** 2 / ((here + there) / 2))))


def parted(now: Tally, before: Tally) -> float:
    """Share of youths who would have to be told another word for both sides to be alike (total variation)."""
    here, there = _shares(now, before)
    return float(np.abs(here - there).sum() / 2)


def earth_movers(now: Tally, before: Tally) -> float:
    """The area between two distribution functions, in the unit of the column."""
    at, here, there = _distributions(now, before)
    return float(np.sum(np.abs(here - there)[:-1] * np.diff(at)))


def normed(now: Tally, before: Tally) -> float:
    """The earth mover's distance in standard deviations of the earlier side."""
    return earth_movers(now, before) / max(_spread(before), SMALLEST_SPREAD)


def _beyond(distance: Distance, now: Tally, years: Sequence[Tally]) -> float:
    """How much farther from earlier years this one lies than the one of them that lies farthest from the others; never below 0."""
    known = [year for year in years if year.known]
    if not known or not now.known:
        return 0.0
    usual = 0.0
    if len(known) > 1:
        usual = max(distance(year, pooled([*known[:place], *known[place + 1 :]])) for place, year in enumerate(known))
    return max(0.0, distance(now, pooled(known)) - usual)


def _p_of_numbers(now: Tally, before: Tally, years: Sequence[Tally]) -> float:
    if not now.known or not before.known:
        return 1.0
    _, here, there = _distributions(now, before)
    return float(special.kolmogorov(sqrt(_effective(now, years)) * np.abs(here - there).max()))


def _p_of_words(now: Tally, before: Tally, years: Sequence[Tally]) -> float:
    if not now.known or not before.known:
        return 1.0
    here, there = _shares(now, before)
    middle = (here * now.known + there * _youths(years)) / (now.known + _youths(years))
    return float(special.chdtrc(max(1, len(here) - 1), _effective(now, years) * np.sum((here - there) ** 2 / middle)))


def _effective(now: Tally, years: Sequence[Tally]) -> float:
    return now.known * _youths(years) / (now.known + _youths(years))


def _youths(years: Sequence[Tally]) -> int:
    """As many as had a value in a year; the same youths stand in several."""
    return max(year.known for year in years)


def _distributions(now: Tally, before: Tally) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """All values of both in order, and the share of each side at or below each of them."""
    at = np.union1d(now.at, before.at)
    return at, _at_or_below(now, at), _at_or_below(before, at)


def _at_or_below(one: Tally, at: NDArray[np.float64]) -> NDArray[np.float64]:
    sums = np.concatenate([[0], np.cumsum(one.counts)])
    found: NDArray[np.float64] = sums[np.searchsorted(one.at, at, side="right")] / max(1, one.known)
    return found


def _shares(now: Tally, before: Tally) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The share of each word that anybody has on either side, on both sides."""
    words = np.union1d(now.at[now.counts > 0], before.at[before.counts > 0])
    here, there = (_counts_at(one, words) / max(1, one.known) for one in (now, before))
    return here, there


def _counts_at(one: Tally, words: NDArray[np.str_]) -> NDArray[np.float64]:
    found = np.zeros(len(words))
    found[np.searchsorted(words, one.at[one.counts > 0])] = one.counts[one.counts > 0]
    return found


def _split(one: Tally, having: str | None) -> Tally:
    """Yes and no: those with a word among those with any, or those without any among all."""
    yes = one.missing if having is None else int(one.counts[one.at == having].sum())
    total = one.rows if having is None else one.known
    return Tally(np.array(["no", "yes"]), np.array([total - yes, yes], np.int64), 0)


def _share(one: Tally) -> float:
    return float(one.counts[one.at == "yes"].sum() / max(1, one.known))


def _mean(one: Tally) -> float:
    return float(np.sum(one.at * one.counts) / one.known) if one.known else 0.0


def _spread(one: Tally) -> float:
    mean = _mean(one)
    return sqrt(float(np.sum((one.at - mean) ** 2 * one.counts) / max(1, one.known)))
