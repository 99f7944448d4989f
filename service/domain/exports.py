"""What leaves the service as a copy: who took it, what, how many rows, and for which of a closed list of purposes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from features.vocabulary import YouthId
from service.domain.access import Actor
from service.domain.audit import Event
from service.domain.weekly import KEPT_DAYS


class Purpose(StrEnum):
    """What a copy is for; there is no other purpose."""

    CASEWORK = "casework"  # to work with the youths that it names
    SUBJECT_RIGHT = "subject_right"  # to answer a youth who asks what is held
    SUPERVISION = "supervision"  # to see that rules are kept
    INCIDENT = "incident"  # to find out what went wrong
    OPERATION = "operation"  # to keep the service running


@dataclass(frozen=True)
class Export:
    """A copy that leaves: the action by which the trail tells it, its rows, its purpose, and whose it is if one youth's."""

    action: str
    rows: int
    purpose: Purpose
    youth_id: YouthId | None = None

    def event(self, at: datetime, actor: Actor, **more: str) -> Event:
        """The line of the trail."""
        detail: dict[str, str | int | bool | None] = {"rows": self.rows, "purpose": str(self.purpose), **more}
        return Event(at, actor, self.action, self.youth_id, detail)


def delete_on(taken_on: date) -> date:
    """The day by which a copy is to be deleted."""
    return taken_on + timedelta(days=KEPT_DAYS)
