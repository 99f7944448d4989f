"""How likely it is, week by week, that an activity breaks off: the truth a model is asked to find.

The hazard of a week is a base (by activity and time since start) times exp(burden), divided by the mean of exp(burden) among those
in that activity, so that the base alone decides how many, and the burden alone decides who.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from features.vocabulary import Status
from training.municipality.lives import CODE, Lives, Who
from training.municipality.traits import GRADES, Traits

# status: weekly base up to a week since start
BASES: Final[dict[Status, tuple[tuple[int, float], ...]]] = {
    Status.COMPULSORY_SCHOOL: ((2000, 0.00017),),
    Status.TENTH_GRADE: ((60, 0.0016),),
    Status.BOARDING_SCHOOL: ((60, 0.0010),),
    Status.UPPER_SECONDARY: ((26, 0.0020), (52, 0.0012), (104, 0.0009), (300, 0.0004)),
    Status.VOCATIONAL_BASIC: ((26, 0.0069), (52, 0.0040), (300, 0.002)),
    Status.VOCATIONAL_MAIN: ((26, 0.0015), (104, 0.0010), (300, 0.0004)),
    Status.FGU: ((300, 0.0052),),
    Status.OTHER_EDUCATION: ((26, 0.003), (400, 0.001)),
    Status.EMPLOYMENT: ((26, 0.006), (104, 0.003), (2000, 0.002)),
    Status.OTHER_ACTIVITY: ((100, 0.004),),
}
MILD: Final = frozenset({Status.COMPULSORY_SCHOOL})
"""Where the burden counts by half: who leaves compulsory school early does so for many reasons no record shows."""
PROGRAMME_CHANGE_BASE = 0.0030
"""Weekly base of a change of programme in basic vocational education."""
HELP_HAZARD_RATIO = 0.6
"""What an effort does to the hazard of breaking off while it works: known to the truth, to be estimated by others."""
HELP_WORKS_DAYS = 180
REPORT_FACTOR = 1.6
"""Institutions report a risk this much more often than they lose a youth."""
STRAIN, UNLAWFUL, SWAY, AGAIN = 0.42, 0.35, 0.50, 0.25
"""Weights of the burden: level of absence, unlawful part of it, sway of the weeks, each earlier interruption (three at most)."""
_PRIOR_MEAN, _PRIOR_MEMBERS = 2.0, 20
_YOUNGEST_GRADE = 6


def burden(lives: Lives, traits: Traits, *, year: int, week: int) -> NDArray[np.float64]:
    """Log of everybody's relative hazard in a week.

    Shape: one value per person.
    """
    everybody = np.arange(len(lives.people))
    grade = np.clip(lives.people.grade(year), 0, GRADES - 1)
    unlawful = np.clip(traits.unlawful[everybody, grade] + 2.5, -2.0, 4.0)
    again = np.minimum(lives.interruptions, 3)
    return np.asarray(
        STRAIN * traits.strain[everybody, grade] + UNLAWFUL * unlawful + SWAY * traits.sway[:, week] + AGAIN * again,
        dtype=np.float64,
    )


def weekly_hazards(lives: Lives, weight: NDArray[np.float64], *, year: int, day: int) -> NDArray[np.float64]:
    """Probability of breaking off the present activity in the week that begins on `day`; `weight` is exp(burden)."""
    hazard = np.zeros(len(weight))
    for status, steps in BASES.items():
        who = np.flatnonzero(lives.status == CODE[status])
        if status == Status.COMPULSORY_SCHOOL:
            who = who[lives.people.grade(year)[who] >= _YOUNGEST_GRADE]
        felt = np.sqrt(weight) if status in MILD else weight
        hazard[who] = _base(lives, who, steps, day=day) * felt[who] / _mean_weight(felt, who)
    return np.asarray(np.where(lives.helped_until >= day, HELP_HAZARD_RATIO, 1.0) * hazard, dtype=np.float64)


def programme_changes(lives: Lives, weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probability of changing programme this week; those in basic vocational education only."""
    hazard = np.zeros(len(weight))
    who = lives.those_in(Status.VOCATIONAL_BASIC)
    mild = np.sqrt(weight)
    hazard[who] = PROGRAMME_CHANGE_BASE * mild[who] / _mean_weight(mild, who)
    return hazard


def _base(lives: Lives, who: Who, steps: tuple[tuple[int, float], ...], *, day: int) -> NDArray[np.float64]:
    weeks = (day - lives.started[who]) // 7
    limits = np.array([limit for limit, _ in steps])
    values = np.array([value for _, value in steps])
    return np.asarray(values[np.minimum(np.searchsorted(limits, weeks, side="right"), len(values) - 1)])


def _mean_weight(weight: NDArray[np.float64], who: Who) -> float:
    """Mean among members, held near a prior where there are few: a class of three must not make its own odds."""
    return float((weight[who].sum() + _PRIOR_MEAN * _PRIOR_MEMBERS) / (len(who) + _PRIOR_MEMBERS))
