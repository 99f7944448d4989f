"""Known breaks: days on which the world, or the way it is registered, changed for everybody, so that a difference is no news.

A break explains a series while one side of the comparison lies before it and the other after: a year of school weeks from its first day,
and from its last day if it was a time. Facts are never explained away: a school that sends nothing sends nothing under any rule.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fnmatch import fnmatchcase
from importlib import resources
from typing import Any, Final

from service.domain.errors import TableFault
from service.domain.watching import Matter

REACH: Final = timedelta(weeks=53)
"""A year in whole weeks, and the week before that the comparison takes in."""


@dataclass(frozen=True)
class KnownBreak:
    """A break from a day on, or from one to another.

    `series`: what it touches, as `matter:subject`, either of which may hold `*`.
    """

    name: str
    from_on: date
    to_on: date
    series: tuple[str, ...]

    def explains(self, series: tuple[Matter, str], *, monday_on: date) -> bool:
        """Whether a difference of a series from earlier years may come of it."""
        is_near = self.from_on < monday_on + timedelta(weeks=1) and monday_on < self.to_on + REACH
        return is_near and any(fnmatchcase(":".join(series), pattern) for pattern in self.series)


def explained_by(breaks: Iterable[KnownBreak], series: tuple[Matter, str], *, monday_on: date) -> tuple[str, ...]:
    """The names of the breaks that explain a series in a week, in order."""
    return tuple(sorted(each.name for each in breaks if each.explains(series, monday_on=monday_on)))


def read_breaks(text: str) -> tuple[KnownBreak, ...]:
    """The breaks of a TOML text, the earliest first.

    Raises: TableFault naming the break and what is wrong with it.
    """
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise TableFault(f"known breaks: the file is no TOML ({fault}). Correct the line.") from None
    breaks = (_break(name, given) for name, given in found.items())
    return tuple(sorted(breaks, key=lambda each: (each.from_on, each.name)))


def _break(name: str, given: Mapping[str, Any]) -> KnownBreak:
    where = f"known breaks, {name}"
    _check(set(given) <= {"from", "to", "series", "source"}, where, "an unknown entry", "from, to, series and source")
    begins, ends, series = given.get("from"), given.get("to", given.get("from")), given.get("series", ())
    is_dated = type(begins) is date and type(ends) is date and begins <= ends
    _check(is_dated, where, "no such days", "from = 2026-08-01, and a later to if it ended")
    _check(isinstance(given.get("source"), str), where, "no source", "a text that says where it is known from")
    matters = {str(matter) for matter in Matter}
    _check(
        bool(series) and all(_is_series(each, matters) for each in series), where, "another series", "matter:subject"
    )
    return KnownBreak(name, given["from"], ends, tuple(series))


def _is_series(pattern: object, matters: Sequence[str] | set[str]) -> bool:
    matter, colon, subject = str(pattern).partition(":")
    return bool(colon and subject) and any(fnmatchcase(known, matter) for known in matters)


def _check(is_sound: bool, where: str, got: str, allowed: str) -> None:
    if not is_sound:
        raise TableFault(f"{where}: got {got}, allowed is {allowed}. Correct the table.")


BREAKS: Final = read_breaks(resources.files(__package__).joinpath("known_breaks.toml").read_text(encoding="utf-8"))
"""The breaks of the house; read when the service starts, so that a wrong one stops it with words."""
