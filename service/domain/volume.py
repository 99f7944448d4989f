"""How many youths somebody may look up in a day: enough for a day's work, too few to collect a district.

A counsellor has about 150 youths in a week, 30 a day; a busy day, or a day of cover for a colleague, has twice as many.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from features.vocabulary import YouthId
from service.domain.access import Actor

WRONG_GUESS: Final = 2
"""What a CPR number counts that is nobody's here: whoever tries numbers is stopped sooner."""


class Looked(StrEnum):
    """What is counted."""

    CASE = "case"  # opened
    IDENTITY = "identity"  # shown
    COLLEAGUE = "colleague"  # asked for, by number


@dataclass(frozen=True)
class LookLimits:
    """Different youths whom one person may look up in a day."""

    cases: int = 90
    identities: int = 60
    colleagues: int = 30

    def most(self, kind: Looked) -> int:
        """The limit of a kind."""
        return {Looked.CASE: self.cases, Looked.IDENTITY: self.identities, Looked.COLLEAGUE: self.colleagues}[kind]


@dataclass(frozen=True)
class Look:
    """One look to be counted; `youth_id`: None of a number that is nobody's."""

    actor: Actor
    kind: Looked
    youth_id: YouthId | None
    at: datetime

    @property
    def weight(self) -> int:
        """What it counts."""
        return WRONG_GUESS if self.youth_id is None else 1


@dataclass(frozen=True)
class Refusal:
    """That somebody was refused on a day for looking up too many."""

    on: date
    actor_id: str
    kind: Looked
