"""How courses were closed, and what somebody saw three months later."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from features.vocabulary import CounsellorId, YouthId
from service.domain.closings import Closing, Helped, LookBack, StoredClosing, WhereNow
from service.domain.errors import Outdated
from service.domain.sight import OneYouth, Overview
from service.store.follow_up_tables import CLOSINGS
from service.store.unit_of_work import Work

_STANDS = CLOSINGS.c.taken_back_at.is_(None)


def insert(work: Work, stored: StoredClosing) -> StoredClosing:
    """Store a closing; returns it with its number."""
    told = stored.closing
    row = {name: getattr(told, name) for name in ("where_now", "helped", "youth_view", "looks_again", "youth_words")}
    own = {name: getattr(stored, name) for name in ("youth_id", "actor_id", "at", "closed_on", "look_back_on")}
    made = sa.insert(CLOSINGS).values({**row, **own}).returning(CLOSINGS.c.number)
    return replace(stored, number=int(work.connection.execute(made).scalar_one()))


def of_youth(work: Work, seen: OneYouth) -> tuple[StoredClosing, ...]:
    """The closings of a youth's courses that stand, the latest first."""
    wanted = sa.select(CLOSINGS).where(CLOSINGS.c.youth_id == seen.youth_id, _STANDS)
    return tuple(map(_closing, work.rows(wanted.order_by(CLOSINGS.c.number.desc()))))


def to_look_back_on(
    work: Work, _seen: Overview, *, counsellor_ids: Collection[CounsellorId]
) -> tuple[StoredClosing, ...]:
    """The closings that some counsellors have yet to look back on, the first to be looked at first."""
    waits = (CLOSINGS.c.looked_back_at.is_(None), CLOSINGS.c.looks_again.in_(sorted(counsellor_ids)), _STANDS)
    wanted = sa.select(CLOSINGS).where(*waits).order_by(CLOSINGS.c.look_back_on, CLOSINGS.c.number)
    return tuple(map(_closing, work.rows(wanted)))


def look_back(work: Work, seen: LookBack, *, actor_id: str, at: datetime) -> None:
    """Store what somebody saw.

    Raises: Outdated if somebody else has looked, or the closing was taken back.
    """
    waits = sa.update(CLOSINGS).where(CLOSINGS.c.number == seen.number, CLOSINGS.c.looked_back_at.is_(None), _STANDS)
    row = {"looked_back_where": seen.where_now, "looked_back_note": seen.note}
    if work.execute(waits.values(**row, looked_back_at=at, looked_back_by=actor_id)).rowcount != 1:
        raise Outdated("look back: got a closing that somebody has looked back on, or taken back. Look at it again.")


def take_back(work: Work, number: int, *, at: datetime) -> None:
    """Take a closing back; the row stays.

    Raises: Outdated if it was taken back, or somebody has looked back on it.
    """
    stands = sa.update(CLOSINGS).where(CLOSINGS.c.number == number, CLOSINGS.c.looked_back_at.is_(None), _STANDS)
    if work.execute(stands.values(taken_back_at=at)).rowcount != 1:
        raise Outdated("closing: got one that was taken back, or looked back on, in the meantime. Look at it again.")


def _closing(row: Any) -> StoredClosing:
    told = Closing(
        WhereNow(row.where_now),
        Helped(row.helped),
        Helped(row.youth_view),
        CounsellorId(row.looks_again),
        row.youth_words,
    )
    has_looked = row.looked_back_at is not None
    return StoredClosing(
        row.number,
        YouthId(row.youth_id),
        told,
        row.actor_id,
        row.at,
        row.closed_on,
        row.look_back_on,
        LookBack(row.number, WhereNow(row.looked_back_where), row.looked_back_note or "") if has_looked else None,
        row.looked_back_by,
        row.looked_back_at,
    )
