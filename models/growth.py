"""A growth mixture: courses of absence over the grades, found in counts of missed out of scheduled.

Each youth belongs to one class, has one lasting level of their own inside it, and each period (a school year, by default) scatters
around the two more than a coin would. Being steadily higher than others is therefore a level, not a class. Histories may be of any
length; a period without records is left out, not filled in.

A school year is one period, not two terms: an illness, a teacher or a class lasts the year, so that the terms of a year are not two
pieces of evidence, and to count them as two makes a mixture surer than it may be.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import isotonic_regression
from scipy.sparse import csr_array
from scipy.special import betaln, expit, gammaln, logit, logsumexp
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_array, check_is_fitted

from models.errors import TooFewCases

Floats = NDArray[np.float64]

SCHOOL_YEARS: Final = tuple(float(grade) for grade in range(10))
"""Grades 0 to 9, one period each."""
KNOTS: Final = (0.0, 3.0, 5.0, 6.0, 7.0, 9.0)
"""Grades between which a course is straight (on the logit); closer where onset is told apart, so that a class can turn there."""
LEVELS: Final = ("normal", "single_peak")
"""How lasting levels are spread inside a class: a bell, or any shape with one peak (the stricter rival of an added class)."""
FEWEST_YOUTHS: Final = 30
"""Youths with records per class below which nothing is fitted."""

_STEP: Final = 0.25
_GRID: Final = np.arange(-9.0, 4.0 + _STEP / 2, _STEP)
"""Logits at which each period's likelihood is tabled; between them it is interpolated."""
_OFFSETS: Final = np.arange(-3.5, 3.5 + _STEP / 2, _STEP)
"""Lasting levels (logit, against the class) over which each youth is integrated. Evenly spaced, not Gauss-Hermite: with ten periods a
youth's own level is known more closely than the gaps of a few dozen Gauss-Hermite nodes, and an even sum is exact to 1e-4 from a
spread of 0.2 up."""
_LEAST_SPREAD: Final = 0.2
_LEAST_SCATTER, _MOST_SCATTER = 1e-4, 0.5
_STIFFNESS: Final = 1.0
"""Weight of the squared steps between neighbouring knots, in youths: holds a course where no records are."""
_SHORT_RUN, _SHORT_YOUTHS, _LONG_RUN = 30, 1000, 500
_SCATTER_EVERY: Final = 5
_TOLERANCE: Final = 2e-6


@dataclass(frozen=True, eq=False)
class Courses:
    """The parameters of a mixture.

    Shape: `shares` one per class; `knots` classes x KNOTS; `levels` one weight per lasting level.
    Unit: `knots` logit; `scatter` overdispersion of a period, as a share of mean x (1 - mean).
    """

    shares: Floats
    knots: Floats
    levels: Floats
    scatter: float


@dataclass(frozen=True, eq=False)
class _Evidence:
    """Histories as rows of distinct (missed, scheduled); (0, 0) is a period without records and has likelihood one."""

    pairs: Floats
    row: NDArray[np.int64]
    shape: Floats

    def __getitem__(self, youths: NDArray[np.int64]) -> _Evidence:
        return _Evidence(self.pairs, self.row[youths], self.shape)

    def likelihoods(self, scatter: float) -> Floats:
        """Shape: youths x (periods x grid)."""
        return np.asarray(_log_likelihood(self.pairs, scatter)[self.row].reshape(len(self.row), -1))


