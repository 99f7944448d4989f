"""What somebody has promised about a youth and by when, from wherever it was promised, as one short list.

Flags have deadlines of their own; here is what people set themselves: follow-ups, look-backs, agreements and meetings to hold.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from features.vocabulary import CounsellorId, YouthId


class DueKind(StrEnum):
    """What is to be done."""

    FOLLOW_UP = "follow_up"  # of an effort or a plan
    LOOK_BACK = "look_back"  # three months after closing
    AGREEMENT = "agreement"  # of a meeting
    MEETING = "meeting"  # to be held
    HANDOVER = "handover"  # to be acknowledged


@dataclass(frozen=True)
class DueItem:
    """One thing to be done for a youth by a day.

    `what`: in the words of who promised it; empty where the kind says it all. `below`: where it is done, below the youth's page, such as
    `moeder/12`; empty for the page itself. `owner_id`: the counsellor whose it is; None where it is whoever has the youth. `who`: in whose
    hands it is, in words, where that is somebody else.
    """

    kind: DueKind
    youth_id: YouthId
    due_on: date
    what: str = ""
    below: str = ""
    owner_id: CounsellorId | None = None
    who: str = ""

    def is_past(self, on: date) -> bool:
        """Whether it should have been done before a day."""
        return self.due_on < on


def in_order(items: Iterable[DueItem]) -> tuple[DueItem, ...]:
    """What is due first comes first; nothing else decides the order but the kind and the youth's id."""
    return tuple(sorted(items, key=lambda item: (item.due_on, item.kind, item.youth_id, item.below)))
