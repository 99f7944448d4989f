"""Who lives in the town, from when to when, and where; pseudonyms say nothing about anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from features.calendar import day_number
from training.municipality.organisation import DISTRICTS, MUNICIPAL, NUMBER, PRIVATE
from training.municipality.plan import COUNTED_AGES, OLDEST, YOUNGEST, TownPlan

Days = NDArray[np.int64]
NEVER = -1
"""Stands for no day in arrays of day numbers."""
MOVED_IN_SHARE, LEAVER_SHARE = 0.12, 0.12
RELOCATED_SHARE = 0.14
NO_ABODE_SHARE = 0.003
PRIVATE_SHARE = 0.15


@dataclass(frozen=True)
class People:
    """Everybody of the town, one place in each array, sorted by pseudonym.

    Shape: arrays of one length; days as day numbers, NEVER where there is none.
    `school`: the school of the compulsory years; `relocated_on`, `new_district`: a move inside the town.
    """

    youth_id: NDArray[np.str_]
    birth: Days
    is_female: NDArray[np.bool_]
    district: NDArray[np.int64]
    school: NDArray[np.int64]
    moved_in: Days
    left: Days
    relocated: Days
    new_district: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.birth)

    @cached_property
    def birth_year(self) -> NDArray[np.int64]:
        """Calendar year of birth: school begins in the year of the sixth birthday."""
        return self.birth.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970

    def grade(self, year: int) -> NDArray[np.int64]:
        """School grade in the school year begun in `year`; below 0 before school, above 9 after it."""
        return year - self.birth_year - 6


def settle(plan: TownPlan) -> People:
    """Draw the town's people: as many residents of 14-18 as asked for, and the cohorts around them."""
    chance = plan.chance("people")
    birth, stays = _births(plan, chance)
    order = chance.permutation(len(birth))
    birth, stays = birth[order], stays[order]
    count = len(birth)
    district = chance.choice(len(DISTRICTS), size=count, p=[row[3] for row in DISTRICTS])
    private = np.array([NUMBER[key] for key in PRIVATE])
    municipal = np.array([NUMBER[key] for key in MUNICIPAL])
    is_private = chance.random(count) < PRIVATE_SHARE
    school = np.where(is_private, chance.choice(private, size=count), municipal[district])
    earliest = np.maximum(plan.first_day + 30, birth + 7 * 365)
    moved_in = np.where(
        stays & (chance.random(count) < MOVED_IN_SHARE), _between(chance, earliest, plan.last_day - 20), NEVER
    )
    left = np.where(stays, NEVER, _between(chance, earliest, plan.last_day - 20))
    relocated = np.where(chance.random(count) < RELOCATED_SHARE, _between(chance, earliest, plan.last_day - 20), NEVER)
    relocated = np.where((moved_in != NEVER) | (left != NEVER), NEVER, relocated)
    new_district = (district + chance.integers(1, len(DISTRICTS), size=count)) % len(DISTRICTS)
    district = np.where(chance.random(count) < NO_ABODE_SHARE, NEVER, district)
    is_female = chance.random(count) < 0.487
    return People(
        _pseudonyms(chance, count), birth, is_female, district, school, moved_in, left, relocated, new_district
    )


def _births(plan: TownPlan, chance: np.random.Generator) -> tuple[Days, NDArray[np.bool_]]:
    """Birth days by age on the last day; those who will have left by then come on top."""
    days, stays = [], []
    for age in range(YOUNGEST, OLDEST + 1):
        residents = plan.youths // len(COUNTED_AGES)
        residents += age in COUNTED_AGES and (age - COUNTED_AGES.start) < plan.youths % len(COUNTED_AGES)
        leavers = round(residents * LEAVER_SHARE)
        youngest, eldest = _years_before(plan.last, age), _years_before(plan.last, age + 1) + 1
        days.append(chance.integers(eldest, youngest + 1, size=residents + leavers))
        stays.append(np.arange(residents + leavers) < residents)
    return np.concatenate(days), np.concatenate(stays)


def _years_before(day: date, years: int) -> int:
    """Day number of the latest birth that completes `years` on `day`."""
    if (day.month, day.day) == (2, 29):
        return day_number(date(day.year - years, 3, 1)) - 1
    return day_number(day.replace(year=day.year - years))


def _between(chance: np.random.Generator, low: Days, high: int) -> Days:
    """A day of each range; a range that is empty gives its end."""
    width = np.maximum(high - low, 0)
    return np.asarray(np.minimum(low, high) + (chance.random(len(low)) * (width + 1)).astype(np.int64))


def _pseudonyms(chance: np.random.Generator, count: int) -> NDArray[np.str_]:
    """Random, all different, sorted."""
    numbers = np.unique(chance.integers(32**9, 32**10, size=2 * count))
    chosen = np.sort(chance.permutation(numbers)[:count])
    letters = np.array(list("0123456789abcdefghjkmnpqrstvwxyz"))
    digits = (chosen[:, None] >> (5 * np.arange(9, -1, -1))) & 31
    return np.array(["".join(row) for row in letters[digits]])