class GrowthMixture(BaseEstimator):  # type: ignore[misc] # scikit-learn ships no types
    """Beta-binomial growth mixture with a lasting level for each youth, fitted by expectation and maximisation from several starts.

    X holds one row per youth: what was missed in each period, then what was scheduled in each (0 where nothing is known).
    Shape: X youths x (2 x periods); `grades` one per period, rising.
    """

    def __init__(
        self,
        n_classes: int = 1,
        *,
        seed: int,
        grades: tuple[float, ...] = SCHOOL_YEARS,
        level: str = "normal",
        starts: int = 8,
    ) -> None:
        self.n_classes = n_classes
        self.seed = seed
        self.grades = grades
        self.level = level
        self.starts = starts

    def fit(self, X: ArrayLike, y: None = None) -> Self:  # noqa: N803, ARG002 - scikit-learn's names
        """Fit; the best of several seeded short runs is carried on until it stands still.

        Raises: ValueError for parameters or counts that cannot be; TooFewCases.
        """
        self._check_parameters()
        evidence = self._evidence(X)
        known = evidence.row[(evidence.pairs[evidence.row, 1] > 0).any(axis=1)]
        if len(known) < FEWEST_YOUTHS * self.n_classes:
            raise TooFewCases(
                f"growth mixture: got {len(known)} youths with absence records, at least {FEWEST_YOUTHS * self.n_classes} are needed "
                f"for {self.n_classes} classes. Use fewer classes or more records."
            )
        evidence = replace(evidence, row=known)
        self.n_features_in_ = 2 * len(self.grades)
        self.courses_, self.mean_log_likelihood_, self.n_iter_ = self._best(evidence)
        return self

    def score_samples(self, X: ArrayLike) -> Floats:  # noqa: N803 - scikit-learn's name
        """Log-likelihood of each youth's history; 0 where it is empty."""
        joint = self._joint(X)
        return np.asarray(logsumexp(joint.reshape(len(joint), -1), axis=1))

    def score(self, X: ArrayLike, y: None = None) -> float:  # noqa: N803, ARG002 - scikit-learn's names
        """Mean log-likelihood per youth."""
        return float(self.score_samples(X).mean())

    def predict_proba(self, X: ArrayLike) -> Floats:  # noqa: N803 - scikit-learn's name
        """Posterior of each class, the most common class first; an empty history has the classes' shares.

        Shape: youths x classes.
        """
        joint = logsumexp(self._joint(X), axis=2)
        return np.asarray(np.exp(joint - logsumexp(joint, axis=1, keepdims=True)))

    def predict(self, X: ArrayLike) -> NDArray[np.int64]:  # noqa: N803 - scikit-learn's name
        """The most probable class of each youth."""
        return np.asarray(self.predict_proba(X).argmax(axis=1))

    def mean_courses(self, grades: ArrayLike) -> Floats:
        """Each class's mean share of missed time at some grades, averaged over its members' levels.

        Shape: classes x grades.
        """
        check_is_fitted(self)
        course = self.courses_.knots @ _shape_of(np.asarray(grades, dtype=np.float64)).T
        return np.asarray(expit(course[:, :, None] + _OFFSETS) @ self.courses_.levels)

    def simulate(self, scheduled: ArrayLike, *, seed: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Histories drawn from the fitted mixture for given scheduled time, as X, and the class of each."""
        check_is_fitted(self)
        random = np.random.default_rng(seed)
        time = np.asarray(scheduled, dtype=np.float64)
        kind = random.choice(self.n_classes, size=len(time), p=self.courses_.shares)
        offset = random.choice(_OFFSETS, size=len(time), p=self.courses_.levels)
        offset = offset + random.uniform(-_STEP / 2, _STEP / 2, size=len(time))
        course = self.courses_.knots @ _shape_of(np.asarray(self.grades)).T
        mean = np.clip(expit(course[kind] + offset[:, None]), 1e-6, 1 - 1e-6)
        strength = 1 / self.courses_.scatter - 1
        missed = random.binomial(time.astype(np.int64), random.beta(mean * strength, (1 - mean) * strength))
        return np.hstack([missed, time]), kind

    def _check_parameters(self) -> None:
        if not (isinstance(self.n_classes, int) and self.n_classes >= 1 and self.starts >= 1):
            raise ValueError(
                f"growth mixture: got n_classes {self.n_classes} and starts {self.starts}, allowed are whole numbers from 1"
            )
        if self.level not in LEVELS:
            raise ValueError(f"growth mixture: got level {self.level!r}, allowed are {', '.join(LEVELS)}")
        if len(self.grades) < 2 or (np.diff(self.grades) <= 0).any():
            raise ValueError(f"growth mixture: got {len(self.grades)} grades, needed are at least two, rising")

    def _evidence(self, table: ArrayLike) -> _Evidence:
        counts = check_array(table, dtype=np.float64)
        periods = len(self.grades)
        if counts.shape[1] != 2 * periods:
            raise ValueError(
                f"growth mixture: got {counts.shape[1]} columns, needed are {2 * periods}: {periods} missed, {periods} scheduled"
            )
        missed, scheduled = counts[:, :periods], counts[:, periods:]
        if (missed < 0).any() or (missed > scheduled).any():
            raise ValueError(
                "growth mixture: got time missed below 0 or above what was scheduled; check that scheduled comes last"
            )
        pairs, row = np.unique(np.stack([missed.ravel(), scheduled.ravel()], axis=1), axis=0, return_inverse=True)
        return _Evidence(pairs, row.reshape(missed.shape), _shape_of(np.asarray(self.grades)))

    def _joint(self, table: ArrayLike) -> Floats:
        check_is_fitted(self)
        evidence = self._evidence(table)
        courses = self.courses_
        return _joint(evidence.likelihoods(courses.scatter), courses, _weights(evidence, courses)[0])

    def _best(self, evidence: _Evidence) -> tuple[Courses, float, int]:
        random = np.random.default_rng(self.seed)
        few = random.permutation(len(evidence.row))[:_SHORT_YOUTHS]
        alone, reached, steps = _climb(evidence[few], _first_guess(evidence), self.level, run=_SHORT_RUN)
        if self.n_classes > 1:
            runs = [
                _climb(evidence[few], _start(alone, self.n_classes, number, random), self.level, run=_SHORT_RUN)
                for number in range(self.starts)
            ]
            alone, reached, steps = max(runs, key=lambda run: run[1])
        courses, reached, steps = _climb(evidence, alone, self.level, run=_LONG_RUN)
        order = np.argsort(-courses.shares, kind="stable")
        return replace(courses, shares=courses.shares[order], knots=courses.knots[order]), reached, steps


def as_counts(missed: ArrayLike, scheduled: ArrayLike) -> Floats:
    """X of a `GrowthMixture` from two tables of one row per youth and one column per period."""
    return np.hstack([np.asarray(missed, dtype=np.float64), np.asarray(scheduled, dtype=np.float64)])


def _climb(evidence: _Evidence, courses: Courses, level: str, *, run: int) -> tuple[Courses, float, int]:
    """Expectation and maximisation until the mean log-likelihood stands still; with what was reached and after how many steps."""
    likelihoods = evidence.likelihoods(courses.scatter)
    reached = -np.inf
    for step in range(1, run + 1):
        weights = _weights(evidence, courses)
        joint = _joint(likelihoods, courses, weights[0])
        flat = joint.reshape(len(joint), -1)
        total = logsumexp(flat, axis=1)
        before, reached = reached, float(total.mean())
        if step % _SCATTER_EVERY != 1 and abs(reached - before) < _TOLERANCE:
            break
        belief = np.exp(flat - total[:, None])
        courses = _maximise(evidence, courses, level, belief, (belief.T @ likelihoods, weights))
        if step % _SCATTER_EVERY == 0:
            courses = replace(courses, scatter=_scatter(evidence, courses, belief, weights[0]))
            likelihoods = evidence.likelihoods(courses.scatter)
    return courses, reached, step


def _maximise(
    evidence: _Evidence,
    courses: Courses,
    level: str,
    belief: Floats,
    expected: tuple[Floats, tuple[Floats, Floats, Floats]],
) -> Courses:
    """New shares, levels and courses; the courses by one step of Newton's."""
    table, (_, slope, bend) = expected
    classes = len(courses.shares)
    by = belief.sum(axis=0).reshape(classes, -1)
    by_cell = table.reshape(classes, len(_OFFSETS), len(evidence.shape), len(_GRID))
    first = np.einsum("tgkj,kjtg->kt", slope, by_cell)
    second = np.minimum(np.einsum("tgkj,kjtg->kt", bend, by_cell), 0.0)
    stiff = _STIFFNESS * _steps().T @ _steps()
    knots = courses.knots.copy()
    for kind in range(classes):
        pull = evidence.shape.T @ first[kind] - stiff @ knots[kind]
        curve = evidence.shape.T @ (-second[kind][:, None] * evidence.shape) + stiff + 1e-6 * np.eye(len(KNOTS))
        knots[kind] = np.clip(knots[kind] + np.clip(np.linalg.solve(curve, pull), -0.7, 0.7), -8.0, 2.5)
    return replace(courses, shares=by.sum(axis=1) / len(belief), levels=_levels(by.sum(axis=0), level), knots=knots)


def _levels(mass: Floats, level: str) -> Floats:
    """The likeliest weights of the lasting levels: a bell around zero, or any shape with one peak."""
    if level == "normal":
        return _bell(max(float(np.sqrt(mass @ _OFFSETS**2 / mass.sum())), _LEAST_SPREAD))
    fits = []
    for peak in range(1, len(mass)):
        rising = isotonic_regression(mass[:peak]).x
        falling = isotonic_regression(mass[peak:], increasing=False).x
        fits.append(np.maximum(np.concatenate([rising, falling]), 1e-9 * mass.sum()))
    best = max(fits, key=lambda fit: float(mass @ np.log(fit / fit.sum())))
    return np.asarray(best / best.sum())


def _scatter(evidence: _Evidence, courses: Courses, belief: Floats, weights: Floats) -> float:
    """One step towards the likeliest overdispersion, along a parabola through three values."""
    cells = belief @ weights.reshape(-1, belief.shape[1]).T
    by_period = cells.reshape(-1, len(_GRID))
    rows = evidence.row.ravel()
    expected = (
        csr_array((np.ones(len(rows)), (rows, np.arange(len(rows)))), (len(evidence.pairs), len(rows))) @ by_period
    )
    now, reach = float(logit(courses.scatter)), 0.1
    low, here, high = (
        float((expected * _log_likelihood(evidence.pairs, float(expit(now + way)))).sum())
        for way in (-reach, 0.0, reach)
    )
    bend = low - 2 * here + high
    move = 0.5 * reach * (low - high) / bend if bend < 0 else np.sign(high - low) * 3 * reach
    return float(np.clip(expit(now + np.clip(move, -0.7, 0.7)), _LEAST_SCATTER, _MOST_SCATTER))


def _joint(likelihoods: Floats, courses: Courses, weights: Floats) -> Floats:
    """Log of history, class and level together.

    Shape: youths x classes x levels.
    """
    prior = np.log(np.maximum(courses.shares, 1e-12))[:, None] + np.log(np.maximum(courses.levels, 1e-300))
    joint = likelihoods @ weights.reshape(likelihoods.shape[1], -1)
    return np.asarray(joint.reshape(len(likelihoods), *prior.shape) + prior)


def _weights(evidence: _Evidence, courses: Courses) -> tuple[Floats, Floats, Floats]:
    """What turns tabled likelihoods into values, slopes and bends at each class's course and level (cubic between the grid's points).

    Shape: periods x grid x classes x levels, three times.
    """
    at = (courses.knots @ evidence.shape.T).T[:, :, None] + _OFFSETS
    place = np.clip((at - _GRID[0]) / _STEP, 1.0, len(_GRID) - 2.001)
    left = np.floor(place).astype(np.int64)
    part = place - left
    value = (
        part * (-1 + part * (2 - part)) / 2,
        1 + part**2 * (3 * part - 5) / 2,
        part * (1 + part * (4 - 3 * part)) / 2,
        part**2 * (part - 1) / 2,
    )
    slope = (-1 + part * (4 - 3 * part), part * (9 * part - 10), 1 + part * (8 - 9 * part), part * (3 * part - 2))
    bend = (1 - part, 3 * part - 2, 1 - 3 * part, part)
    period, kind, level = np.indices(at.shape)
    filled = []
    for parts, unit in ((value, 1.0), (slope, 2 * _STEP), (bend, _STEP**2)):
        weights = np.zeros((len(at), len(_GRID), *at.shape[1:]))
        for way, weight in enumerate(parts, -1):
            weights[period, left + way, kind, level] = weight / unit
        filled.append(weights)
    return filled[0], filled[1], filled[2]


def _log_likelihood(pairs: Floats, scatter: float) -> Floats:
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


def _gamma_of_sums(counts: Floats, shift: Floats) -> Floats:
    distinct, at = np.unique(counts, return_inverse=True)
    return np.asarray(gammaln(distinct[:, None] + shift)[at])


def _first_guess(evidence: _Evidence) -> Courses:
    """One class at the mean share of each period."""
    counts = evidence.pairs[evidence.row]
    missed, scheduled = counts[:, :, 0].sum(axis=0), counts[:, :, 1].sum(axis=0)
    share = (missed.sum() * 10 / max(scheduled.sum(), 1.0) + missed) / (10 + scheduled)
    course = logit(np.clip(share, 1e-3, 0.5)) - 0.2
    knots = np.linalg.solve(
        evidence.shape.T @ evidence.shape + 0.1 * _steps().T @ _steps() + 1e-9 * np.eye(len(KNOTS)),
        evidence.shape.T @ course,
    )
    return Courses(np.ones(1), knots[None, :], _bell(0.6), 0.02)


def _start(alone: Courses, classes: int, number: int, random: np.random.Generator) -> Courses:
    """Where a run begins: the one class's course, bent; the first run by fixed bends, the others by chance."""
    turn = np.asarray(KNOTS)
    fixed: list[Any] = [
        np.full(len(turn), -0.2),
        np.where(turn > 6, 1.3, -0.2),
        np.full(len(turn), 1.2) + 0.05 * turn,
        np.where(turn < 6, 1.0, -0.3),
    ]
    bends = np.stack([random.normal(0, 0.6) + np.cumsum(random.normal(0, 0.45, len(turn))) for _ in range(classes)])
    if number == 0:
        bends[: len(fixed)] = fixed[:classes]
    else:
        bends[0] = -0.2
    shares = np.full(classes, 0.4 / max(classes - 1, 1))
    shares[0] = 0.6
    return Courses(shares / shares.sum(), np.clip(alone.knots + bends, -7, 1.5), alone.levels, alone.scatter)


def _bell(spread: float) -> Floats:
    weight = np.exp(-0.5 * (_OFFSETS / spread) ** 2)
    return np.asarray(weight / weight.sum())


def _shape_of(grades: Floats) -> Floats:
    """Piecewise linear: how much of each knot is in each grade."""
    return np.stack([np.interp(grades, KNOTS, row) for row in np.eye(len(KNOTS))], axis=1)


def _steps() -> Floats:
    return np.diff(np.eye(len(KNOTS)), axis=0)
