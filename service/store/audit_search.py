"""Lines of the audit trail that somebody looks for, the latest first, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from features.vocabulary import YouthId
from service.domain.audit import Line
from service.domain.sight import Errand
from service.store.tables import AUDIT
from service.store.unit_of_work import Work

MOST: Final = 50_000
"""Lines that one export holds at most; more is asked for in parts."""


@dataclass(frozen=True)
class Wanted:
    """Which lines are wanted; what is None or empty is not asked about. `since`, `until`: from an instant to before another."""

    since: datetime | None = None
    until: datetime | None = None
    actor_id: str = ""
    action: str = ""
    youth_id: YouthId | None = None


def page_of(work: Work, _errand: Errand, wanted: Wanted, *, before: int | None = None, limit: int = MOST) -> list[Line]:
    """The lines that are wanted, the latest first; `before`: the number of the last one already read."""
    query = _query(wanted)
    if before is not None:
        query = query.where(AUDIT.c.number < before)
    return [Line(**row._mapping) for row in work.rows(query.order_by(AUDIT.c.number.desc()).limit(limit))]


def actions(work: Work) -> list[str]:
    """Every word by which the trail tells what was done, in order."""
    return [row.action for row in work.rows(sa.select(AUDIT.c.action).distinct().order_by(AUDIT.c.action))]


def actors(work: Work) -> list[str]:
    """Everybody who stands in the trail, in order of their ids."""
    return [row.actor_id for row in work.rows(sa.select(AUDIT.c.actor_id).distinct().order_by(AUDIT.c.actor_id))]


def _query(wanted: Wanted) -> sa.Select[Any]:
    query = sa.select(AUDIT)
    if wanted.since is not None:
        query = query.where(AUDIT.c.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(AUDIT.c.at < wanted.until)
    same = {AUDIT.c.actor_id: wanted.actor_id, AUDIT.c.action: wanted.action, AUDIT.c.youth_id: wanted.youth_id}
    for column, value in same.items():
        if value:
            query = query.where(column == value)
    return query
