"""What store queries demand before they read of a youth: a sight that the authorizer gave, or an errand of the service's own.

A bare id opens nothing, so that a query which nobody asked the authorizer about does not pass mypy. What a person sees by is abstract
here: those that can be made lie in `service.casework.seeing`, the authorizer, and nowhere else. An errand can be made by anybody and
looked for by its task; who may make which is a reviewed table in `tests/architecture/test_sight.py`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from features.vocabulary import DistrictId, YouthId
from service.domain.access import Actor, Why

# What somebody sees by


@dataclass(frozen=True)
class Given(ABC):
    """That the authorizer let somebody see, at an instant."""

    actor: Actor
    at: datetime

    @abstractmethod
    def by_the_authorizer(self) -> None:
        """Nothing; without it no sight can be made, and it is the authorizer's alone."""


@dataclass(frozen=True)
class Sight(Given):
    """That somebody may see a youth, and why."""

    youth_id: YouthId
    why: Why


@dataclass(frozen=True)
class PlaceSight(Given):
    """That somebody may see the list of a place: a district, `area:ID` or `central`."""

    place: str


@dataclass(frozen=True)
class Overview(Given):
    """That somebody may look for youths of some districts; None: of all."""

    districts: frozenset[DistrictId] | None


# What the service itself reads by


class Task(StrEnum):
    """What the service reads for without anybody seeing it; the list is closed."""

    WHO_MAY_SEE = "who may see"  # read before anybody does
    ROUTING = "routing"  # whose a youth is
    ACTING = "acting"  # what follows from an act that was permitted
    NIGHT = "night"
    SCORING = "scoring"  # which of the youths that were sent are known here
    TELLING = "telling"  # other systems and mails are told ids and counts
    COLLEAGUE = "colleague"  # whose the youth of a number is
    BREAK_GLASS = "break-glass"  # whom somebody asks to see who may not
    RIGHTS = "rights"  # access, erasure, objection, contest and hold
    UPKEEP = "upkeep"  # importing identities, and the demonstration


@dataclass(frozen=True)
class YouthErrand:
    """That the service reads of a youth."""

    task: Task
    youth_id: YouthId


@dataclass(frozen=True)
class PlaceErrand:
    """That the service reads the list of a place."""

    task: Task
    place: str


@dataclass(frozen=True)
class Errand:
    """That the service reads of any youth."""

    task: Task

    def of(self, youth_id: YouthId) -> YouthErrand:
        """The same of one youth alone."""
        return YouthErrand(self.task, youth_id)

    def at(self, place: str) -> PlaceErrand:
        """The same of the list of one place."""
        return PlaceErrand(self.task, place)


AT_NIGHT: Final = Errand(Task.NIGHT)
"""What the nightly batch reads by."""

# What queries take

OneYouth = Sight | YouthErrand
OnePlace = PlaceSight | PlaceErrand
Many = OnePlace | Overview | Errand
