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
from scipy.special import betaincinv, expit, logit, ndtr
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_array, check_is_fitted

from models.errors import TooFewCases
from models.likelihood import HIGHEST, LOWEST, OFFSETS, STEP, Evidence, Floats, Told, gather, tabled, tell

SCHOOL_YEARS: Final = tuple(float(grade) for grade in range(10))
"""Grades 0 to 9, one period each."""
KNOTS: Final = (0.0, 3.0, 5.0, 6.0, 7.0, 8.0, 9.0)
"""Grades between which a course is straight (on the logit); closer where onset is told apart, so that a class can turn there."""
LEVELS: Final = ("normal", "single_peak")
"""How lasting levels are spread inside a class: a bell, or any shape with one peak (the stricter rival of an added class)."""
FEWEST_YOUTHS: Final = 30
"""Youths with records per class below which nothing is fitted."""

_LEAST_SPREAD: Final = 0.2
_LEAST_SCATTER, _MOST_SCATTER = 1e-4, 0.5
_STIFFNESS: Final = 1.0
"""Weight of the squared steps between neighbouring knots, in youths: holds a course where no records are."""
_STEPS: Final = np.diff(np.eye(len(KNOTS)), axis=0)
_LEAPS: Final = 2
"""Leaps of a round, at one overdispersion."""
_SHORT_ROUNDS, _SHORT_YOUTHS, _LONG_ROUNDS = 2, 1000, 60
_TOLERANCE: Final = 1e-5
"""Gain of a round, in mean log-likelihood per youth, under which a fit stands still."""


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
        starts: int = 12,
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
        known = evidence[evidence.known]
        if len(known.row) < FEWEST_YOUTHS * self.n_classes:
            raise TooFewCases(
                f"growth mixture: got {len(known.row)} youths with absence records, at least {FEWEST_YOUTHS * self.n_classes} are needed "
                f"for {self.n_classes} classes. Use fewer classes or more records."
            )
        self.n_features_in_ = 2 * len(self.grades)
        self.courses_, self.mean_log_likelihood_, self.n_iter_ = self._best(known)
        return self

    def score_samples(self, X: ArrayLike) -> Floats:  # noqa: N803 - scikit-learn's name
        """Log-likelihood of each youth's history; 0 where it is empty."""
        return self._tell(X).total

    def score(self, X: ArrayLike, y: None = None) -> float:  # noqa: N803, ARG002 - scikit-learn's names
        """Mean log-likelihood per youth."""
        return float(self.score_samples(X).mean())

    def predict_proba(self, X: ArrayLike) -> Floats:  # noqa: N803 - scikit-learn's name
        """Posterior of each class, the most common class first; an empty history has the classes' shares.

        Shape: youths x classes.
        """
        return self._tell(X).by_class

    def predict(self, X: ArrayLike) -> NDArray[np.int64]:  # noqa: N803 - scikit-learn's name
        """The most probable class of each youth."""
        return np.asarray(self.predict_proba(X).argmax(axis=1))

    def mean_courses(self, grades: ArrayLike) -> Floats:
        """Each class's mean share of missed time at some grades, averaged over its members' levels.

        Shape: classes x grades.
        """
        check_is_fitted(self)
        course = self.courses_.knots @ shape_of(np.asarray(grades, dtype=np.float64)).T
        return np.asarray(expit(course[:, :, None] + OFFSETS) @ self.courses_.levels)

    def simulate(self, scheduled: ArrayLike, *, seed: int, carry: float = 0.0) -> tuple[Floats, NDArray[np.int64]]:
        """Histories drawn from the fitted mixture for given scheduled time, as X, and the class of each.

        `carry`: how far the scatter of one period carries over to the next (correlation); a fitted mixture knows of none.
        """
        check_is_fitted(self)
        random = np.random.default_rng(seed)
        time = np.asarray(scheduled, dtype=np.float64)
        kind = random.choice(self.n_classes, size=len(time), p=self.courses_.shares)
        offset = random.choice(OFFSETS, size=len(time), p=self.courses_.levels)
        offset = offset + random.uniform(-STEP / 2, STEP / 2, size=len(time))
        course = self.courses_.knots @ self._shape().T
        mean = np.clip(expit(course[kind] + offset[:, None]), 1e-6, 1 - 1e-6)
        strength = 1 / self.courses_.scatter - 1
        scatter = random.standard_normal(time.shape)
        for period in range(1, time.shape[1]):
            scatter[:, period] = carry * scatter[:, period - 1] + np.sqrt(1 - carry**2) * scatter[:, period]
        share = betaincinv(mean * strength, (1 - mean) * strength, ndtr(scatter))
        return np.hstack([random.binomial(time.astype(np.int64), share), time]), kind

    def _check_parameters(self) -> None:
        if not (isinstance(self.n_classes, int) and self.n_classes >= 1 and self.starts >= 1):
            raise ValueError(
                f"growth mixture: got n_classes {self.n_classes} and starts {self.starts}, allowed are whole numbers from 1"
            )
        if self.level not in LEVELS:
            raise ValueError(f"growth mixture: got level {self.level!r}, allowed are {', '.join(LEVELS)}")
        if len(self.grades) < 2 or (np.diff(self.grades) <= 0).any():
            raise ValueError(f"growth mixture: got {len(self.grades)} grades, needed are at least two, rising")

    def _evidence(self, table: ArrayLike) -> Evidence:
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
        return gather(missed, scheduled)

    def _tell(self, table: ArrayLike) -> Told:
        check_is_fitted(self)
        evidence = self._evidence(table)
        likelihoods = tabled(evidence.pairs, self.courses_.scatter)
        return _tell(evidence, likelihoods, self.courses_, self._shape(), learn=False)

    def _shape(self) -> Floats:
        return shape_of(np.asarray(self.grades))

    def _best(self, evidence: Evidence) -> tuple[Courses, float, int]:
        random = np.random.default_rng(self.seed)
        climb = _Climb(evidence, self._shape(), self.level)
        few = replace(climb, evidence=evidence[random.permutation(len(evidence.row))[:_SHORT_YOUTHS]])
        best = few.run(_first_guess(evidence, climb.shape), rounds=_SHORT_ROUNDS)
        if self.n_classes > 1:
            best = few.race([_start(best[0], self.n_classes, number, random) for number in range(self.starts)])
        courses, reached, rounds = climb.run(best[0], rounds=_LONG_ROUNDS)
        order = np.argsort(-courses.shares, kind="stable")
        return replace(courses, shares=courses.shares[order], knots=courses.knots[order]), reached, rounds


