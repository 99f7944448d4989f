"""Who a youth is outside these records: name, contact details, custody holders, and whether the address is protected.

Identity lies apart from everything else: it is never in a records folder, a list, an export or an indicator.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from features.calendar import completed_years
from features.vocabulary import YouthId
from service.domain.cpr import Cpr, CprKind

OF_AGE: Final = 18


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
        return replace(self, holders=()) if completed_years(birth_on, on) >= OF_AGE else self


def belongs(cpr: Cpr, *, is_real: bool) -> bool:
    """Whether such a number may be in an installation: made ones in none that is real, and no other anywhere else."""
    return (cpr.kind is CprKind.MADE) is not is_real
