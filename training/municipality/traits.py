"""What the records never say: each youth's course of absence, and how it sways from week to week.

A raw score for each youth and grade comes from the latent type, a lasting trait and chance. Its rank among all youths in
that grade is then turned into an annual absence rate through the calibrated mixture, so that the distribution of rates is right in
every grade while the courses belong to the types.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc

from training.municipality.people import People
from training.municipality.plan import TownPlan

Floats = NDArray[np.float64]
GRADES = 14
"""Grades 0 to 9 and four years after them; the years after repeat what the last grades were like."""


class LatentType(StrEnum):
    """The course a youth was given; known to the truth alone."""

    NONE = "none"
    STEADY = "steady"
    EARLY = "early_starter"
    LATE = "late_starter"
    DESIST = "early_desister"
    ILLNESS = "illness_episode"


TYPES = tuple(LatentType)
TYPE_SHARES = (0.69, 0.09, 0.04, 0.11, 0.04, 0.03)
MIXTURE = ((0.752, 0.056, 29.0), (0.248, 0.110, 9.3))
"""Weight, mean and concentration of the two betas of the annual absence rate."""
LOWER_GRADES, UPPER_GRADES = 0.965, 1.075
"""Factors on the rate in grades 0-6 and 7-9: their ratio is 1.10, their mean over a school life 1."""
WEEK_MEMORY = 0.93
_EARLY_FROM, _LATE_LEVEL = 1.3, 2.5


@dataclass(frozen=True)
class Traits:
    """Latent courses.

    Shape: `kind`, `onset` one value per youth; `strain`, `rate`, `unlawful` youths x GRADES; `sway` youths x weeks.
    Unit: `rate` share of the year missed, `unlawful` log-odds that a missed day is unlawful, before the school's habit, `strain`
    and `sway` standard deviations, 0 in the middle.
    """

    kind: NDArray[np.int8]
    onset: NDArray[np.int64]
    strain: Floats
    rate: Floats
    unlawful: Floats
    sway: NDArray[np.float32]


def endow(plan: TownPlan, people: People) -> Traits:
    """Give every youth a latent type and the course that goes with it."""
    chance = plan.chance("traits")
    count = len(people)
    kind = chance.choice(len(TYPES), size=count, p=TYPE_SHARES).astype(np.int8)
    onset = np.where(
        _is(kind, LatentType.LATE),
        chance.choice([6, 7, 8, 9, 10], p=[0.1, 0.25, 0.3, 0.25, 0.1], size=count),
        chance.integers(3, 11, size=count),
    )
    strain = _strain(chance, kind, onset)
    rate = np.column_stack([_rates(strain[:, grade], grade) for grade in range(GRADES)])
    unlawful = _unlawful_logit(chance, kind, onset)
    return Traits(kind, onset, strain, rate, unlawful, _sway(chance, plan.weeks, kind))


def mixture_share_above(rate: Floats) -> Floats:
    """Share of the calibrated mixture above each rate."""
    parts = [weight * (1 - betainc(mean * size, (1 - mean) * size, rate)) for weight, mean, size in MIXTURE]
    return np.asarray(sum(parts), dtype=np.float64)


def _is(kind: NDArray[np.int8], latent: LatentType) -> NDArray[np.bool_]:
    return np.asarray(kind == TYPES.index(latent))


def _strain(chance: np.random.Generator, kind: NDArray[np.int8], onset: NDArray[np.int64]) -> Floats:
    """Raw score by grade: the type's course, a lasting trait and the year's chance."""
    grade = np.arange(GRADES)[None, :]
    after = grade >= onset[:, None]
    climb = np.clip(grade / 9, 0, 1)
    course = np.zeros((len(kind), GRADES))
    course[_is(kind, LatentType.STEADY)] = 1.0
    course[_is(kind, LatentType.EARLY)] = (_EARLY_FROM + 1.3 * climb)[0]
    late = _is(kind, LatentType.LATE)
    course[late] = np.where(after, _LATE_LEVEL, 0.15)[late]
    desist = _is(kind, LatentType.DESIST)
    course[desist] = np.where(grade < 6, 1.8, 0.1)[0]
    ill = _is(kind, LatentType.ILLNESS)
    course[ill] = np.where(grade == onset[:, None], 2.8, 0.1)[ill]
    lasting = chance.standard_normal(len(kind))[:, None]
    yearly = chance.standard_normal((len(kind), GRADES))
    return course + 0.31 * lasting + 0.76 * yearly


def _rates(strain: Floats, grade: int) -> Floats:
    grid = np.linspace(0, 0.8, 4001)
    rank = (np.argsort(np.argsort(strain, kind="stable"), kind="stable") + 0.5) / len(strain)
    factor = LOWER_GRADES if grade < 7 else UPPER_GRADES
    return np.minimum(np.interp(rank, 1 - mixture_share_above(grid), grid) * factor, 0.9)


def _unlawful_logit(chance: np.random.Generator, kind: NDArray[np.int8], onset: NDArray[np.int64]) -> Floats:
    grade = np.arange(GRADES)[None, :]
    logit = np.full((len(kind), GRADES), -3.62) + 0.12 * (grade - 5)
    logit += 1.6 * chance.standard_normal(len(kind))[:, None] + 0.5 * chance.standard_normal((len(kind), GRADES))
    logit += np.where(_is(kind, LatentType.EARLY)[:, None], 0.9 + 1.4 * np.clip((grade - 3) / 5, 0, 1), 0)
    logit += np.where(_is(kind, LatentType.LATE)[:, None] & (grade >= onset[:, None]), 2.4, 0)
    logit += np.where(_is(kind, LatentType.STEADY)[:, None], 0.3, 0)
    return np.asarray(logit - np.where(_is(kind, LatentType.ILLNESS)[:, None], 1.5, 0))


def _sway(chance: np.random.Generator, weeks: int, kind: NDArray[np.int8]) -> NDArray[np.float32]:
    """A slow weekly sway around the year's level, wider for those whose course is high."""
    noise = chance.standard_normal((weeks, len(kind)), dtype=np.float32)
    step = np.float32(np.sqrt(1 - WEEK_MEMORY**2))
    for week in range(1, weeks):
        noise[week] = WEEK_MEMORY * noise[week - 1] + step * noise[week]
    wide = _is(kind, LatentType.EARLY) | _is(kind, LatentType.LATE)
    return np.ascontiguousarray((noise * np.where(wide, 1.2, 0.8).astype(np.float32)).T)
