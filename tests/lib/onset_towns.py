"""Youths whose course of absence is known, drawn from generators that the growth mixture does not share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import betaincinv, expit, logit, ndtr

from models.growth import KNOTS, SCHOOL_YEARS, Courses, GrowthMixture, as_counts
from models.likelihood import OFFSETS
from models.onset import Histories, OnsetMixture
from models.scores import OnsetProfile

GRADES = np.asarray(SCHOOL_YEARS)
NAMES = (OnsetProfile.NONE, OnsetProfile.LATE_STARTER, OnsetProfile.EARLY_STARTER, OnsetProfile.NONE)
"""Of the courses below; the last are early ones who desist."""
DESIST = 3
ORDINARY = np.full(10, -3.0)
DESISTING = np.interp(GRADES, [0, 5, 6, 9], [-1.4, -1.4, -2.9, -3.0])
PLAIN = np.stack(
    [
        ORDINARY,
        np.interp(GRADES, [0, 6, 7, 9], [-3.0, -2.9, -1.8, -0.9]),
        np.interp(GRADES, [0, 3, 5, 6, 7, 9], [-2.0, -1.6, -1.4, -1.2, -1.0, -0.8]),
        DESISTING,
    ]
)
MILD = np.stack(
    [
        ORDINARY,
        np.interp(GRADES, [0, 6, 7, 9], [-3.0, -3.0, -2.2, -1.5]),
        np.interp(GRADES, [0, 9], [-2.0, -1.6]),
        DESISTING,
    ]
)
COURSES = {"plain": PLAIN, "barely high": MILD}
"""Of the classes in turn; barely high are late and early ones who are only just lasting high."""


@dataclass(frozen=True)
class Town:
    """How youths' absence is drawn.

    `levels`: normal, skewed or danish (the two betas of the domain's calibration); `runs`: correlation of a term's scatter with that of
    the term before; `missing`: share of terms without records; `lessons`: scheduled in a term.
    """

    shares: tuple[float, ...] = (0.64, 0.16, 0.11, 0.09)
    courses: str = "plain"
    levels: str = "normal"
    scatter: float = 0.02
    runs: float = 0.0
    missing: float = 0.03
    lessons: int = 95


WITH_CLASSES = {
    "as the model has it": Town(),
    "skewed levels": Town(levels="skewed"),
    "two betas": Town(levels="danish"),
    "runs": Town(runs=0.6, scatter=0.03),
    "missing years": Town(missing=0.2),
    "barely high": Town(courses="barely high"),
    "few": Town(shares=(0.86, 0.06, 0.05, 0.03)),
    "danish": Town(shares=(0.82, 0.09, 0.06, 0.03), levels="danish", runs=0.4, scatter=0.03, lessons=550),
}


def draw(town: Town, *, youths: int, seed: int) -> tuple[Histories, np.ndarray]:
    """Histories with the class of each youth."""
    random = np.random.default_rng(seed)
    kind = random.choice(len(town.shares), size=youths, p=town.shares)
    mean = expit(np.repeat(COURSES[town.courses][kind], 2, axis=1) + levels(town.levels, youths, random)[:, None])
    return observed(mean, town, random), kind


def draw_class_free(town: Town, *, youths: int, seed: int, later: float = 1.1) -> Histories:
    """Histories of steady youths: each an own share of absence, `later` times as high in grades 7 to 9."""
    random = np.random.default_rng(seed)
    share = {
        "normal": lambda: random.beta(0.07 * 12, 0.93 * 12, youths),
        "skewed": lambda: expit(-3.2 + random.gamma(2.0, 0.35, youths)),
        "danish": lambda: danish(youths, random),
    }[town.levels]()
    mean = share[:, None] * np.repeat(np.where(GRADES >= 7, later, 1.0), 2)
    return observed(np.clip(mean, 1e-4, 0.9), town, random)


def levels(kind: str, youths: int, random: np.random.Generator) -> np.ndarray:
    """Lasting levels against the class, as logits."""
    if kind == "skewed":
        return 0.45 * (random.gamma(2.0, 1 / np.sqrt(2.0), youths) - np.sqrt(2.0))
    if kind == "danish":
        return 0.6 * (logit(np.clip(danish(youths, random), 0.003, 0.9)) - logit(0.06))
    return 0.4 * random.standard_normal(youths)


def danish(youths: int, random: np.random.Generator) -> np.ndarray:
    """Annual absence of all grades: two betas."""
    low, high = random.beta(0.056 * 29, 0.944 * 29, youths), random.beta(0.11 * 9.3, 0.89 * 9.3, youths)
    return np.where(random.random(youths) < 0.752, low, high)


def observed(mean: np.ndarray, town: Town, random: np.random.Generator) -> Histories:
    """Term by term, from the grade in which a youth's records begin; added up by school year."""
    wave = random.standard_normal(mean.shape)
    for term in range(1, 20):
        wave[:, term] = town.runs * wave[:, term - 1] + np.sqrt(1 - town.runs**2) * wave[:, term]
    strength = 1 / town.scatter - 1
    share = betaincinv(mean * strength, (1 - mean) * strength, ndtr(wave))
    first = random.choice([0, 1, 2, 3, 4, 7, 8], size=(len(mean), 1), p=[0.2, 0.2, 0.2, 0.15, 0.15, 0.05, 0.05])
    grade = np.repeat(GRADES, 2)
    seen = (grade >= first) & (random.random(mean.shape) >= town.missing)
    scheduled = np.where(seen, np.where(grade < 7, town.lessons, 2 * town.lessons), 0)
    missed = random.binomial(scheduled, share)
    months = (11 * seen.sum(axis=1)) // 2
    return Histories(as_counts(by_year(missed), by_year(scheduled)), months, seen[:, :12].sum(axis=1))


def by_year(terms: np.ndarray) -> np.ndarray:
    """Two terms each, added up."""
    return terms.reshape(len(terms), 10, 2).sum(axis=2)


def who_knows(town: Town) -> OnsetMixture:
    """A mixture with the parameters that made the youths; of runs it knows nothing."""
    model = GrowthMixture(len(town.shares), seed=0)
    drawn = levels(town.levels, 200_000, np.random.default_rng(0))
    weight = np.histogram(drawn, np.append(OFFSETS - 0.125, OFFSETS[-1] + 0.125))[0] + 1e-3
    knots = np.stack([np.interp(KNOTS, GRADES, course) for course in COURSES[town.courses]])
    yearly = town.scatter * (1 + town.runs) / 2
    model.courses_ = Courses(np.array(town.shares), knots, weight / weight.sum(), yearly)
    return OnsetMixture(model, NAMES, (), None, None)
