"""What is written down of every write and every look, chained so that no line can be changed or lost unseen.

A line's hash is a keyed one (HMAC) over the hash before it and everything the line says; the key lies outside the database. A line whose
youth was erased keeps its hash, so that the chain and every copy of it still hold, and carries a second keyed hash over what is left.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

from features.vocabulary import YouthId
from service.domain.access import Actor
from service.domain.errors import IntegrityBroken

FIRST: Final = "0" * 64
"""What the first line follows."""


@dataclass(frozen=True)
class Event:
    """One act: who, what, about which youth if one, and what else must be known later (no values of the youth).

    `action`: a word such as `list.looked`, `youth.looked`, `flag.moved`, `contact.recorded`, `assessment.stored`, `night.published`.
    """

    at: datetime
    actor: Actor
    action: str
    youth_id: YouthId | None = None
    detail: Mapping[str, str | int | bool | None] = field(default_factory=dict)

    @property
    def detail_text(self) -> str:
        """The detail as canonical JSON."""
        return json.dumps(dict(self.detail), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True)
class Line:
    """An event as it stands in the trail, with its number and its place in the chain; `erased` seals one whose youth was erased."""

    number: int
    at: datetime
    actor_id: str
    role: str
    action: str
    youth_id: YouthId | None
    detail: str
    previous: str
    hash: str
    erased: str | None = None

    def follows(self, key: bytes, previous: str) -> bool:
        """Whether the line stands where it was written and says what it said, but for a youth who was erased."""
        if self.previous != previous:
            return False
        if self.erased is None:
            return hmac.compare_digest(self.hash, _hash(key, self))
        return self.youth_id is None and hmac.compare_digest(self.erased, _erasure_seal(key, self))


def erased_line(key: bytes, line: Line) -> Line:
    """The line without its youth, sealed.

    Raises: IntegrityBroken if the line is not what was written: nothing may be sealed that was changed before.
    """
    if not line.follows(key, line.previous):
        raise IntegrityBroken(
            f"audit: line {line.number} is not what was written there, allowed is erasing in a trail that holds. "
            "Run `alleskalmed audit verify`, and find out who changed the database."
        )
    bare = replace(line, youth_id=None)
    return replace(bare, erased=_erasure_seal(key, bare))


def chained(key: bytes, previous: str, number: int, event: Event) -> Line:
    """The line of an event that comes after the line whose hash is `previous`."""
    actor = event.actor
    said = (event.at.astimezone(UTC), actor.actor_id, str(actor.role), event.action, event.youth_id, event.detail_text)
    bare = Line(number, *said, previous=previous, hash="")
    return Line(number, *said, previous=previous, hash=_hash(key, bare))


def _erasure_seal(key: bytes, line: Line) -> str:
    """What proves that only the youth was taken from a line: a keyed hash over the rest, its first hash among it."""
    return hmac.new(key, f"erased {line.hash} {_hash(key, line)}".encode(), hashlib.sha256).hexdigest()


def _hash(key: bytes, line: Line) -> str:
    said = [
        line.previous,
        line.number,
        line.at.astimezone(UTC).isoformat(timespec="microseconds"),
        line.actor_id,
        line.role,
        line.action,
        line.youth_id,
        line.detail,
    ]
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
