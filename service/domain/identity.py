"""Who a youth is outside these records: name, contact details, custody holders, and whether the address is protected.

Identity lies apart from everything else: it is never in a records folder, a list, an export or an indicator.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Final

from features.vocabulary import YouthId
from service.domain.coming_of_age import is_of_age_on
from service.domain.cpr import Cpr, CprKind


@dataclass(frozen=True)
class Holder:
    """A custody holder, and how to reach them."""

    name: str = field(repr=False)
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)


@dataclass(frozen=True)
class Identity:
    """One person's identity; no part of it is in its representation.

    `given_id`: the pseudonym that deliveries carry already, if they do.
    """

    cpr: Cpr = field(repr=False)
    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    holders: tuple[Holder, ...] = field(default=(), repr=False)
    is_protected: bool = field(default=False, repr=False)
    given_id: YouthId | None = field(default=None, compare=False, repr=False)

    def offered(self, *, birth_on: date, on: date) -> Identity:
        """What may be shown of it on a day: from the 18th birthday nothing of a custody holder."""
        return replace(self, holders=()) if is_of_age_on(birth_on, on) else self


class Numbers(StrEnum):
    """Which CPR numbers an installation takes."""

    MADE = "made"  # those nobody has, and those with the day raised by 60 alone, as records.md writes synthetic ones
    REAL = "real"
    REAL_OR_REPLACEMENT = "real_or_replacement"  # of people whose ordinary number is not known yet too


def belongs(cpr: Cpr, numbers: Numbers) -> bool:
    """Whether an installation takes such a number: an ordinary one nowhere but in a real one, and there no made one: decision 0019."""
    return cpr.kind in _TAKEN[numbers]


_TAKEN: Final = {
    Numbers.MADE: {CprKind.MADE, CprKind.REPLACEMENT},
    Numbers.REAL: {CprKind.ORDINARY},
    Numbers.REAL_OR_REPLACEMENT: {CprKind.ORDINARY, CprKind.REPLACEMENT},
}
