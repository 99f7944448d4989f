"""Help that fits the course: a dated table from when absence began, and where the youth is now, to efforts on the ladder.

It suggests and never promises, and nothing that scores, flags or ranks reads it: the profile tells the kind of help, never its need.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from importlib import resources
from typing import Any, Final

from features.vocabulary import ACTIVE, EDUCATION, STATUSES, InterventionKind, InterventionResult, Status
from service.domain.activity import known_steps
from service.domain.errors import TableFault
from service.domain.situation import Situation, Spell

CONSIDER: Final = 4
"""The step that is shown as something to consider; those above it are never suggested."""


class Course(StrEnum):
    """When lasting absence began, as far as it is known; the general one for everybody else."""

    EARLY_STARTER = "early_starter"
    LATE_STARTER = "late_starter"
    GENERAL = "general"


class Whereabouts(StrEnum):
    """Where a youth is now."""

    COMPULSORY_SCHOOL = "compulsory_school"
    TENTH_GRADE = "tenth_grade"
    VOCATIONAL = "vocational"
    UPPER_SECONDARY = "upper_secondary"
    FGU = "fgu"
    OTHER_EDUCATION = "other_education"
    WORK = "work"
    ABOUT_TO_BEGIN = "about_to_begin"
    WITHOUT_ACTIVITY = "without_activity"


@dataclass(frozen=True)
class HelpTable:
    """One table as it stands from a day on: the step of each effort, and by course and place the efforts in the order they fit."""

    valid_from_on: date
    source: str
    steps: Mapping[InterventionKind, int]
    efforts: Mapping[tuple[Course, Whereabouts], tuple[InterventionKind, ...]]


@dataclass(frozen=True)
class Effort:
    """An effort that was made or is under way; `result` is missing while nobody has told it."""

    kind: InterventionKind
    is_open: bool
    result: InterventionResult | None = None


@dataclass(frozen=True)
class Suggestion:
    """An effort that fits, and its step on the ladder."""

    kind: InterventionKind
    step: int
    is_open: bool

    @property
    def is_to_consider(self) -> bool:
        """Whether it is no more than something to consider."""
        return self.step >= CONSIDER


@dataclass(frozen=True)
class Help:
    """What fits, in order. `start`: the one on the least intrusive step that was not tried without effect; `in_vain`: those that were."""

    course: Course
    suggestions: tuple[Suggestion, ...]
    start: Suggestion | None
    in_vain: tuple[InterventionKind, ...]
    valid_from_on: date


def suggest(table: HelpTable, course: Course, place: Whereabouts, *, efforts: Iterable[Effort] = ()) -> Help:
    """What fits a youth's course and place, given what has been tried."""
    latest = {effort.kind: effort for effort in efforts}
    vain = {
        kind for kind, effort in latest.items() if not effort.is_open and effort.result is InterventionResult.NO_EFFECT
    }
    fitting = [
        Suggestion(kind, table.steps[kind], kind in latest and latest[kind].is_open)
        for kind in table.efforts[course, place]
        if kind not in vain
    ]
    spent = {table.steps[kind] for kind in vain}
    free = [one for one in fitting if not one.is_to_consider and not one.is_open and one.step not in spent]
    in_vain = tuple(kind for kind in table.steps if kind in vain)
    return Help(course, tuple(fitting), min(free, key=lambda one: one.step, default=None), in_vain, table.valid_from_on)


def course_of(profile: str | None) -> Course:
    """The course of an onset profile; the general one where the profile says nothing of when."""
    return Course(profile) if profile in {Course.EARLY_STARTER, Course.LATE_STARTER} else Course.GENERAL


def whereabouts_of(situation: Situation) -> Whereabouts | None:
    """Where a youth is now; None for those to whom the ladder does not apply: exempt, in stu, or abroad."""
    present = [spell for spell in situation.spells if spell.ended_on is None]
    spell = _latest(present, EDUCATION) or _latest(present, ACTIVE) or _latest(present, frozenset(STATUSES))
    if spell is not None and spell.status is not Status.NONE:
        return _PLACES.get(spell.status)
    is_ahead = situation.planned or any(step.starts_on >= situation.as_of for step in known_steps(situation))
    return Whereabouts.ABOUT_TO_BEGIN if is_ahead else Whereabouts.WITHOUT_ACTIVITY


def _latest(spells: Iterable[Spell], statuses: frozenset[Status]) -> Spell | None:
    """The spell of some statuses that began last, ties by status."""
    among = [spell for spell in spells if spell.status in statuses]
    return max(among, key=lambda spell: (spell.started_on, STATUSES.index(spell.status)), default=None)


