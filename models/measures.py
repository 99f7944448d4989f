"""How well scores told what happened: ranking, catching at capacity and calibration, each with an interval by youth.

One home for training and monitoring. Rows are sorted once (`rank`), and a measure is asked about many resamples of youths at once, so
that a thousand of them cost a fraction of a second. Ties are never broken by chance or by row order: a capacity that falls inside a tie
takes the same share of everybody in it. A measure that does not exist (no outcome of one kind, for instance) is NaN, never 0 or 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array
from scipy.special import expit

from models.recalibration import log_odds, recalibrate

Floats = NDArray[np.float64]
Counts = tuple[csr_array, csr_array]
"""Dropouts and rows, groups x youths."""

RESAMPLES, LEVEL = 1000, 0.95
SHARE: Final = 0.05
"""Share of youths flagged for the measures at capacity: about what counsellors can take up."""
SHARES: Final = (0.02, SHARE, 0.10)
"""Shares of youths for which lists are measured."""
BINS: Final = 10
"""Groups of equally many rows, by risk, in which the calibration error is looked for."""
GRID: Final = 0.002
"""Log-odds between neighbouring risks when a slope is fitted to resamples: it moves the ends by less than a thousandth where thousands of
rows tell, and by up to two hundredths where a few dropouts do; the value itself is fitted to the risks as they are."""
_DRAWN_AT_ONCE: Final = 50
"""Resamples held in memory together."""


@dataclass(frozen=True)
class Ranked:
    """Rows by falling score.

    `youth`: number of the row's youth, 0 to `youths` - 1. `last`: positions of the last row of each run of equal scores.
    `step`: number of the row's step, a run of equal scores or neighbouring runs without a dropout, which no ranking tells apart.
    """

    outcome: Floats
    score: Floats
    youth: NDArray[np.int64]
    last: NDArray[np.int64]
    step: NDArray[np.int64]
    youths: int

    @cached_property
    def counts(self) -> Counts:
        """Dropouts and rows of each step by youth."""
        return self._counts(self.step)

    @cached_property
    def runs(self) -> Counts:
        """Dropouts and rows of each run of equal scores by youth."""
        return self._counts(np.searchsorted(self.last, np.arange(len(self.score))))

    @cached_property
    def grid(self) -> tuple[Floats, Counts]:
        """Risks on a fine grid of log-odds, and dropouts and rows of each by youth."""
        place = np.round(log_odds(self.score) / GRID)
        found, of_row = np.unique(place, return_inverse=True)
        return expit(found * GRID), self._counts(of_row)

    def _counts(self, group: NDArray[np.int64]) -> Counts:
        groups, one = int(group.max(initial=-1)) + 1, np.ones(len(group))
        hit = self.outcome == 1
        shape = (groups, self.youths)
        hits = csr_array((one[hit], (group[hit], self.youth[hit])), shape=shape)
        return hits, csr_array((one, (group, self.youth)), shape=shape)

    @cached_property
    def recalibration(self) -> Floats:
        """Intercept and slope over all rows: where the search begins in every resample."""
        return recalibrate(self.score, self.outcome[:, None], np.ones((len(self.outcome), 1)), start=(0.0, 1.0))[:, 0]


@dataclass(frozen=True)
class Drawn:
    """Ranked rows in several resamples of youths. `times`: how often each youth is drawn, youths x draws."""

    rows: Ranked
    times: Floats

    @cached_property
    def caught(self) -> tuple[Floats, Floats]:
        """Dropouts and rows at or above each step, beginning with none: (steps + 1) x draws."""
        none = np.zeros((1, self.times.shape[1]))
        hits, flagged = (np.cumsum(np.vstack([none, count @ self.times]), axis=0) for count in self.rows.counts)
        return hits, flagged

    @cached_property
    def recalibration(self) -> Floats:
        """Intercept and slope of the outcome's logistic regression on the risk's log-odds: 2 x draws."""
        start = self.rows.recalibration
        if self.times.shape[1] == 1 and (self.times == 1).all():
            return start[:, None]
        risk, (hits, counted) = self.rows.grid
        begin = (0.0, 1.0) if np.isnan(start).any() else (float(start[0]), float(start[1]))
        return recalibrate(risk, hits @ self.times, counted @ self.times, start=begin)

    def total(self, column: Floats) -> Floats:
        """The sum of a column over the rows of each draw."""
        total: Floats = np.bincount(self.rows.youth, column, self.rows.youths) @ self.times
        return total


@dataclass(frozen=True)
class Estimate:
    """A measure and its interval by resampling youths; NaN where it does not exist."""

    value: float
    low: float
    high: float


Measure = Callable[[Drawn], Floats]
"""A measure of ranked rows, one figure a draw."""


def rank(outcome: ArrayLike, score: ArrayLike, *, youth: ArrayLike | None = None) -> Ranked:
    """Sort rows by falling score; a missing score ranks below every other.

    Shape: one outcome (0 or 1), score and youth per row; without `youth` every row is somebody else's.
    Raises: ValueError if the shapes differ or an outcome is neither 0 nor 1.
    """
    return rank_within(outcome, score, youth, None)


def rank_within(
    outcome: ArrayLike, score: ArrayLike, youth: ArrayLike | None, strata: NDArray[np.int64] | None
) -> Ranked:
    """Rows by stratum, and within each by falling score; without `strata` all are in one."""
    outcomes, scores = np.asarray(outcome, dtype=np.float64), np.asarray(score, dtype=np.float64)
    if outcomes.shape != scores.shape or not np.isin(outcomes, (0, 1)).all():
        raise ValueError(
            f"measures: got {outcomes.shape} outcomes for {scores.shape} scores, allowed is one outcome, 0 or 1, for each score"
        )
    scores = np.where(np.isnan(scores), -np.inf, scores)
    strata = np.zeros(len(scores), dtype=np.int64) if strata is None else strata
    codes = np.arange(len(scores)) if youth is None else np.unique(np.asarray(youth, dtype=str), return_inverse=True)[1]
    order = np.lexsort((-scores, strata))
    falling, strata, outcomes = scores[order], strata[order], outcomes[order]
    begins = np.append(True, strata[1:] != strata[:-1])[: len(order)]
    starts = begins | np.append(True, falling[1:] != falling[:-1])[: len(order)]
    run = np.cumsum(starts) - 1
    holds = np.bincount(run, outcomes) > 0
    apart = holds | np.append(True, holds[:-1])[: len(holds)] | begins[starts]
    last = np.flatnonzero(np.append(starts[1:], True)[: len(order)])
    step = (np.cumsum(apart) - 1)[run].astype(np.int64)
    return Ranked(outcomes, falling, codes[order].astype(np.int64), last, step, int(codes.max(initial=-1)) + 1)


def whole(rows: Ranked) -> Drawn:
    """Every row once: one draw."""
    return Drawn(rows, np.ones((rows.youths, 1)))


def measure_of(rows: Ranked, measure: Measure) -> float:
    """A measure over all rows, without an interval."""
    return float(measure(whole(rows))[0])


def share_of(part: Floats, total: Floats) -> Floats:
    """One sum as a share of another; NaN where there is nothing to share."""
    part, total = np.broadcast_arrays(np.asarray(part, dtype=np.float64), np.asarray(total, dtype=np.float64))
    shares: Floats = np.divide(part, total, out=np.full(total.shape, np.nan), where=total > 0)
    return shares


def auroc(drawn: Drawn) -> Floats:
    """Chance that one who dropped out ranks above one who did not; ties count half."""
    hits, flagged = drawn.caught
    misses = flagged - hits
    area = np.sum(np.diff(misses, axis=0) * (hits[1:] + hits[:-1]) / 2, axis=0)
    return share_of(area, hits[-1] * misses[-1])


def average_precision(drawn: Drawn) -> Floats:
    """Precision averaged over the recall gained at each score, as in scikit-learn."""
    hits, flagged = drawn.caught
    precision = np.divide(hits, flagged, out=np.zeros_like(hits), where=flagged > 0)
    return share_of(np.sum(np.diff(hits, axis=0) * precision[1:], axis=0), hits[-1])


def _check_share(share: float) -> None:
    if not 0 < share <= 1:
        raise ValueError(f"measures: got a share of {share}, allowed is above 0 and at most 1")


def recall_at(share: float) -> Measure:
    """Share of the dropouts that lie among the `share` of rows with the highest scores; inside a tie, in proportion.

    Raises: ValueError if `share` is not above 0 and at most 1.
    """
    _check_share(share)
    return lambda drawn: share_of(_caught_at(drawn, share), drawn.caught[0][-1])


def precision_at(share: float) -> Measure:
    """Share of dropouts among the `share` of rows with the highest scores; inside a tie, in proportion.

    Raises: ValueError if `share` is not above 0 and at most 1.
    """
    _check_share(share)
    return lambda drawn: share_of(_caught_at(drawn, share), share * drawn.caught[1][-1])


def brier(drawn: Drawn) -> Floats:
    """Mean squared distance of risk and outcome."""
    rows = drawn.rows
    return share_of(drawn.total((rows.score - rows.outcome) ** 2), drawn.caught[1][-1])


def calibration_slope(drawn: Drawn) -> Floats:
    """Slope of the outcome's logistic regression on the risk's log-odds: 1 is right, below 1 the risks are too extreme."""
    slope: Floats = drawn.recalibration[1]
    return slope


def calibration_intercept(drawn: Drawn) -> Floats:
    """Intercept of the outcome's logistic regression on the risk's log-odds: 0 is right where the slope is 1."""
    intercept: Floats = drawn.recalibration[0]
    return intercept


def predicted_over_observed(drawn: Drawn) -> Floats:
    """Dropouts foretold per dropout that happened: 1 is right, above 1 too many were foretold."""
    return share_of(drawn.total(drawn.rows.score), drawn.caught[0][-1])


def calibration_error(drawn: Drawn) -> Floats:
    """Mean distance of foretold and observed share over tenths of the rows by risk; equal risks stay together.

    Unit: share, 0.0 to 1.0. Source: expected calibration error with bins of equal size.
    """
    rows, draws = drawn.rows, drawn.times.shape[1]
    if not len(rows.last):
        return np.full(draws, np.nan)
    hits, counted = (count @ drawn.times for count in rows.runs)
    flagged, too_many = np.cumsum(counted, axis=0), np.cumsum(counted * rows.score[rows.last][:, None] - hits, axis=0)
    none, total = np.zeros((1, draws)), np.maximum(flagged[-1], 1)
    middle = (flagged + np.vstack([none, flagged[:-1]])) / 2
    tenth = np.minimum((BINS * middle / total).astype(np.int64), BINS - 1) + BINS * np.arange(draws)
    off = np.bincount(tenth.ravel(), np.diff(np.vstack([none, too_many]), axis=0).ravel(), BINS * draws)
    return share_of(np.abs(off.reshape(draws, BINS)).sum(axis=1), flagged[-1])


RANKING: Final[Mapping[str, Measure]] = {
    "auroc": auroc,
    "average_precision": average_precision,
    **{f"recall_at_{round(100 * share)}_percent": recall_at(share) for share in SHARES},
    **{f"precision_at_{round(100 * share)}_percent": precision_at(share) for share in SHARES},
}
"""Measures of order alone: they hold for any score, simple rules too."""
CALIBRATION: Final[Mapping[str, Measure]] = {
    "calibration_slope": calibration_slope,
    "calibration_intercept": calibration_intercept,
    "predicted_over_observed": predicted_over_observed,
    "brier": brier,
    "calibration_error": calibration_error,
}
"""Measures of probabilities."""


@dataclass(frozen=True)
class Resampling:
    """How often youths are drawn again, from which seed, and how wide the interval is."""

    seed: int
    resamples: int = RESAMPLES
    level: float = LEVEL


def estimate(rows: Ranked, measures: Mapping[str, Measure], *, resampling: Resampling) -> dict[str, Estimate]:
    """Each measure with its interval, youths drawn with replacement and all rows of a youth together.

    Unit: that of the measure; the interval is the central `level` of the resamples in which the measure exists.
    """
    parts = [_measured(Drawn(rows, times), measures) for times in _draws(rows.youths, resampling)]
    return _estimates(measures, _measured(whole(rows), measures), parts, resampling.level)


def lead(
    first: Ranked, second: Ranked, measures: Mapping[str, Measure], *, resampling: Resampling
) -> dict[str, Estimate]:
    """Each measure of the first score minus that of the second: paired, so in every draw both see the same youths.

    Raises: ValueError if the two do not hold the same rows.
    """
    return leads(first, {"": second}, measures, resampling=resampling)[""]


def leads(
    first: Ranked, others: Mapping[str, Ranked], measures: Mapping[str, Measure], *, resampling: Resampling
) -> dict[str, dict[str, Estimate]]:
    """`lead` of one score over each of several others, in the same draws; refuses what `lead` does."""
    if not all(_same_rows(first, other) for other in others.values()):
        raise ValueError("measures: got rankings of different rows, allowed are two scores of the same rows")
    own = _measured(whole(first), measures)
    values = {name: own - _measured(whole(other), measures) for name, other in others.items()}
    parts: dict[str, list[Floats]] = {name: [] for name in others}
    for times in _draws(first.youths, resampling):
        own = _measured(Drawn(first, times), measures)
        for name, other in others.items():
            parts[name].append(own - _measured(Drawn(other, times), measures))
    return {name: _estimates(measures, values[name], parts[name], resampling.level) for name in others}


def _same_rows(first: Ranked, other: Ranked) -> bool:
    """Whether both hold as many rows and dropouts of each youth."""
    rows, dropouts = ((np.bincount(one.youth), np.bincount(one.youth, one.outcome)) for one in (first, other))
    return all(np.array_equal(mine, its) for mine, its in zip(rows, dropouts, strict=True))


@dataclass(frozen=True)
class Sums:
    """Sums over rows, of all rows (the first place) and of each resample of youths (the others), from which shares are made.

    A list once made stays as it was in every resample: who was flagged is a fact, who happens to be among the youths is chance.
    """

    by_name: Mapping[str, Floats]
    level: float

    def estimate(self, measure: Callable[[Mapping[str, Floats]], Floats]) -> Estimate:
        """A measure made of the sums, with its interval over the resamples in which it exists."""
        values = measure(self.by_name)
        return _estimate(float(values[0]), values[1:], self.level)


def sums(columns: Mapping[str, ArrayLike], *, youth: ArrayLike, resampling: Resampling) -> Sums:
    """Sums of columns over all rows and over resamples of youths, all rows of a youth together.

    Shape: one number per row and column, one youth per row.
    """
    codes = np.unique(np.asarray(youth, dtype=str), return_inverse=True)[1]
    youths = int(codes.max(initial=-1)) + 1
    by_youth = np.array([np.bincount(codes, np.asarray(column, float), youths) for column in columns.values()])
    drawn = [by_youth @ times for times in _draws(youths, resampling)]
    return Sums(dict(zip(columns, np.hstack([by_youth.sum(axis=1)[:, None], *drawn]), strict=True)), resampling.level)


def _measured(drawn: Drawn, measures: Mapping[str, Measure]) -> Floats:
    """Every measure of every draw: measures x draws."""
    return np.array([measure(drawn) for measure in measures.values()])


def _caught_at(drawn: Drawn, share: float) -> Floats:
    """Dropouts among the `share` of rows with the highest scores; the step at the line in proportion."""
    hits, flagged = drawn.caught
    places, empty = share * flagged[-1], flagged[-1] == 0
    if len(flagged) < 2:
        return np.full(len(places), np.nan)
    at = np.argmax((flagged[1:] >= places) & ~empty, axis=0)
    draw = np.arange(len(places))
    within = share_of(places - flagged[at, draw], flagged[at + 1, draw] - flagged[at, draw])
    caught: Floats = hits[at, draw] + within * (hits[at + 1, draw] - hits[at, draw])
    return caught


def _draws(youths: int, resampling: Resampling) -> Iterator[Floats]:
    """How often each youth is drawn in each resample: youths x draws, some at a time."""
    if youths:
        drawn = _times(youths, resampling.seed, resampling.resamples)
        for begun in range(0, len(drawn), _DRAWN_AT_ONCE):
            yield drawn[begun : begun + _DRAWN_AT_ONCE].T.astype(np.float64, order="C")


@lru_cache(maxsize=2)
def _times(youths: int, seed: int, resamples: int) -> NDArray[np.uint8]:
    """How often each youth is drawn, resamples x youths; kept, since every measure of the same youths asks for the same draws."""
    generator = np.random.default_rng(seed)
    drawn = np.empty((resamples, youths), dtype=np.uint8)
    for number in range(resamples):
        drawn[number] = np.bincount(generator.integers(0, youths, youths), minlength=youths)
    return drawn


def _estimates(
    measures: Mapping[str, Measure], values: Floats, parts: Sequence[Floats], level: float
) -> dict[str, Estimate]:
    drawn = np.hstack([np.empty((len(measures), 0)), *parts])
    return {name: _estimate(float(values[place, 0]), drawn[place], level) for place, name in enumerate(measures)}


def _estimate(value: float, drawn: Floats, level: float) -> Estimate:
    kept = drawn[~np.isnan(drawn)]
    if np.isnan(value) or not len(kept):
        return Estimate(value, float("nan"), float("nan"))
    low, high = np.quantile(kept, ((1 - level) / 2, (1 + level) / 2))
    return Estimate(value, float(low), float(high))
