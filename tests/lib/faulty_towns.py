"""Made towns watched from week to week: as they are, and with a fault written into their records from a Monday on.

A fault is written before anything is read of the records: into the rows as they were told, every version of them, with the instants at
which they became known. What is watched is then measured and judged as the night does it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from features.calendar import day_number, local_midnights
from features.reading import read_records
from features.records import Records
from features.stream import Rows
from service.domain.alarms import judge
from service.domain.watching import Level, Matter, Measured, Standing
from service.monitoring.attendance_rows import NEVER, AttendanceRows
from service.monitoring.school_weeks import KINDS, school_weeks
from service.monitoring.sources import Received, measure_sources, receive
from service.monitoring.told import messages_of
from service.monitoring.unknown_codes import unknown_words

WEEK = timedelta(weeks=1)
Series = tuple[Matter, str]
Standings = Mapping[Series, Standing]


@dataclass(frozen=True, eq=False)
class Town:
    """A made town, read once for all the Mondays on which it is watched."""

    name: str
    records: Records
    received: Received
    mondays: tuple[date, ...]


def read_town(folder: Path, *, first: date, last: date) -> Town:
    """The records of a folder, to be watched on the Mondays between two."""
    records = read_records(folder)
    received = receive(records, first=first, last=last, unknown=unknown_words(records))
    mondays = [first + number * WEEK for number in range((last - first) // WEEK + 1)]
    return Town(folder.parent.name, records, received, tuple(mondays))


def measured_on(received: Received, monday_on: date) -> list[Measured]:
    """One weekly run."""
    return measure_sources(received, monday_on=monday_on)


@dataclass(frozen=True)
class Run:
    """What a weekly run measured, how everything stood after it, and which series alarm anew."""

    monday_on: date
    measured: tuple[Measured, ...]
    standings: Standings
    risen: tuple[Series, ...]


def watched(received: Received, mondays: Sequence[date], standings: Standings) -> Iterator[Run]:
    """Weekly runs one after the other, from how everything stood before them; no known break explains anything away."""
    for monday_on in mondays:
        measured = measured_on(received, monday_on)
        after = {one.series: one for one in judge(standings.values(), measured, monday_on=monday_on, breaks=())}
        risen = tuple(name for name, one in after.items() if one.level is not Level.FINE and is_fine(standings, name))
        standings = {**standings, **after}
        yield Run(monday_on, tuple(measured), standings, risen)


def is_fine(standings: Standings, series: Series) -> bool:
    """Whether a series raises no alarm."""
    return series not in standings or standings[series].level is Level.FINE


# Faults, from the week that begins on a Monday


@dataclass(frozen=True)
class Fault:
    """What goes wrong: where, from the week of which Monday, and in which series it has to be found in how many runs."""

    kind: str
    where: str
    from_on: date
    series: frozenset[Series]
    runs: int


Rewrite = Callable[[Town, Fault, np.random.Generator], Received]


def missing(town: Town, fault: Fault, chance: np.random.Generator) -> Received:
    """Nothing comes from a school any more."""
    del chance
    attendance = town.received.attendance
    return _with(town, _picked(attendance, ~_at(attendance, fault)))


def swapped(town: Town, fault: Fault, chance: np.random.Generator) -> Received:
    """A school tells sick what was unlawful, and the other way round."""
    del chance
    attendance, here = town.received.attendance, _at(town.received.attendance, fault)
    rows = attendance.rows
    sick, unlawful = np.where(here, rows.unlawful, rows.sick), np.where(here, rows.sick, rows.unlawful)
    return _with(town, replace(attendance, rows=rows._replace(sick=sick, unlawful=unlawful)))


def renamed_school(town: Town, fault: Fault, chance: np.random.Generator) -> Received:
    """A school comes under another number, which nobody told of."""
    del chance
    attendance, here = town.received.attendance, _at(town.received.attendance, fault)
    place = np.where(here, np.int32(len(attendance.institutions)), attendance.rows.institution)
    days = dict(town.received.days.days)
    name = f"{fault.where} new"
    days[name] = days[fault.where]
    named = replace(
        attendance, rows=attendance.rows._replace(institution=place), institutions=(*attendance.institutions, name)
    )
    return replace(_with(town, named), days=replace(town.received.days, days=days))


def renamed_word(town: Town, fault: Fault, chance: np.random.Generator) -> Received:
    """A status comes under a word that is not allowed; such rows are set aside and never enter the records."""
    del chance
    spells = town.records.tables["spells"]
    here = (spells["status"] == fault.where) & (spells["known_at"] >= pd.Timestamp(fault.from_on))
    told = replace(
        town.records,
        tables={**town.records.tables, "spells": spells.assign(status=spells["status"].mask(here, "other word"))},
    )
    return _told_anew(town, told, unknown=True)


def lost_kind(town: Town, fault: Fault, chance: np.random.Generator) -> Received:
    """A school's word for unlawful absence is no longer understood: it arrives as none."""
    del chance
    attendance, here = town.received.attendance, _at(town.received.attendance, fault)
    unlawful = np.where(here, np.int16(0), attendance.rows.unlawful)
    return _with(town, replace(attendance, rows=attendance.rows._replace(unlawful=unlawful)))


