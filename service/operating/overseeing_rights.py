"""What stands open of youths' rights: who has objected, what is disputed and until when, what may not be erased."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from features.vocabulary import YouthId
from service.domain.access import Act, Actor, check_may
from service.domain.audit import Event
from service.domain.disputes import Dispute
from service.domain.sight import Errand, Task
from service.store import audit, disputes, rights
from service.store.rights import Hold, Objection
from service.store.unit_of_work import Work


@dataclass(frozen=True)
class OpenRights:
    """Everything that stands open, what is due first, then the oldest."""

    disputes: tuple[Dispute, ...]
    objections: tuple[Objection, ...]
    holds: tuple[Hold, ...]
    erased: int


def read_rights(work: Work, actor: Actor, *, at: datetime) -> OpenRights:
    """What stands open; asking is a line of the trail.

    Raises: NotPermitted.
    """
    check_may(actor, Act.ANSWER_SUBJECT)
    everybody = Errand(Task.RIGHTS)
    found = OpenRights(
        tuple(disputes.open_disputes(work, everybody)),
        rights.objections(work, everybody),
        rights.holds(work, everybody),
        rights.erasures(work),
    )
    audit.append(work, Event(at, actor, "rights.looked"))
    return found


def is_known(work: Work, youth_id: YouthId) -> bool:
    """Whether the published night knows the youth, so that a slip of the pen objects for nobody."""
    return rights.knows(work, Errand(Task.RIGHTS).of(youth_id))
