"""Breaking the glass: opening a youth whom one may not see, for a few hours, with a reason that others look at afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from features.vocabulary import YouthId
from service.domain.errors import WrongUse

LONGEST: Final = 300
REVIEW_WITHIN: Final = timedelta(days=7)


class Verdict(StrEnum):
    """What those who review think of an opening."""

    JUSTIFIED = "justified"
    UNJUSTIFIED = "unjustified"


@dataclass(frozen=True)
class Opening:
    """That somebody opened a youth; `verdict` is None until it has been reviewed."""

    number: int
    actor_id: str
    youth_id: YouthId
    reason: str
    at: datetime
    until_at: datetime
    verdict: Verdict | None = None
    reviewed_at: datetime | None = None
    reviewed_by: str | None = None

    def is_late(self, at: datetime) -> bool:
        """Whether it should have been reviewed by now."""
        return self.verdict is None and self.at + REVIEW_WITHIN < at


def one_line(reason: str) -> str:
    """The reason as it is kept.

    Raises: WrongUse if there is none, or it is longer than a line.
    """
    line = " ".join(reason.split())
    if not 5 <= len(line) <= LONGEST:
        raise WrongUse(f"reason: got {len(line)} characters, allowed are 5 to {LONGEST}. Say in one line why.")
    return line
