"""What is written down of every write and every look, chained by hash so that no line can be changed or lost unseen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from features.vocabulary import YouthId
from service.domain.access import Actor

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


def chained(previous: str, number: int, event: Event) -> str:
    """The hash of a line: SHA-256 over the hash before it, its number and everything it says."""
    said = [
        previous,
        number,
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        event.actor.actor_id,
        str(event.actor.role),
        event.action,
        event.youth_id,
        event.detail_text,
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