_PLACES: Final[Mapping[Status, Whereabouts]] = {
    Status.COMPULSORY_SCHOOL: Whereabouts.COMPULSORY_SCHOOL,
    Status.TENTH_GRADE: Whereabouts.TENTH_GRADE,
    Status.BOARDING_SCHOOL: Whereabouts.TENTH_GRADE,
    Status.UPPER_SECONDARY: Whereabouts.UPPER_SECONDARY,
    Status.VOCATIONAL_BASIC: Whereabouts.VOCATIONAL,
    Status.VOCATIONAL_MAIN: Whereabouts.VOCATIONAL,
    Status.FGU: Whereabouts.FGU,
    Status.OTHER_EDUCATION: Whereabouts.OTHER_EDUCATION,
    Status.EMPLOYMENT: Whereabouts.WORK,
    Status.OTHER_ACTIVITY: Whereabouts.WORK,
}


# The tables


def table_on(tables: Iterable[HelpTable], day: date) -> HelpTable:
    """The table in force on a day.

    Raises: TableFault if none has begun.
    """
    begun = [table for table in tables if table.valid_from_on <= day]
    if not begun:
        raise TableFault(
            f"help: no table has begun on {day}, allowed are days from the first `from`. Add an earlier table."
        )
    return max(begun, key=lambda table: table.valid_from_on)


def read_tables(text: str) -> tuple[HelpTable, ...]:
    """The tables of a TOML text, the earliest first.

    Raises: TableFault naming the table, place and effort that cannot be followed.
    """
    try:
        found = tomllib.loads(text).get("table", [])
    except tomllib.TOMLDecodeError as fault:
        raise TableFault(f"help: the file is no TOML ({fault}). Correct the line.") from None
    _check(isinstance(found, list) and found, "help", "no table", "one or more", "Add a [[table]]")
    tables = sorted((_table(given) for given in found), key=lambda table: table.valid_from_on)
    twice = [str(day) for day, count in Counter(table.valid_from_on for table in tables).items() if count > 1]
    _check(not twice, "help", f"two tables from {', '.join(twice)}", "one for each day", "Date one of them anew")
    return tuple(tables)


def _table(given: Mapping[str, Any]) -> HelpTable:
    begins = given.get("from")
    _check(type(begins) is date, "help", f"from = {begins!r}", "a date such as 2026-08-01", "Date the table")
    where = f"help, table from {begins}"
    source = given.get("source")
    _check(isinstance(source, str) and source.strip(), where, "no source", "a text", "Say where the table comes from")
    parts = {"from", "source", "steps", *Course}
    _check(set(given) == parts, where, _names(given), _names(parts), "Complete it")
    steps = _steps(given["steps"], where)
    efforts = {
        (course, place): _efforts(kinds, steps, f"{where}, {course}, {place}")
        for course in Course
        for place, kinds in _places(given[course], f"{where}, {course}").items()
    }
    return HelpTable(given["from"], given["source"], steps, efforts)


def _steps(given: Mapping[str, Any], where: str) -> dict[InterventionKind, int]:
    allowed = [str(step) for step in range(1, CONSIDER + 1)]
    where = f"{where}, steps"
    _check(_holds_lists(given), where, "something else", "a list of efforts for each step", "Correct it")
    _check(list(given) == allowed, where, _names(given), _names(allowed), "Steps 5 and 6 are never suggested")
    kinds = [kind for step in allowed for kind in given[step]]
    _check(
        sorted(kinds) == sorted(InterventionKind),
        where,
        _names(kinds),
        f"each once of {_names(InterventionKind)}",
        "Correct it",
    )
    return {InterventionKind(kind): int(step) for step in allowed for kind in given[step]}


def _places(given: Mapping[str, Any], where: str) -> dict[Whereabouts, Any]:
    _check(_holds_lists(given), where, "something else", "a list of efforts for each row", "Correct it")
    _check(set(given) == set(Whereabouts), where, _names(given), _names(Whereabouts), "Give each of them a row")
    return {place: given[place] for place in Whereabouts}


def _efforts(kinds: list[str], steps: Mapping[InterventionKind, int], where: str) -> tuple[InterventionKind, ...]:
    known = all(kind in set(InterventionKind) for kind in kinds) and len(set(kinds)) == len(kinds)
    _check(known, where, _names(kinds), f"some of {_names(InterventionKind)}, each once", "Correct the row")
    found = tuple(InterventionKind(kind) for kind in kinds)
    least = min((steps[kind] for kind in found), default=CONSIDER)
    _check(least < CONSIDER, where, _names(kinds) or "nothing", "at least one effort on step 1 to 3", "Add one")
    is_least = steps[found[0]] == least
    _check(
        is_least, where, f"{found[0]} first", f"one on step {least}, the least intrusive of the row", "Change the order"
    )
    return found


def _holds_lists(given: object) -> bool:
    return isinstance(given, dict) and all(isinstance(kinds, list) for kinds in given.values())


def _check(is_sound: object, where: str, got: str, allowed: str, remedy: str) -> None:
    if not is_sound:
        raise TableFault(f"{where}: got {got}, allowed is {allowed}. {remedy}.")


def _names(values: Iterable[str]) -> str:
    return ", ".join(str(value) for value in values)


HERNING: Final = read_tables(resources.files(__package__).joinpath("help.toml").read_text(encoding="utf-8"))
"""The tables of the house; read when the service starts, so that a wrong one stops it with words."""
