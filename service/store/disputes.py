"""Disputed records as rows that are opened and answered."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from features.vocabulary import YouthId
from service.domain.disputes import Answer, Dispute, Disputed
from service.domain.errors import UnknownThing
from service.domain.sight import Errand, OneYouth
from service.store.rights_tables import DISPUTES
from service.store.unit_of_work import Work


def insert(work: Work, dispute: Dispute, *, actor_id: str) -> int:
    """Keep a new dispute; returns its number."""
    what = dispute.what
    row = {"youth_id": what.youth_id, "record_table": what.table, "happened_on": what.on, "reason": dispute.reason}
    made = sa.insert(DISPUTES).values(**row, actor_id=actor_id, at=dispute.at, due_on=dispute.due_on)
    return int(work.connection.execute(made.returning(DISPUTES.c.number)).scalar_one())


def answer(work: Work, number: int, said: Answer, *, actor_id: str, at: datetime) -> YouthId:
    """Keep what the source says; returns whose record it is.

    Raises: UnknownThing if no dispute of that number is open.
    """
    mine = sa.update(DISPUTES).where(DISPUTES.c.number == number, DISPUTES.c.answer.is_(None))
    said_now = mine.values(answer=str(said), answered_at=at, answered_by=actor_id).returning(DISPUTES.c.youth_id)
    found = work.connection.execute(said_now).first()
    if found is None:
        raise UnknownThing("dispute: got a number that is not open, allowed is one that was opened and not answered.")
    return YouthId(found.youth_id)


def open_disputes(work: Work, seen: OneYouth | Errand) -> list[Dispute]:
    """Disputes that wait for an answer, the first due first; of one youth or of all."""
    query = sa.select(DISPUTES).where(DISPUTES.c.answer.is_(None)).order_by(DISPUTES.c.due_on, DISPUTES.c.number)
    if not isinstance(seen, Errand):
        query = query.where(DISPUTES.c.youth_id == seen.youth_id)
    return [
        Dispute(
            row.number,
            Disputed(YouthId(row.youth_id), row.record_table, row.happened_on),
            row.reason,
            row.at,
            row.due_on,
        )
        for row in work.rows(query)
    ]


def disputed_at(work: Work, _errand: Errand, *, at: datetime) -> frozenset[Disputed]:
    """The records that were disputed and not answered at an instant: the same instant gives the same for ever."""
    is_open = sa.or_(DISPUTES.c.answered_at.is_(None), DISPUTES.c.answered_at > at)
    query = sa.select(DISPUTES).where(DISPUTES.c.at <= at, is_open)
    return frozenset(Disputed(YouthId(row.youth_id), row.record_table, row.happened_on) for row in work.rows(query))
