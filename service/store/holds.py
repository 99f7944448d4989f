"""Legal holds as rows that begin and end."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from service.domain.errors import UnknownThing
from service.domain.sight import Errand
from service.store.rights_tables import LEGAL_HOLDS
from service.store.unit_of_work import Work


def insert(work: Work, youth_id: str, *, reason: str, actor_id: str, at: datetime) -> int:
    """Keep a hold; returns its number."""
    row = {"youth_id": youth_id, "reason": reason, "actor_id": actor_id, "at": at}
    made = work.connection.execute(sa.insert(LEGAL_HOLDS).values(row).returning(LEGAL_HOLDS.c.number))
    return int(made.scalar_one())


def lift(work: Work, number: int, *, actor_id: str, at: datetime) -> None:
    """End a hold.

    Raises: UnknownThing if none of that number stands.
    """
    mine = sa.update(LEGAL_HOLDS).where(LEGAL_HOLDS.c.number == number, LEGAL_HOLDS.c.lifted_at.is_(None))
    if work.execute(mine.values(lifted_at=at, lifted_by=actor_id)).rowcount != 1:
        raise UnknownThing("legal hold: got a number that does not stand, allowed is one that was set and not lifted.")


def held(work: Work, _errand: Errand) -> frozenset[str]:
    """The youths under a hold."""
    return frozenset(
        row.youth_id for row in work.rows(sa.select(LEGAL_HOLDS.c.youth_id).where(LEGAL_HOLDS.c.lifted_at.is_(None)))
    )