def as_counts(missed: ArrayLike, scheduled: ArrayLike) -> Floats:
    """X of a `GrowthMixture` from two tables of one row per youth and one column per period."""
    return np.hstack([np.asarray(missed, dtype=np.float64), np.asarray(scheduled, dtype=np.float64)])


@dataclass(frozen=True, eq=False)
class _Climb:
    """Expectation and maximisation over some histories, made quicker by leaps (SQUAREM: Varadhan and Roland 2008)."""

    evidence: Evidence
    shape: Floats
    level: str

    def run(self, courses: Courses, *, rounds: int) -> tuple[Courses, float, int]:
        """Improve until a round adds nothing; with the mean log-likelihood reached and the rounds it took."""
        reached = -np.inf
        for number in range(1, rounds + 1):  # noqa: B007 - told to the caller
            courses = replace(courses, scatter=self._scatter(courses))
            likelihoods = tabled(self.evidence.pairs, courses.scatter)
            for _ in range(_LEAPS):
                courses, now = self._leap(courses, likelihoods)
            if now - reached < _TOLERANCE:
                break
            reached = now
        return courses, now, number

    def race(self, starts: list[Courses]) -> tuple[Courses, float, int]:
        """The best of several starts; after each round the worse half is given up."""
        runs = [self.run(start, rounds=_SHORT_ROUNDS) for start in starts]
        while len(runs) > 1:
            runs = sorted(runs, key=lambda run: -run[1])[: (len(runs) + 1) // 2]
            runs = [self.run(run[0], rounds=1) for run in runs]
        return runs[0]

    def _leap(self, courses: Courses, likelihoods: Floats) -> tuple[Courses, float]:
        """Two steps, and as far on in their direction as the likelihood does not fall; with what it was on the way."""
        first, _ = self._step(courses, likelihoods)
        second, reached = self._step(first, likelihoods)
        away = _ahead(courses, first, second, self.level)
        third, there = self._step(away, likelihoods)
        return (third, there) if there >= reached else (second, reached)

    def _step(self, courses: Courses, likelihoods: Floats) -> tuple[Courses, float]:
        """Better shares, levels and courses, the courses by one step of Newton's; with the mean log-likelihood before."""
        told = _tell(self.evidence, likelihoods, courses, self.shape, learn=True)
        stiff = _STIFFNESS * _STEPS.T @ _STEPS
        knots = courses.knots.copy()
        for kind, bend in enumerate(np.minimum(told.bend, 0.0)):
            pull = self.shape.T @ told.slope[kind] - stiff @ knots[kind]
            curve = self.shape.T @ (-bend[:, None] * self.shape) + stiff + 1e-6 * np.eye(len(KNOTS))
            knots[kind] += np.clip(np.linalg.solve(curve, pull), -0.7, 0.7)
        better = replace(
            courses,
            shares=told.mass.sum(axis=1) / len(told.total),
            levels=_levels(told.mass.sum(axis=0), self.level),
            knots=np.clip(knots, LOWEST, HIGHEST),
        )
        return better, float(told.total.mean())

    def _scatter(self, courses: Courses) -> float:
        """One step towards the likeliest overdispersion, along a parabola through three values."""
        now, reach = float(logit(courses.scatter)), 0.1
        low, here, high = (self._reached(courses, float(expit(now + way))) for way in (-reach, 0.0, reach))
        bend = low - 2 * here + high
        move = 0.5 * reach * (low - high) / bend if bend < 0 else np.sign(high - low) * 3 * reach
        return float(np.clip(expit(now + np.clip(move, -0.7, 0.7)), _LEAST_SCATTER, _MOST_SCATTER))

    def _reached(self, courses: Courses, scatter: float) -> float:
        likelihoods = tabled(self.evidence.pairs, scatter)
        return float(_tell(self.evidence, likelihoods, courses, self.shape, learn=False).total.mean())


def _ahead(before: Courses, first: Courses, second: Courses, level: str) -> Courses:
    """Where two steps lead, if what changed goes on changing so; shares and levels by their roots, which stay above zero."""
    points = np.stack(
        [np.concatenate([np.sqrt(x.shares), x.knots.ravel(), np.sqrt(x.levels)]) for x in (before, first, second)]
    )
    step, turn = points[1] - points[0], points[2] - 2 * points[1] + points[0]
    far = max(float(np.linalg.norm(step) / np.maximum(np.linalg.norm(turn), 1e-12)), 1.0)
    point = points[0] + 2 * far * step + far**2 * turn
    shares, knots, levels = np.split(point, [len(second.shares), len(second.shares) + second.knots.size])
    return replace(
        second,
        shares=shares**2 / (shares**2).sum(),
        knots=np.clip(knots.reshape(second.knots.shape), LOWEST, HIGHEST),
        levels=_levels(levels**2, level),
    )


def _tell(evidence: Evidence, likelihoods: Floats, courses: Courses, shape: Floats, *, learn: bool) -> Told:
    prior = np.log(np.maximum(courses.shares, 1e-12))[:, None] + np.log(np.maximum(courses.levels, 1e-300))
    return tell(evidence.row, likelihoods, prior, courses.knots @ shape.T, learn=learn)


def _levels(mass: Floats, level: str) -> Floats:
    """The likeliest weights of the lasting levels: a bell around zero, or any shape with one peak."""
    if level == "normal":
        return _bell(max(float(np.sqrt(mass @ OFFSETS**2 / mass.sum())), _LEAST_SPREAD))
    fits = []
    for peak in range(1, len(mass)):
        rising = isotonic_regression(mass[:peak]).x
        falling = isotonic_regression(mass[peak:], increasing=False).x
        fits.append(np.maximum(np.concatenate([rising, falling]), 1e-9 * mass.sum()))
    best = max(fits, key=lambda fit: float(mass @ np.log(fit / fit.sum())))
    return np.asarray(best / best.sum())


def _first_guess(evidence: Evidence, shape: Floats) -> Courses:
    """One class at the mean share of each period."""
    counts = np.where(evidence.row[:, :, None] >= 0, evidence.pairs[evidence.row], 0.0)
    missed, scheduled = counts[:, :, 0].sum(axis=0), counts[:, :, 1].sum(axis=0)
    share = (missed.sum() * 10 / max(scheduled.sum(), 1.0) + missed) / (10 + scheduled)
    course = logit(np.clip(share, 1e-3, 0.5)) - 0.2
    knots = np.linalg.solve(shape.T @ shape + 0.1 * _STEPS.T @ _STEPS + 1e-9 * np.eye(len(KNOTS)), shape.T @ course)
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
    return Courses(shares / shares.sum(), np.clip(alone.knots + bends, LOWEST, HIGHEST), alone.levels, alone.scatter)


def _bell(spread: float) -> Floats:
    weight = np.exp(-0.5 * (OFFSETS / spread) ** 2)
    return np.asarray(weight / weight.sum())


def shape_of(grades: Floats) -> Floats:
    """Piecewise linear: how much of each knot is in each grade."""
    return np.stack([np.interp(grades, KNOTS, row) for row in np.eye(len(KNOTS))], axis=1)
