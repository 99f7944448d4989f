"""Where people go next: after grade 9, after grade 10, after a programme, and out of having nothing to do."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from features.calendar import day_number
from features.vocabulary import Status
from training.municipality.lives import CODE, Lives, Step, Who, is_one_of
from training.municipality.organisation import NUMBER, SERVING
from training.municipality.people import NEVER, Days
from training.municipality.school_calendar import first_school_day, last_school_day

GRADE_TEN_SHARE, EFTERSKOLE_SHARE = 0.52, 2 / 3
REST: Final = NEVER
"""Stands for "nowhere in particular" among destinations."""
# destination of leavers of grades 9 and 10: share, pull of the burden
LEAVERS: Final[tuple[tuple[int, float, float], ...]] = (
    (CODE[Status.UPPER_SECONDARY], 0.70, -0.8),
    (CODE[Status.VOCATIONAL_BASIC], 0.22, 0.15),
    (CODE[Status.FGU], 0.025, 0.8),
    (REST, 0.055, 0.7),
)
# of the rest: employment, other activity, abroad, stu, exempt, nothing
_REST_STATUSES = tuple(
    CODE[status] for status in (Status.EMPLOYMENT, Status.OTHER_ACTIVITY, Status.ABROAD, Status.STU, Status.EXEMPT)
)
_REST_SHARES = (0.26, 0.16, 0.10, 0.05, 0.03, 0.40)
_RETURN_STATUSES = (Status.UPPER_SECONDARY, Status.VOCATIONAL_BASIC, Status.FGU)
_RETURN_SHARES = (0.28, 0.47, 0.25)
_SUMMER_ONLY = (Status.EMPLOYMENT, Status.OTHER_ACTIVITY)
UNRECORDED_SHARE = 0.03
"""Steps the municipality hears of when they have begun."""


def decide_after_grade_nine(
    lives: Lives, who: Who, weight: NDArray[np.float64], *, year: int, chance: np.random.Generator
) -> None:
    """Pupils of grade 9 choose between grade 10 and leaving; `year` is the present school year."""
    goes_on = chance.random(len(who)) < GRADE_TEN_SHARE
    boarding = chance.random(len(who)) < EFTERSKOLE_SHARE
    status = np.where(boarding, CODE[Status.BOARDING_SCHOOL], CODE[Status.TENTH_GRADE])[goes_on]
    _settle(lives, who[goes_on], status, year=year, chance=chance)
    decide_as_leavers(lives, who[~goes_on], weight, year=year, chance=chance)


def decide_as_leavers(
    lives: Lives, who: Who, weight: NDArray[np.float64], *, year: int, chance: np.random.Generator
) -> None:
    """Leavers of grade 9 or 10 are spread over the destinations; the shares are given, the burden decides who."""
    if not len(who):
        return
    standing = _standardised(np.log(weight[who]))
    chances = raked(
        standing[:, None] * np.array([pull for *_, pull in LEAVERS]), np.array([share for _, share, _ in LEAVERS])
    )
    drawn = (chance.random(len(who))[:, None] > np.cumsum(chances, axis=1)).sum(axis=1).clip(max=len(LEAVERS) - 1)
    status = np.array([code for code, *_ in LEAVERS])[drawn]
    rest = np.flatnonzero(status == REST)
    status[rest] = chance.choice([*_REST_STATUSES, REST], size=len(rest), p=_REST_SHARES)
    _settle(lives, who[status != REST], status[status != REST], year=year, chance=chance)


def decide_to_return(lives: Lives, who: Who, *, year: int, chance: np.random.Generator) -> None:
    """Those outside education who apply for a place after the summer."""
    status = chance.choice([CODE[status] for status in _RETURN_STATUSES], size=len(who), p=_RETURN_SHARES)
    _settle(lives, who, status, year=year, chance=chance)


def begin_soon(lives: Lives, who: Who, status: NDArray[np.int64], day: Days, *, chance: np.random.Generator) -> None:
    """Settle something that begins on a given day, known about when it begins."""
    if not len(who):
        return
    known = day + chance.integers(-14, 15, size=len(who))
    lives.plan(who, Step(status, places(status, chance), day, known), decided=known)


def places(status: NDArray[np.int64], chance: np.random.Generator) -> NDArray[np.int64]:
    """An institution for each status; NEVER for activities without one."""
    place = np.full(len(status), NEVER, dtype=np.int64)
    for kind, serving in SERVING.items():
        here = np.flatnonzero(status == CODE[kind])
        place[here] = chance.choice([NUMBER[key] for key in serving], size=len(here))
    return place


def expected_ends(status: NDArray[np.int64], start: Days, chance: np.random.Generator) -> Days:
    """When an activity that begins on `start` is expected to end; NEVER where nothing is."""
    month = start.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    year = np.asarray(1970 + month // 12 - (month % 12 < 6), dtype=np.int64)
    expected = np.full(len(status), NEVER, dtype=np.int64)
    for kind, years in (
        (Status.TENTH_GRADE, 0),
        (Status.BOARDING_SCHOOL, 0),
        (Status.UPPER_SECONDARY, 2),
        (Status.VOCATIONAL_BASIC, 0),
    ):
        here = status == CODE[kind]
        expected[here] = [last_school_day(int(begun) + years) for begun in year[here]]
    for kind, low, high in (
        (Status.VOCATIONAL_MAIN, 1000, 1280),
        (Status.FGU, 300, 720),
        (Status.OTHER_EDUCATION, 700, 1280),
        (Status.STU, 1000, 1095),
        (Status.OTHER_ACTIVITY, 80, 260),
        (Status.ABROAD, 150, 330),
    ):
        here = np.flatnonzero(status == CODE[kind])
        expected[here] = start[here] + chance.integers(low, high, size=len(here))
    short = (
        (expected != NEVER)
        & (expected - start < 60)
        & is_one_of(status, (Status.VOCATIONAL_BASIC, Status.UPPER_SECONDARY))
    )
    return np.where(short, expected + 364, expected)


def raked(pulls: NDArray[np.float64], shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Choice probabilities with given relative pulls whose means over people are `shares`.

    Shape: people x destinations, rows sum to 1.
    """
    odds = np.exp(pulls - pulls.max(axis=1, keepdims=True)) * shares
    for _ in range(30):
        odds = odds / odds.sum(axis=1, keepdims=True)
        odds = odds * (shares / odds.mean(axis=0))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))


def _settle(lives: Lives, who: Who, status: NDArray[np.int64], *, year: int, chance: np.random.Generator) -> None:
    """Plan a step for after the summer; places are admitted in the middle of June."""
    start = np.full(len(who), first_school_day(year + 1), dtype=np.int64)
    start += np.where(is_one_of(status, _SUMMER_ONLY), chance.integers(-30, 20, size=len(who)), 0)
    start += np.where(status == CODE[Status.BOARDING_SCHOOL], 4, 0)
    known = _admission_day(year + 1) + chance.integers(0, 9, size=len(who))
    late = chance.random(len(who)) < UNRECORDED_SHARE
    known = np.where(late, start + chance.integers(1, 15, size=len(who)), known)
    lives.plan(who, Step(status, places(status, chance), start, known), decided=day_number(date(year + 1, 2, 1)))


def _admission_day(year: int) -> int:
    """About when admissions are told: 12 June."""
    return day_number(date(year, 6, 12))


def _standardised(values: NDArray[np.float64]) -> NDArray[np.float64]:
    spread = float(values.std())
    return np.asarray((values - values.mean()) / (spread if spread > 0 else 1.0))
