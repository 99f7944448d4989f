"""Whom somebody has looked up in a day, counted; rows go after a week."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import sqlalchemy as sa

from features.calendar import LOCAL
from service.domain.access import Actor
from service.domain.volume import Look, Looked, Refusal
from service.store.sight_tables import LOOKUPS
from service.store.turns import wait_for
from service.store.unit_of_work import Work

KEPT: Final = timedelta(days=7)


def count(work: Work, look: Look) -> int:
    """Add a look to the actor's day and return how many there are; 0 for a youth who was looked up before. Others of the actor's wait."""
    on = look.at.astimezone(LOCAL).date()
    mine = _of(look.actor, look.kind, on)
    known = sa.select(LOOKUPS.c.number).where(mine, LOOKUPS.c.youth_id == look.youth_id)
    if look.youth_id is not None and work.first(known) is not None:
        return 0
    wait_for(work, f"lookups {look.actor.actor_id}")
    if look.youth_id is not None and work.first(known) is not None:  # by the one who was waited for
        return 0
    _add(work, look, on=on, weight=look.weight)
    found = work.first(sa.select(sa.func.sum(LOOKUPS.c.weight).label("looks")).where(mine))
    return int(found.looks) if found else 0


def is_first_refusal(work: Work, look: Look) -> bool:
    """Note that a look was refused; whether it is the first of its kind on that day."""
    wait_for(work, f"lookups {look.actor.actor_id}")
    on = look.at.astimezone(LOCAL).date()
    told = sa.select(LOOKUPS.c.number).where(_of(look.actor, look.kind, on), LOOKUPS.c.weight == 0)
    is_first = work.first(told) is None
    if is_first:
        _add(work, look, on=on, weight=0)
    return is_first


def refusals(work: Work) -> tuple[Refusal, ...]:
    """Who was refused in the last week, the latest first."""
    refused = sa.select(LOOKUPS).where(LOOKUPS.c.weight == 0).order_by(LOOKUPS.c.number.desc())
    return tuple(Refusal(row.on, row.actor_id, Looked(row.kind)) for row in work.rows(refused))


def _of(actor: Actor, kind: Looked, on: date) -> sa.ColumnElement[bool]:
    return sa.and_(LOOKUPS.c.actor_id == actor.actor_id, LOOKUPS.c.kind == kind, LOOKUPS.c.on == on)


def _add(work: Work, look: Look, *, on: date, weight: int) -> None:
    work.execute(sa.delete(LOOKUPS).where(LOOKUPS.c.on < on - KEPT))
    youth_id = look.youth_id if weight else None
    row = {"actor_id": look.actor.actor_id, "kind": str(look.kind), "on": on, "youth_id": youth_id, "weight": weight}
    work.execute(sa.insert(LOOKUPS), row)
