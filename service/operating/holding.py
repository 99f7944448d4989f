"""Legal holds: what must be kept for now, such as during a complaint, is neither erased nor let go by age."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from features.vocabulary import YouthId
from service.domain.access import Act, Actor, check_may
from service.domain.audit import Event
from service.domain.errors import WrongUse
from service.store import audit, holds
from service.store.unit_of_work import Work

LONGEST_REASON: Final = 500


def set_hold(work: Work, actor: Actor, youth_id: YouthId, *, reason: str, at: datetime) -> int:
    """Forbid erasing a youth for now; returns the hold's number.

    Raises: NotPermitted; WrongUse without a reason.
    """
    check_may(actor, Act.ANSWER_SUBJECT)
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise WrongUse(f"reason: allowed are 1 to {LONGEST_REASON} characters. Say in one line why it must be kept.")
    number = holds.insert(work, youth_id, reason=reason, actor_id=actor.actor_id, at=at)
    audit.append(work, Event(at, actor, "hold.set", youth_id, {"number": number}))
    return number


def release(work: Work, actor: Actor, number: int, *, at: datetime) -> None:
    """Lift a hold.

    Raises: NotPermitted; UnknownThing if none of that number stands.
    """
    check_may(actor, Act.ANSWER_SUBJECT)
    holds.lift(work, number, actor_id=actor.actor_id, at=at)
    audit.append(work, Event(at, actor, "hold.released", detail={"number": number}))