def raised(town: Town, fault: Fault, chance: np.random.Generator) -> Received:
    """Three in ten more pupils of a school are away in each week, as those are who are away."""
    attendance = town.received.attendance
    first = day_number(fault.from_on)
    more = [(attendance.institutions.index(fault.where), first + 7 * week, 0.3) for week in range(fault.runs)]
    return _with(town, _more_away(attendance, more, chance))


def shifted(town: Town, fault: Fault, chance: np.random.Generator) -> Received:
    """Absence in the whole town grows by a twentieth a week."""
    attendance, first = town.received.attendance, day_number(fault.from_on)
    more = [
        (place, first + 7 * week, 1.05 ** (week + 1) - 1)
        for place in range(len(attendance.institutions))
        for week in range(fault.runs)
    ]
    return _with(town, _more_away(attendance, more, chance))


def delayed(town: Town, fault: Fault, chance: np.random.Generator) -> Received:
    """What would have become known takes twice as long from the day it happened."""
    del chance
    if fault.where == "attendance":
        return _with(town, _late_attendance(town.received.attendance, fault.from_on))
    frame = town.records.tables[fault.where]
    column = {"spells": "started_on", "risk_reports": "reported_on", "contacts": "contacted_on"}.get(
        fault.where, "started_on"
    )
    happened = frame[column]
    if "ended_on" in frame:
        happened = frame["ended_on"].fillna(frame[column])
    late = (frame["known_at"] >= pd.Timestamp(fault.from_on)) & (frame["known_at"] > happened)
    known_at = frame["known_at"].mask(late, frame["known_at"] + (frame["known_at"] - happened))
    frame = frame.assign(known_at=known_at.astype("datetime64[us]"))
    return _told_anew(town, replace(town.records, tables={**town.records.tables, fault.where: frame}))


REWRITES: Mapping[str, Rewrite] = {
    "attendance_missing": missing,
    "kinds_swapped": swapped,
    "school_renamed": renamed_school,
    "word_renamed": renamed_word,
    "kind_lost": lost_kind,
    "absence_up_30_percent": raised,
    "delays_doubled": delayed,
    "slow_shift": shifted,
}


def _at(attendance: AttendanceRows, fault: Fault) -> np.ndarray:
    place = attendance.institutions.index(fault.where)
    here = (attendance.rows.institution == place) & (attendance.rows.day >= day_number(fault.from_on))
    return np.asarray(here)


def _picked(attendance: AttendanceRows, kept: np.ndarray) -> AttendanceRows:
    rows = Rows._make(column[kept] for column in attendance.rows)
    return replace(attendance, rows=rows, replaced=attendance.replaced[kept], follows=attendance.follows[kept])


