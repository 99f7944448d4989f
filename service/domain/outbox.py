"""What the house tells other systems of a flag: that it moved, by ids only; never a name, a youth or a judgement."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from service.domain.flag_life import FlagState, Move


@dataclass(frozen=True)
class FlagEvent:
    """A move of a flag as it is told; `number` is its place in the order in which moves were committed."""

    number: int
    flag_id: str
    at: datetime
    move: Move
    to_state: FlagState

    kind = "flag.moved"

    @property
    def content(self) -> dict[str, str | int]:
        """What is told of it, the same over `GET /changes` and by webhook."""
        return {
            "number": self.number,
            "at": self.at.isoformat(),
            "flag_id": self.flag_id,
            "move": str(self.move),
            "to_state": str(self.to_state),
        }

    @property
    def event_id(self) -> str:
        """The same for every attempt, and another for every other event, also where a restored backup gives a number again."""
        said = "|".join(str(value) for value in self.content.values())
        return f"evt_{hashlib.sha256(said.encode()).hexdigest()[:32]}"
