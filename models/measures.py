"""How well scores told what happened: ranking, catching at capacity and calibration, each with an interval by youth.

One home for training and monitoring. Rows are sorted once (`rank`), then every measure is a few cumulative sums, so that a thousand
resamples of youths cost about a second. Ties are never broken by chance or by row order: a capacity that falls inside a tie takes
the same share of everybody in it. A measure that does not exist (no outcome of one kind, for instance) is NaN, never 0 or 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

RESAMPLES: Final = 1000
LEVEL: Final = 0.95
SHARE: Final = 0.05
"""Share of youths flagged for the measures at capacity: about what counsellors can take up."""
SHARES: Final = (0.02, SHARE, 0.10)
"""Shares of youths for which lists are measured."""
BINS: Final = 10
"""Groups of equally many rows, by risk, in which the calibration error is looked for."""
_NEWTON_STEPS: Final = 25
_SMALLEST_RISK: Final = 1e-9


@dataclass(frozen=True)
class Ranked:
    """Rows by falling score.

    `youth`: number of the row's youth, 0 to `youths` - 1. `last`: positions of the last row of each run of equal scores.
    """

    outcome: Floats
    score: Floats
    youth: NDArray[np.int64]
    last: NDArray[np.int64]
    youths: int


@dataclass(frozen=True)
class Estimate:
    """A measure and its interval by resampling youths; NaN where it does not exist."""

    value: float
    low: float
    high: float


Measure = Callable[[Ranked, Floats], float]
"""A measure of ranked rows under one weight per row."""


def rank(outcome: ArrayLike, score: ArrayLike, *, youth: ArrayLike | None = None) -> Ranked:
    """Sort rows by falling score; a missing score ranks below every other.

    Shape: one outcome (0 or 1), score and youth per row; without `youth` every row is somebody else's.
    Raises: ValueError if the shapes differ or an outcome is neither 0 nor 1.
    """
    outcomes, scores = np.asarray(outcome, dtype=np.float64), np.asarray(score, dtype=np.float64)
    if outcomes.shape != scores.shape or not np.isin(outcomes, (0, 1)).all():
        raise ValueError(
            f"measures: got {outcomes.shape} outcomes for {scores.shape} scores, allowed is one outcome, 0 or 1, for each score"
        )
    scores = np.where(np.isnan(scores), -np.inf, scores)
    codes = np.arange(len(scores)) if youth is None else np.unique(np.asarray(youth, dtype=str), return_inverse=True)[1]
    order = np.argsort(-scores, kind="stable")
    falling = scores[order]
    last = np.append(np.flatnonzero(falling[1:] != falling[:-1]), len(falling) - 1)
    return Ranked(outcomes[order], falling, codes[order], last[last >= 0], int(codes.max(initial=-1)) + 1)


def ones(rows: Ranked) -> Floats:
    """The weight under which every row counts once."""
    return np.ones(len(rows.outcome))


def auroc(rows: Ranked, weight: Floats) -> float:
    """Chance that one who dropped out ranks above one who did not; ties count half."""
    hits, flagged = _caught(rows, weight)
    misses = flagged - hits
    if not len(rows.last) or hits[-1] == 0 or misses[-1] == 0:
        return float("nan")
    return float(np.trapezoid(np.append(0.0, hits), np.append(0.0, misses)) / (hits[-1] * misses[-1]))


def average_precision(rows: Ranked, weight: Floats) -> float:
    """Precision averaged over the recall gained at each score, as in scikit-learn."""
    hits, flagged = _caught(rows, weight)
    if not len(rows.last) or hits[-1] == 0:
        return float("nan")
    precision = np.divide(hits, flagged, out=np.zeros_like(hits), where=flagged > 0)
    return float(np.sum(np.diff(hits, prepend=0.0) * precision) / hits[-1])


def _check_share(share: float) -> None:
    if not 0 < share <= 1:
        raise ValueError(f"measures: got a share of {share}, allowed is above 0 and at most 1")


def recall_at(share: float) -> Measure:
    """Share of the dropouts that lie among the `share` of rows with the highest scores; inside a tie, in proportion.

    Raises: ValueError if `share` is not above 0 and at most 1.
    """
    _check_share(share)

    def recall(rows: Ranked, weight: Floats) -> float:
        caught, total = _caught_at(rows, weight, share), float(np.sum(weight * rows.outcome))
        return caught / total if total > 0 else float("nan")

    return recall


def precision_at(share: float) -> Measure:
    """Share of dropouts among the `share` of rows with the highest scores; inside a tie, in proportion.

    Raises: ValueError if `share` is not above 0 and at most 1.
    """
    _check_share(share)

    def precision(rows: Ranked, weight: Floats) -> float:
        flagged = share * float(np.sum(weight))
        return _caught_at(rows, weight, share) / flagged if flagged > 0 else float("nan")

    return precision


def brier(rows: Ranked, weight: Floats) -> float:
    """Mean squared distance of risk and outcome."""
    total = float(np.sum(weight))
    return float(np.sum(weight * (rows.score - rows.outcome) ** 2) / total) if total > 0 else float("nan")


def calibration_slope(rows: Ranked, weight: Floats) -> float:
    """Slope of the outcome's logistic regression on the risk's log-odds: 1 is right, below 1 the risks are too extreme."""
    return _recalibrate(rows, weight)[1]


def calibration_intercept(rows: Ranked, weight: Floats) -> float:
    """Intercept of the outcome's logistic regression on the risk's log-odds: 0 is right where the slope is 1."""
    return _recalibrate(rows, weight)[0]


def predicted_over_observed(rows: Ranked, weight: Floats) -> float:
    """Dropouts foretold per dropout that happened: 1 is right, above 1 too many were foretold."""
    observed = float(np.sum(weight * rows.outcome))
    return float(np.sum(weight * rows.score)) / observed if observed > 0 else float("nan")


def calibration_error(rows: Ranked, weight: Floats) -> float:
    """Mean distance of foretold and observed share over tenths of the rows by risk; equal risks stay together.

    Unit: share, 0.0 to 1.0. Source: expected calibration error with bins of equal size.
    """
    hits, flagged = _caught(rows, weight)
    if not len(rows.last) or flagged[-1] == 0:
        return float("nan")
    total, foretold = flagged[-1], np.cumsum(weight * rows.score)[rows.last]
    middle = (flagged + np.append(0.0, flagged[:-1])) / 2
    tenth = np.minimum((BINS * middle / total).astype(np.int64), BINS - 1)
    off = np.bincount(tenth, weights=np.diff(foretold - hits, prepend=0.0), minlength=BINS)
    return float(np.sum(np.abs(off)) / total)


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
class Stratified:
    """Rows by stratum and, within it, by falling score. `starts`: of each run of equal scores, the run its stratum starts with."""

    rows: Ranked
    starts: NDArray[np.int64]

    def auroc(self, rows: Ranked, weight: Floats) -> float:
        """Chance that one who dropped out ranks above one of the same stratum who did not; every such pair counts alike."""
        hits, flagged = _caught(rows, weight)
        before = np.append(0.0, hits)[:-1]
        misses = np.diff(flagged - hits, prepend=0.0)
        outranking = before - before[self.starts]
        right = float(np.sum(misses * (outranking + (hits - before) / 2)))
        last = np.append(self.starts[1:] != self.starts[:-1], True)
        ends, first = np.flatnonzero(last), self.starts[last]
        missed = np.append(0.0, np.cumsum(misses))
        pairs = float(np.sum((hits[ends] - before[first]) * (missed[ends + 1] - missed[first])))
        return right / pairs if pairs > 0 else float("nan")


def stratify(outcome: ArrayLike, score: ArrayLike, *, stratum: ArrayLike, youth: ArrayLike) -> Stratified:
    """Sort rows by stratum, then by falling score, to compare within strata alone.

    Shape: one outcome (0 or 1), score, stratum and youth per row, at least one row.
    Raises: ValueError as `rank` does.
    """
    ranked = rank(outcome, score, youth=youth)
    order = np.argsort(-np.where(np.isnan(scores := np.asarray(score, float)), -np.inf, scores), kind="stable")
    strata = np.unique(np.asarray(stratum, dtype=str), return_inverse=True)[1][order]
    within = np.argsort(strata, kind="stable")
    falling, strata = ranked.score[within], strata[within]
    new = (falling[1:] != falling[:-1]) | (strata[1:] != strata[:-1])
    last = np.append(np.flatnonzero(new), len(falling) - 1)
    runs = strata[last]
    starts = np.searchsorted(runs, runs, side="left")
    rows = Ranked(ranked.outcome[within], falling, ranked.youth[within], last, ranked.youths)
    return Stratified(rows, starts)


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
    drawn = [
        [measure(rows, times[rows.youth]) for measure in measures.values()] for times in _draws(rows.youths, resampling)
    ]
    whole = [measure(rows, ones(rows)) for measure in measures.values()]
    return _estimates(measures, whole, drawn, resampling.level)


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
    """`lead` of one score over each of several others, in the same draws.

    Raises: ValueError if they do not all hold the same rows.
    """
    if any(first.youths != other.youths or len(first.outcome) != len(other.outcome) for other in others.values()):
        raise ValueError("measures: got rankings of different rows, allowed are two scores of the same rows")
    whole = _differences(first, others, measures, np.ones(first.youths))
    drawn = [_differences(first, others, measures, times) for times in _draws(first.youths, resampling)]
    columns = np.array(drawn).reshape(-1, len(others), len(measures))
    return {
        name: _estimates(measures, whole[place], columns[:, place], resampling.level)
        for place, name in enumerate(others)
    }


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
    whole = by_youth.sum(axis=1)
    drawn = [by_youth @ times for times in _draws(youths, resampling)] if youths else []
    return Sums(dict(zip(columns, np.array([whole, *drawn]).T, strict=True)), resampling.level)


def share_of(part: Floats, whole: Floats) -> Floats:
    """One sum as a share of another; NaN where there is nothing to share."""
    shares: Floats = np.divide(part, whole, out=np.full(np.shape(whole), np.nan), where=np.asarray(whole) > 0)
    return shares


def _differences(
    first: Ranked, others: Mapping[str, Ranked], measures: Mapping[str, Measure], times: Floats
) -> list[list[float]]:
    mine = [measure(first, times[first.youth]) for measure in measures.values()]
    return [
        [own - measure(other, times[other.youth]) for own, measure in zip(mine, measures.values(), strict=True)]
        for other in others.values()
    ]


def _caught(rows: Ranked, weight: Floats) -> tuple[Floats, Floats]:
    """Dropouts and rows at or above each distinct score."""
    return np.cumsum(weight * rows.outcome)[rows.last], np.cumsum(weight)[rows.last]


def _caught_at(rows: Ranked, weight: Floats, share: float) -> float:
    if not len(rows.last):
        return float("nan")
    hits, flagged = _caught(rows, weight)
    return float(np.interp(share * flagged[-1], np.append(0.0, flagged), np.append(0.0, hits)))


def _recalibrate(rows: Ranked, weight: Floats) -> tuple[float, float]:
    """Intercept and slope by Newton's method; NaN where no finite pair fits best."""
    risk = np.clip(rows.score, _SMALLEST_RISK, 1 - _SMALLEST_RISK)
    logit = np.log(risk / (1 - risk))
    total, events = float(np.sum(weight)), float(np.sum(weight * rows.outcome))
    if not 0 < events < total or np.ptp(logit[weight > 0]) == 0:
        return float("nan"), float("nan")
    intercept, slope = 0.0, 1.0
    for _ in range(_NEWTON_STEPS):
        fitted = 1 / (1 + np.exp(-np.clip(intercept + slope * logit, -500, 500)))
        off, curve = weight * (rows.outcome - fitted), weight * fitted * (1 - fitted)
        a, b, c = float(np.sum(curve)), float(np.sum(curve * logit)), float(np.sum(curve * logit**2))
        d, e = float(np.sum(off)), float(np.sum(off * logit))
        determinant = a * c - b * b
        if determinant <= 0:
            return float("nan"), float("nan")
        up, along = (c * d - b * e) / determinant, (a * e - b * d) / determinant
        intercept, slope = intercept + up, slope + along
        if abs(up) + abs(along) < 1e-9:
            return intercept, slope
    return float("nan"), float("nan")


def _draws(youths: int, resampling: Resampling) -> Iterator[Floats]:
    """How often each youth is drawn, once per resample."""
    generator = np.random.default_rng(resampling.seed)
    for _ in range(resampling.resamples):
        yield np.bincount(generator.integers(0, youths, youths), minlength=youths).astype(np.float64)


def _estimates(
    measures: Mapping[str, Measure], whole: list[float], drawn: ArrayLike, level: float
) -> dict[str, Estimate]:
    columns = np.asarray(drawn, float).reshape(-1, len(measures)).T
    return {name: _estimate(value, column, level) for name, value, column in zip(measures, whole, columns, strict=True)}


def _estimate(value: float, drawn: Floats, level: float) -> Estimate:
    kept = drawn[~np.isnan(drawn)]
    if np.isnan(value) or not len(kept):
        return Estimate(value, float("nan"), float("nan"))
    low, high = np.quantile(kept, ((1 - level) / 2, (1 + level) / 2))
    return Estimate(value, float(low), float(high))
