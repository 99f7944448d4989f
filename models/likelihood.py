"""How likely a history of absence is at each course, summed over the lasting level a youth may have.

The beta-binomial likelihood of each (missed, scheduled) is tabled on a grid of logits. Lasting levels lie as far apart as the grid's
points, so that one set of four weights reads the table at every level of a course: that is what makes a fit quick.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln, expit, gammaln

from features.windows import compiled

Floats = NDArray[np.float64]

STEP: Final = 0.25
OFFSETS: Final = np.arange(-3.5, 3.5 + STEP / 2, STEP)
"""Lasting levels (logit, against the class) over which each youth is integrated. Evenly spaced, not Gauss-Hermite: with ten periods a
youth's own level is known more closely than the gaps of a few dozen Gauss-Hermite nodes, and an even sum is exact to 1e-4 from a
spread of 0.2 up."""
LOWEST, HIGHEST = -7.0, 1.5
"""Between these logits (1 in 1,000 to 4 in 5) a course may lie."""
_GRID: Final = np.arange(LOWEST + OFFSETS[0] - STEP, HIGHEST + OFFSETS[-1] + 2.5 * STEP, STEP)
"""Logits at which each period's likelihood is tabled; between them it is interpolated (cubic)."""
_FAINT: Final = -25.0
"""Log of a share of belief below which it is nothing (1e-11)."""


@dataclass(frozen=True, eq=False)
class Evidence:
    """Histories as rows of distinct (missed, scheduled).

    Shape: `pairs` distinct x 2; `row` youths x periods, -1 in a period without records.
    """

    pairs: Floats
    row: NDArray[np.int64]

    def __getitem__(self, youths: NDArray[np.int64] | NDArray[np.bool_]) -> Evidence:
        return Evidence(self.pairs, self.row[youths])

    @property
    def known(self) -> NDArray[np.bool_]:
        """Who has records in any period."""
        return np.asarray((self.row >= 0).any(axis=1))


class Told(NamedTuple):
    """What histories say of a mixture.

    Shape: `total` log-likelihood per youth; `by_class` posteriors, youths x classes; `mass` of youths, classes x levels; `slope` and
    `bend` of the log-likelihood by course, classes x periods, both 0 unless they were asked for.
    """

    total: Floats
    by_class: Floats
    mass: Floats
    slope: Floats
    bend: Floats


class _Reading(NamedTuple):
    """Where, and with what weights, the table is read at each class's course; and whether its neighbourhood is summed.

    Shape: `first` classes x periods; `weights` classes x periods x 4.
    """

    first: NDArray[np.int64]
    weights: Floats
    learn: bool


class _Sums(NamedTuple):
    """What is filled in youth by youth: as in Told, and what the table says at each course's four neighbours, weighted by belief."""

    total: Floats
    by_class: Floats
    mass: Floats
    near: Floats


def gather(missed: Floats, scheduled: Floats) -> Evidence:
    """Counts as evidence: what occurs often is tabled once."""
    seen = scheduled > 0
    pairs, at = np.unique(np.stack([missed[seen], scheduled[seen]], axis=1), axis=0, return_inverse=True)
    row = np.full(seen.shape, -1)
    row[seen] = at.ravel()
    return Evidence(pairs, row)


def tabled(pairs: Floats, scatter: float) -> Floats:
    """Beta-binomial log-likelihood of each (missed, scheduled) at each logit of the grid.

    The gamma function is taken once for each distinct number, not for each pair: that is where the time would go.
    Shape: pairs x grid.
    """
    missed, scheduled = pairs[:, 0], pairs[:, 1]
    strength = 1 / scatter - 1
    high, low = expit(_GRID) * strength, expit(-_GRID) * strength
    ways = gammaln(scheduled + 1) - gammaln(missed + 1) - gammaln(scheduled - missed + 1)
    whole = ways - gammaln(scheduled + strength)
    return np.asarray(
        _gamma_of_sums(missed, high) + _gamma_of_sums(scheduled - missed, low) + (whole[:, None] - betaln(high, low))
    )


