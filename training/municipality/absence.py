"""Daily attendance: the year's missed days, placed where the weeks sway, coded by kind and by the school's habit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.special import expit

from features.calendar import cut_microseconds, local_midnights
from training.municipality.lives import Lives
from training.municipality.organisation import DELIVERS, FGU, INSTITUTIONS, MUNICIPAL, NUMBER
from training.municipality.people import NEVER, People
from training.municipality.plan import TownPlan
from training.municipality.school_calendar import DAYS_A_YEAR, school_day_matrix
from training.municipality.traits import GRADES, TYPES, LatentType, Traits

FIRST_GRADE = 2
"""The school year's attendance is delivered from this grade on."""
HALF_DAYS_FROM = 7
FGU_LESSONS, FGU_PART = 6, 2
FGU_FACTOR = 1.6
"""How much more is missed at FGU than the same youths missed at school."""
FULL_DAY_SHARE = 0.78
"""Of the days with absence, how many are missed wholly where part of a day can be missed."""
PERMITTED_SHARE = 0.235
"""Of absence that is not unlawful, how much is permitted."""
SCHOOL_HABIT = 0.75
"""Spread (logit) between schools of how absence is split into sick and unlawful."""
SWAY_ON_DAYS, SWAY_ON_UNLAWFUL, PART_IS_UNLAWFUL = 0.85, 0.55, 0.6
LATE_BATCH, LATE_ROW, CORRECTED, RETRACTED = 0.012, 0.004, 0.06, 0.00004
ILLNESS_DAYS = 50
CHUNK_PEOPLE = 3000
_MICROSECONDS = 86_400_000_000

SCHEMA = pa.schema(
    [
        ("youth_id", pa.dictionary(pa.int32(), pa.string())),
        ("on", pa.date32()),
        ("institution_id", pa.dictionary(pa.int32(), pa.string())),
        ("scheduled", pa.int16()),
        ("sick", pa.int16()),
        ("permitted", pa.int16()),
        ("unlawful", pa.int16()),
        ("known_at", pa.timestamp("us")),
        ("retracted", pa.bool_()),
    ]
)


@dataclass(frozen=True)
class Enrolments:
    """A youth at a delivering institution in one school year, from a day to a day.

    Shape: arrays of one length, sorted by person, year and first day.
    """

    person: NDArray[np.int64]
    place: NDArray[np.int64]
    year: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]

    def __getitem__(self, rows: NDArray[np.int64] | slice) -> Enrolments:
        return Enrolments(self.person[rows], self.place[rows], self.year[rows], self.first[rows], self.last[rows])


@dataclass(frozen=True)
class Habits:
    """What belongs to institutions: how unlawful is coded, and which weeks are delivered late (by how many days).

    Shape: `unlawful` one logit per institution; `late` institutions x weeks.
    """

    unlawful: NDArray[np.float64]
    late: NDArray[np.int64]


def habits(plan: TownPlan) -> Habits:
    """Draw the institutions' habits."""
    chance = plan.chance("organisation")
    count = len(INSTITUTIONS)
    late = (chance.random((count, plan.weeks)) < LATE_BATCH) * chance.integers(5, 21, size=(count, plan.weeks))
    unlawful = chance.standard_normal(count)
    schools = unlawful[: len(MUNICIPAL)]
    unlawful = (unlawful - schools.mean()) / schools.std()  # schools differ; the town as a whole must not
    return Habits(SCHOOL_HABIT * np.clip(unlawful, -2, 2), late)


def enrolments(plan: TownPlan, people: People, lives: Lives) -> Enrolments:
    """Every school year of every spell at an institution that delivers attendance."""
    spells = lives.spells.columns()
    parts = []
    delivers = DELIVERS[spells["place"]] & (spells["place"] != NEVER)
    for number, days in enumerate(school_day_matrix(plan.school_years)):
        ended = np.where(spells["ended"] == NEVER, plan.last_day, spells["ended"])
        meets = delivers & (spells["started"] <= days[-1]) & (ended >= days[0]) & (spells["started"] < plan.last_day)
        meets &= people.grade(plan.school_years[number])[spells["person"]] >= FIRST_GRADE
        rows = np.flatnonzero(meets)
        parts.append(
            (
                spells["person"][rows],
                spells["place"][rows],
                np.full(len(rows), number),
                spells["started"][rows],
                ended[rows],
            )
        )
    person, place, year, first, last = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((first, year, person))
    return Enrolments(person, place, year, first, last)[order]


