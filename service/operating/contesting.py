"""Contesting a record, and what its source answers, as acts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from service.domain.access import Act, Actor, check_may
from service.domain.audit import Event
from service.domain.disputes import Answer, Dispute, Disputed, check_may_dispute, day_column, due_on
from service.domain.errors import UnknownThing
from service.domain.sight import Errand, Task
from service.store import audit, disputes
from service.store.lake_subjects import rows_in_lake
from service.store.records_lake import Lake
from service.store.unit_of_work import Work


@dataclass(frozen=True)
class Complaint:
    """Which record is said to be wrong, and why."""

    what: Disputed
    reason: str


def contest(work: Work, lake: Lake, made: Complaint, *, actor: Actor, at: datetime) -> Dispute:
    """Open a dispute: from the next night on the record is out of risk, until its source answers.

    Raises: NotPermitted; WrongUse; UnknownThing if no such record is held.
    """
    check_may(actor, Act.RECORD_DISPUTE)
    what, reason = made.what, made.reason
    check_may_dispute(what, reason)
    rows = rows_in_lake(lake, Errand(Task.RIGHTS).of(what.youth_id)).get(what.table, [])
    if what.on not in [row[day_column(what.table)] for row in rows]:
        raise UnknownThing(
            "contest: there is no such record of that day. `alleskalmed subject access` tells what is held."
        )
    due = due_on(at)
    number = disputes.insert(work, Dispute(0, what, reason, at, due), actor_id=actor.actor_id)
    audit.append(work, Event(at, actor, "record.disputed", what.youth_id, {"number": number, "table": what.table}))
    return Dispute(number, what, reason, at, due)


def answer(work: Work, actor: Actor, number: int, *, said: Answer, at: datetime) -> None:
    """Write down what the source says; from the next night on the record counts again as it then stands.

    Raises: NotPermitted; UnknownThing.
    """
    check_may(actor, Act.RECORD_DISPUTE)
    youth_id = disputes.answer(work, number, said, actor_id=actor.actor_id, at=at)
    audit.append(work, Event(at, actor, "record.answered", youth_id, {"number": number, "answer": str(said)}))


def read_disputes(work: Work, actor: Actor, *, at: datetime) -> list[Dispute]:
    """Every record that waits for an answer, the first due first; asking is a line of the trail.

    Raises: NotPermitted.
    """
    check_may(actor, Act.RECORD_DISPUTE)
    audit.append(work, Event(at, actor, "disputes.looked"))
    return disputes.open_disputes(work, Errand(Task.RIGHTS))