def tell(row: NDArray[np.int64], table: Floats, prior: Floats, courses: Floats, *, learn: bool) -> Told:
    """What histories say, given a table of likelihoods.

    Shape: `prior` log of class and level together, classes x levels; `courses` logits, classes x periods.
    """
    place = (np.clip(courses, LOWEST, HIGHEST) + OFFSETS[0] - _GRID[0]) / STEP
    first = np.floor(place).astype(np.int64)
    value, slope, bend = _weights(place - first)
    sums = _Sums(
        np.empty(len(row)), np.zeros((len(row), len(prior))), np.zeros(prior.shape), np.zeros((*courses.shape, 4))
    )
    _add_up(row, table, prior, _Reading(first - 1, value, learn), sums)
    return Told(sums.total, sums.by_class, sums.mass, (sums.near * slope).sum(axis=2), (sums.near * bend).sum(axis=2))


def _weights(part: Floats) -> tuple[Floats, Floats, Floats]:
    """What turns four neighbours of the table into value, slope and bend between the middle two.

    Shape: classes x periods x 4, three times.
    """
    value = (
        part * (-1 + part * (2 - part)) / 2,
        1 + part**2 * (3 * part - 5) / 2,
        part * (1 + part * (4 - 3 * part)) / 2,
        part**2 * (part - 1) / 2,
    )
    slope = (-1 + part * (4 - 3 * part), part * (9 * part - 10), 1 + part * (8 - 9 * part), part * (3 * part - 2))
    bend = (1 - part, 3 * part - 2, 1 - 3 * part, part)
    return (
        np.stack(value, axis=-1),
        np.stack(slope, axis=-1) / (2 * STEP),
        np.stack(bend, axis=-1) / STEP**2,
    )


@compiled
def _add_up(row: NDArray[np.int64], table: Floats, prior: Floats, reading: _Reading, sums: _Sums) -> None:
    belief = np.empty(prior.shape)
    for youth in range(len(row)):
        belief[:] = prior
        for period in range(row.shape[1]):
            if row[youth, period] >= 0:
                _add_period(table[row[youth, period]], period, reading, belief)
        sums.total[youth] = _normalise(belief, sums.by_class[youth])
        if reading.learn:
            sums.mass[:] += belief
            for period in range(row.shape[1]):
                if row[youth, period] >= 0:
                    _add_near(table[row[youth, period]], reading.first[:, period], belief, sums.near[:, period])


@compiled
def _add_period(at: Floats, period: int, reading: _Reading, belief: Floats) -> None:
    for kind in range(len(belief)):
        near = at[reading.first[kind, period] :]
        a, b, c, d = reading.weights[kind, period]
        for level in range(belief.shape[1]):
            belief[kind, level] += a * near[level] + b * near[level + 1] + c * near[level + 2] + d * near[level + 3]


@compiled
def _normalise(belief: Floats, by_class: Floats) -> float:
    """From logs to shares of one, 0 below what can matter; with the log of their sum."""
    top = belief.max()
    for kind in range(len(belief)):
        for level in range(belief.shape[1]):
            under = belief[kind, level] - top
            belief[kind, level] = np.exp(under) if under > _FAINT else 0.0
            by_class[kind] += belief[kind, level]
    whole = by_class.sum()
    belief /= whole
    by_class /= whole
    return float(top + np.log(whole))


@compiled
def _add_near(at: Floats, first: NDArray[np.int64], belief: Floats, near: Floats) -> None:
    """What the table says at the four neighbours of each course, weighted by belief in each level."""
    for kind in range(len(belief)):
        a, b, c, d = 0.0, 0.0, 0.0, 0.0
        for level in range(belief.shape[1]):
            share = belief[kind, level]
            if share > 0:
                place = first[kind] + level
                a += share * at[place]
                b += share * at[place + 1]
                c += share * at[place + 2]
                d += share * at[place + 3]
        near[kind, 0] += a
        near[kind, 1] += b
        near[kind, 2] += c
        near[kind, 3] += d


def _gamma_of_sums(counts: Floats, shift: Floats) -> Floats:
    distinct, at = np.unique(counts, return_inverse=True)
    return np.asarray(gammaln(distinct[:, None] + shift)[at])