@dataclass(frozen=True)
class Attendance:
    """What daily attendance is drawn from."""

    plan: TownPlan
    people: People
    traits: Traits
    habits: Habits
    enrolments: Enrolments

    def tables(self) -> Iterator[pa.Table]:
        """Attendance rows, sorted by youth and day, some thousand youths at a time."""
        chance = self.plan.chance("absence")
        ids = pa.array(self.people.youth_id)
        for start in range(0, len(self.people), CHUNK_PEOPLE):
            rows = np.searchsorted(self.enrolments.person, [start, start + CHUNK_PEOPLE])
            if rows[0] < rows[1]:
                part = self.enrolments[slice(int(rows[0]), int(rows[1]))]
                yield _as_table(_versions(self.plan, self.habits, _rows(self, part, chance), chance), ids)


@dataclass(frozen=True)
class Rows:
    """Attendance rows as columns; `known` in microseconds."""

    person: NDArray[np.int64]
    on: NDArray[np.int64]
    place: NDArray[np.int64]
    scheduled: NDArray[np.int16]
    missed: NDArray[np.int16]
    kind: NDArray[np.int8]


_SICK, _PERMITTED, _UNLAWFUL = range(3)


def _rows(source: Attendance, part: Enrolments, chance: np.random.Generator) -> Rows:
    plan = source.plan
    days = school_day_matrix(plan.school_years)[part.year]
    week = (days - plan.first_monday) // 7
    sway = source.traits.sway[part.person[:, None], np.minimum(week, plan.weeks - 1)]
    grade = part.year + plan.school_years[0] - source.people.birth_year[part.person] - 6
    is_fgu = part.place == NUMBER[FGU]
    scheduled = np.where(is_fgu, FGU_LESSONS, np.where(grade >= HALF_DAYS_FROM, 2, 1)).astype(np.int16)
    grade = np.minimum(grade, GRADES - 1)
    rate = source.traits.rate[part.person, grade] * np.where(is_fgu, FGU_FACTOR, 1.0)
    ease = _ease_of_missing(days, sway, chance)
    ease += _long_illness(source.traits, part.person, grade, chance)
    missed = _missed(ease, rate, scheduled, chance)
    tilt = source.traits.unlawful[part.person, grade] + source.habits.unlawful[part.place]
    part_day = (missed > 0) & (missed < scheduled[:, None])
    unlawful = expit(tilt[:, None] + SWAY_ON_UNLAWFUL * sway + PART_IS_UNLAWFUL * part_day)
    kind = _kinds(unlawful, week, chance)
    here = (days >= part.first[:, None]) & (days <= part.last[:, None]) & (days < plan.last_day)
    spread = np.broadcast_to
    return Rows(
        spread(part.person[:, None], days.shape)[here],
        days[here],
        spread(part.place[:, None], days.shape)[here],
        spread(scheduled[:, None], days.shape)[here],
        missed[here],
        kind[here],
    )


def _ease_of_missing(
    days: NDArray[np.int64], sway: NDArray[np.float32], chance: np.random.Generator
) -> NDArray[np.float32]:
    """How readily each day of a year is missed: runs of days, the weeks' sway, Mondays and Fridays, the dark months."""
    noise = chance.standard_normal((len(days), DAYS_A_YEAR + 2), dtype=np.float32)
    ease = noise[:, 2:] + np.float32(0.9) * noise[:, 1:-1] + np.float32(0.6) * noise[:, :-2]
    weekday = (days + 3) % 7
    month = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
    ease += np.where((weekday == 0) | (weekday == 4), np.float32(0.25), np.float32(0))
    ease += np.where((month <= 2) | (month >= 10), np.float32(0.3), np.float32(0))
    return np.asarray(ease + np.float32(1.46 * SWAY_ON_DAYS) * sway, dtype=np.float32)


def _long_illness(
    traits: Traits, person: NDArray[np.int64], grade: NDArray[np.int64], chance: np.random.Generator
) -> NDArray[np.float32]:
    """What gathers the absence of a year of illness into one stretch; nothing for everybody else."""
    ill = (traits.kind[person] == TYPES.index(LatentType.ILLNESS)) & (traits.onset[person] == grade)
    start = chance.integers(10, DAYS_A_YEAR - ILLNESS_DAYS, size=len(person))
    since = np.arange(DAYS_A_YEAR)[None, :] - start[:, None]
    within = ill[:, None] & (since >= 0) & (since < ILLNESS_DAYS)
    return np.asarray(within * np.float32(6), dtype=np.float32)