def _with(town: Town, attendance: AttendanceRows) -> Received:
    """The same town with other attendance; its messages are read from it anew."""
    of_attendance = {each.table: each for each in messages_of(replace(town.records, contained=frozenset()), attendance)}
    return replace(town.received, attendance=attendance, messages={**town.received.messages, **of_attendance})


def _told_anew(town: Town, records: Records, *, unknown: bool = False) -> Received:
    """The same town with other tables."""
    none = _picked(town.received.attendance, np.zeros(len(town.received.attendance.rows.day), np.bool_))
    messages = {each.table: each for each in messages_of(records, none)}
    strange = tuple(unknown_words(records)) if unknown else town.received.unknown
    return replace(town.received, messages={**town.received.messages, **messages}, unknown=strange)


def _late_attendance(attendance: AttendanceRows, from_on: date) -> AttendanceRows:
    rows, midnights = attendance.rows, local_midnights()
    late = rows.known >= midnights[day_number(from_on)]
    known = np.where(late, rows.known + (rows.known - midnights[rows.day]), rows.known)
    replaced = np.full(len(known), NEVER, np.int64)
    replaced[:-1][attendance.follows[1:]] = known[1:][attendance.follows[1:]]
    return replace(attendance, rows=rows._replace(known=known), replaced=replaced)


def _more_away(
    attendance: AttendanceRows, more: Sequence[tuple[int, int, float]], chance: np.random.Generator
) -> AttendanceRows:
    """More pupils away: some who missed nothing in a week miss what a schoolmate with the same number of lessons a day missed."""
    rows = attendance.rows
    kinds = [column.copy() for column in (rows.sick, rows.permitted, rows.unlawful)]
    near = np.flatnonzero(
        (rows.day >= min(first for _, first, _ in more)) & (rows.day < max(first for _, first, _ in more) + 7)
    )
    for place, first, share in more:
        at = near[(rows.institution[near] == place) & (rows.day[near] >= first) & (rows.day[near] < first + 7)]
        for lessons in np.unique(rows.scheduled[at]):
            _some_more(rows, kinds, at[rows.scheduled[at] == lessons], share, chance)
    return replace(attendance, rows=rows._replace(sick=kinds[0], permitted=kinds[1], unlawful=kinds[2]))


def _some_more(rows: Rows, kinds: list[np.ndarray], at: np.ndarray, share: float, chance: np.random.Generator) -> None:
    pupils, number = np.unique(rows.youth[at], return_inverse=True)
    missed = np.bincount(number, kinds[0][at] + kinds[1][at] + kinds[2][at], len(pupils))
    away, present = np.flatnonzero(missed > 0), np.flatnonzero(missed == 0)
    wanted = share * len(away)
    count = min(int(wanted) + (chance.random() < wanted - int(wanted)), len(present))
    if not count:
        return
    like = dict(zip(chance.choice(present, count, replace=False), chance.choice(away, count), strict=True))
    weekday = rows.day[at] % 7
    table = np.zeros(
        (len(kinds), len(pupils), 7), np.int16
    )  # a later version of a day stands in the place of the one before
    for kind, values in enumerate(kinds):
        table[kind, number, weekday] = values[at]
    chosen = np.isin(number, list(like))
    donor = np.array([like.get(pupil, 0) for pupil in range(len(pupils))])[number[chosen]]
    for kind, values in enumerate(kinds):
        values[at[chosen]] = table[kind, donor, weekday[chosen]]


# Where and when a fault can be put


def school_mondays(town: Town) -> list[date]:
    """Mondays whose week holds a school day, with the weeks as the last Monday of the town knows them."""
    last = town.mondays[-1]
    held = school_weeks(town.received.attendance, town.received.days, town.received.enrolled, monday_on=last)
    first = last - 156 * WEEK
    return [first + int(week) * WEEK for week in held.weeks]


