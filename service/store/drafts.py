"""Drafts, each its author's alone; old ones go whenever somebody keeps one, and with all else that has been kept long enough."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from service.domain.drafts import KEPT, Draft, DraftOf, Form, Typed
from service.domain.sight import OneYouth
from service.store.meeting_tables import DRAFTS
from service.store.rights_tables import LEGAL_HOLDS
from service.store.unit_of_work import Work


def draft(work: Work, seen: OneYouth, *, of: DraftOf, actor_id: str, at: datetime) -> Draft | None:
    """What a person had typed into a form about a youth, or None."""
    row = work.first(sa.select(DRAFTS).where(DRAFTS.c.youth_id == seen.youth_id, *_mine(of, actor_id)))
    if row is None or row.at < at - KEPT:
        return None
    return _draft(of, row)


def drafts_of(work: Work, seen: OneYouth, *, actor_id: str, at: datetime) -> dict[DraftOf, Draft]:
    """Everything that a person had typed about a youth and not sent, by form."""
    mine = sa.select(DRAFTS).where(DRAFTS.c.youth_id == seen.youth_id, DRAFTS.c.actor_id == actor_id)
    rows = work.rows(mine.where(DRAFTS.c.at >= at - KEPT))
    return {draft.of: draft for draft in (_draft(DraftOf(seen.youth_id, Form(row.form), row.of), row) for row in rows)}


def keep(work: Work, of: DraftOf, typed: Typed, *, actor_id: str, at: datetime) -> bool:
    """Keep what a person has typed until now; whether it is the first of it."""
    forget_old(work, at=at)
    told = {"content": json.dumps(typed, ensure_ascii=False), "at": at}
    if work.execute(sa.update(DRAFTS).where(*_mine(of, actor_id)).values(told)).rowcount:
        return False
    row = {"youth_id": of.youth_id, "actor_id": actor_id, "form": of.form, "of": of.of}
    work.execute(sa.insert(DRAFTS).values(**row, **told))
    return True


def forget_old(work: Work, *, at: datetime) -> None:
    """Take away drafts that were never sent and have been kept long enough, but for youths of whom a legal hold keeps everything."""
    held = sa.select(LEGAL_HOLDS.c.youth_id).where(LEGAL_HOLDS.c.lifted_at.is_(None))
    work.execute(sa.delete(DRAFTS).where(DRAFTS.c.at < at - KEPT, DRAFTS.c.youth_id.not_in(held)))


def drop(work: Work, of: DraftOf, *, actor_id: str) -> bool:
    """Take a person's draft away; whether there was one."""
    return work.execute(sa.delete(DRAFTS).where(*_mine(of, actor_id))).rowcount == 1


def _draft(of: DraftOf, row: Any) -> Draft:
    return Draft(of, {name: tuple(values) for name, values in json.loads(row.content).items()}, row.at)


def _mine(of: DraftOf, actor_id: str) -> tuple[Any, ...]:
    return (
        DRAFTS.c.youth_id == of.youth_id,
        DRAFTS.c.actor_id == actor_id,
        DRAFTS.c.form == of.form,
        DRAFTS.c.of == of.of,
    )
