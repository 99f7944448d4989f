"""Where the follow-up of a youth stands, in a line: what is open, when somebody looks again, and when there was contact."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from features.vocabulary import REACHED, ContactKind
from service.domain.situation import Contact


@dataclass(frozen=True)
class Standing:
    """Of one youth. `next_on`: the first day on which somebody looks again; an attempt is no contact, so that the two stand apart."""

    open_efforts: int = 0
    next_on: date | None = None
    attempted_on: date | None = None
    reached_on: date | None = None

    def with_next(self, on: date) -> Standing:
        """The same with one more day on which somebody looks."""
        return replace(self, next_on=on if self.next_on is None else min(on, self.next_on))

    def with_contacts(self, contacts: Iterable[Contact]) -> Standing:
        """The same with more contacts, such as those of the records."""
        told = tuple(contacts)
        tried = [one.contacted_on for one in told if one.kind is ContactKind.ATTEMPT]
        spoken = [one.contacted_on for one in told if one.kind in REACHED]
        return replace(
            self,
            attempted_on=_latest(self.attempted_on, tried),
            reached_on=_latest(self.reached_on, spoken),
        )


NOTHING = Standing()
"""Of a youth with whom nothing was done here."""


def _latest(known: date | None, more: Iterable[date]) -> date | None:
    return max((*more, *(() if known is None else (known,))), default=None)
