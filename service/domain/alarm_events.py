"""What follows from an alarm: changes of level that are told, matters that may stop the risk engine, and who looks into it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from service.domain.watching import Level, Matter, Standing

LONGEST_LINE: Final = 300
"""Characters of the line with which somebody says that they look into an alarm."""


@dataclass(frozen=True)
class MayStop:
    """A matter that may stop the risk engine from a day on, and why it may."""

    matter: Matter
    from_on: date
    why: str


_FIRST: Final = date(2026, 11, 1)
STOPS: Final = (
    MayStop(
        Matter.UNKNOWN_CODE, _FIRST, "rows with a code nobody knows are left out, and youths are missed in silence"
    ),
    MayStop(Matter.NO_NEWS, _FIRST, "no news is never no risk: scores would tell of how it was, not of how it is"),
    MayStop(Matter.COVERAGE, _FIRST, "too many would be scored on records that are not there, or not scored at all"),
    MayStop(Matter.SCORE, _FIRST, "the model says of everybody what it has never said before"),
    MayStop(Matter.CALIBRATION, _FIRST, "the frequencies that counsellors read are not what happens"),
    MayStop(Matter.RECALL, _FIRST, "nobody should be found later than a simple rule would find them"),
)
"""Faults that mislead about everybody. One school's fault is looked into and takes nothing from the youths of the others: when many fall
silent, coverage stops. What people do (flags, overrides) and how the town fares (absence) stop nothing by themselves: decision 0034."""


@dataclass(frozen=True)
class AlarmChange:
    """A series that stands otherwise after a weekly run than before it."""

    matter: Matter
    subject: str
    was: Level
    level: Level
    monday_on: date

    @property
    def series(self) -> tuple[Matter, str]:
        """What stands otherwise."""
        return self.matter, self.subject

    @property
    def stops(self) -> bool:
        """Whether the risk engine is to rest from now on, because of this."""
        return self.level is Level.STOP and may_stop(self.matter, on=self.monday_on)


@dataclass(frozen=True)
class AlarmEvent:
    """A change as it is told; `number` is its place in the order in which changes were committed."""

    number: int
    at: datetime
    change: AlarmChange

    kind = "alarm.changed"

    @property
    def content(self) -> dict[str, str | int]:
        """What is told of it: a school's or a table's id, never a youth."""
        return {
            "number": self.number,
            "at": self.at.isoformat(),
            "matter": str(self.change.matter),
            "subject": self.change.subject,
            "was": str(self.change.was),
            "level": str(self.change.level),
            "monday_on": self.change.monday_on.isoformat(),
        }

    @property
    def event_id(self) -> str:
        """The same for every attempt, and another for every other event."""
        said = "|".join(str(value) for value in self.content.values())
        return f"evt_{hashlib.sha256(said.encode()).hexdigest()[:32]}"


@dataclass(frozen=True)
class Seen:
    """That somebody looks into an alarm; `since_on`: the Monday from which it has stood, so that a later alarm is another one."""

    matter: Matter
    subject: str
    since_on: date
    actor_id: str
    line: str
    at: datetime

    def is_of(self, standing: Standing) -> bool:
        """Whether it was said of the alarm that stands now."""
        return (self.matter, self.subject) == standing.series and self.since_on >= standing.since_on


def may_stop(matter: Matter, *, on: date) -> bool:
    """Whether a matter may stop the risk engine on a day."""
    return any(one.matter is matter and one.from_on <= on for one in STOPS)


def changes(before: Iterable[Standing], after: Sequence[Standing], *, monday_on: date) -> Iterator[AlarmChange]:
    """The series that stand otherwise after the week of a Monday; one that was not watched before stood as usual."""
    was = {one.series: one.level for one in before}
    for one in sorted(after, key=lambda one: one.series):
        level = was.get(one.series, Level.FINE)
        if one.level is not level:
            yield AlarmChange(*one.series, level, one.level, monday_on)