def sizes(town: Town) -> dict[str, int]:
    """How many pupils each school that delivers has in an ordinary week."""
    weeks = school_weeks(
        town.received.attendance, town.received.days, town.received.enrolled, monday_on=town.mondays[-1]
    )
    pupils = weeks.pupils()
    return {
        name: int(np.median(pupils[place][pupils[place] > 0]))
        for place, name in enumerate(weeks.schools)
        if np.count_nonzero(pupils[place] > 0) > len(weeks.weeks) // 2
    }


def faults(town: Town, kind: str, count: int, chance: np.random.Generator) -> list[Fault]:
    """Some faults of a kind at random places, in the weeks after each of which enough others hold a school day."""
    runs = {"delays_doubled": 13, "slow_shift": 4}.get(kind, 2)
    held = school_mondays(town)
    begin = [
        day
        for day in held
        if town.mondays[0] <= day <= town.mondays[-1] - runs * WEEK
        and (runs == 13 or all(day + number * WEEK in held for number in range(runs)))
    ]
    return [_fault(town, kind, begin[int(chance.integers(len(begin)))], runs, chance) for _ in range(count)]


DELAYED = ("attendance", "spells", "risk_reports", "contacts", "interventions")


def _fault(town: Town, kind: str, from_on: date, runs: int, chance: np.random.Generator) -> Fault:
    schools = list(sizes(town))
    school = schools[int(chance.integers(len(schools)))]
    if kind == "slow_shift":
        return Fault(kind, "town", from_on, frozenset({(Matter.TOWN_ABSENCE, "town")}), runs)
    if kind == "delays_doubled":
        table = DELAYED[int(chance.integers(len(DELAYED)))]
        told = town.received.messages[table].delays
        return Fault(kind, table, from_on, frozenset((Matter.DELAY, subject) for subject in told), runs)
    if kind == "word_renamed":
        word = _word(town, from_on, runs, chance)
        return Fault(kind, word, from_on, frozenset({(Matter.UNKNOWN_CODE, "spells/status")}), runs)
    silent = (Matter.SCHOOL_SILENT, school)
    series = {
        "attendance_missing": {silent},
        "school_renamed": {silent, (Matter.UNKNOWN_CODE, "attendance/institution_id")},
        "kinds_swapped": {(Matter.SCHOOL_KINDS, f"{school}/{name}") for name in KINDS},
        "kind_lost": {(Matter.SCHOOL_KINDS, f"{school}/{name}") for name in KINDS},
        "absence_up_30_percent": {(Matter.SCHOOL_ABSENCE, school)},
    }
    return Fault(kind, school, from_on, frozenset(series[kind]), runs)


def _word(town: Town, from_on: date, runs: int, chance: np.random.Generator) -> str:
    """A status that is told of at all in those weeks, the oftener told the likelier."""
    spells = town.records.tables["spells"]
    told = spells[spells["known_at"].between(pd.Timestamp(from_on), pd.Timestamp(from_on + runs * WEEK))]
    return str(told["status"].iloc[int(chance.integers(len(told)))])


@dataclass(frozen=True)
class Tried:
    """A fault, and in which weekly run it was found; None if in none. `pupils`: of the school, 0 where it is not about one."""

    fault: Fault
    found_in: int | None
    pupils: int


def tried(town: Town, fault: Fault, before: Mapping[date, Standings], chance: np.random.Generator) -> Tried:
    """Weekly runs from the first that looks back on the fault, until one raises an alarm that did not stand before it.

    `before`: how everything stood after each run of the town without a fault.
    """
    pupils = sizes(town).get(fault.where, 0)
    received = REWRITES[fault.kind](town, fault, chance)
    mondays = [fault.from_on + (number + 1) * WEEK for number in range(fault.runs)]
    for number, run in enumerate(watched(received, mondays, before[fault.from_on]), start=1):
        if fault.series & set(run.risen):
            return Tried(fault, number, pupils)
    return Tried(fault, None, pupils)