def _missed(
    ease: NDArray[np.float32], rate: NDArray[np.float64], scheduled: NDArray[np.int16], chance: np.random.Generator
) -> NDArray[np.int16]:
    """Lessons missed on each day: the year's total is the rate's, the easiest days are missed, the least easy of them in part."""
    part = np.where(scheduled == FGU_LESSONS, FGU_PART, 1)
    whole = np.where(scheduled == 1, 1.0, FULL_DAY_SHARE)
    lessons = rate * DAYS_A_YEAR * scheduled
    absent_days = lessons / (whole * scheduled + (1 - whole) * part)
    absent = np.minimum(np.floor(absent_days + chance.random(len(rate))).astype(np.int64), DAYS_A_YEAR)
    wholly = np.floor(absent * whole + chance.random(len(rate)) * (whole < 1)).astype(np.int64)
    ranked = np.sort(ease, axis=1)
    padded = np.concatenate([ranked, np.full((len(ease), 1), np.inf, dtype=np.float32)], axis=1)
    row = np.arange(len(ease))
    some = ease >= padded[row, DAYS_A_YEAR - absent][:, None]
    all_day = ease >= padded[row, DAYS_A_YEAR - wholly][:, None]
    return np.where(all_day, scheduled[:, None], np.where(some, part[:, None], 0)).astype(np.int16)


def _kinds(unlawful: NDArray[np.float64], week: NDArray[np.int64], chance: np.random.Generator) -> NDArray[np.int8]:
    """Kind of absence of each day; the days of one week mostly share it."""
    within = week - week[:, :1]
    weekly = chance.random((len(week), int(within.max()) + 1))
    shared = weekly[np.arange(len(week))[:, None], within]
    draw = np.where(chance.random(week.shape) < 0.2, chance.random(week.shape), shared)
    allowed = unlawful + (1 - unlawful) * PERMITTED_SHARE
    return np.where(draw < unlawful, _UNLAWFUL, np.where(draw < allowed, _PERMITTED, _SICK)).astype(np.int8)


def _versions(
    plan: TownPlan, school: Habits, rows: Rows, chance: np.random.Generator
) -> dict[str, NDArray[np.generic]]:
    """Rows as they became known: mostly the next morning, some late, some corrected, a few taken back; what came later is not there."""
    week = (rows.on - plan.first_monday) // 7
    late = school.late[rows.place, week] + (chance.random(len(week)) < LATE_ROW) * chance.integers(
        1, 26, size=len(week)
    )
    known = local_midnights()[rows.on + 1 + late] + 19_800_000_000 + rows.place * 60_000_000
    draw = chance.random(len(week))
    is_unlawful = (rows.kind == _UNLAWFUL) & (rows.missed > 0)
    corrected = is_unlawful & (draw < CORRECTED)
    retracted = draw > 1 - RETRACTED
    source = np.repeat(np.arange(len(week)), 1 + (corrected | retracted))
    second = np.concatenate([[False], source[1:] == source[:-1]])
    again = known[source] + second * chance.integers(2, 16, size=len(source)) * _MICROSECONDS
    kind = np.where(second & corrected[source], _SICK, rows.kind[source])
    missed, seen = rows.missed[source], again < cut_microseconds(plan.last)
    return {
        "person": rows.person[source][seen],
        "on": rows.on[source][seen],
        "place": rows.place[source][seen],
        "scheduled": rows.scheduled[source][seen],
        **{name: (missed * (kind == code))[seen] for code, name in enumerate(("sick", "permitted", "unlawful"))},
        "known": again[seen],
        "retracted": (second & retracted[source])[seen],
    }


def _as_table(columns: dict[str, NDArray[np.generic]], ids: pa.Array) -> pa.Table:
    youth = pa.DictionaryArray.from_arrays(pa.array(columns["person"].astype(np.int32)), ids)
    place = pa.DictionaryArray.from_arrays(pa.array(columns["place"].astype(np.int32)), pa.array(INSTITUTIONS))
    counts = [pa.array(columns[name].astype(np.int16)) for name in ("scheduled", "sick", "permitted", "unlawful")]
    on = pa.array(columns["on"].astype(np.int32)).cast(pa.date32())
    known = pa.array(columns["known"].astype(np.int64)).cast(pa.timestamp("us"))
    return pa.Table.from_arrays([youth, on, place, *counts, known, pa.array(columns["retracted"])], schema=SCHEMA)
