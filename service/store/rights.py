"""Objections, holds and erasures as rows that stand, for whoever answers for youths' rights."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from features.vocabulary import YouthId
from service.domain.sight import Errand, OneYouth
from service.store.rights_tables import LEGAL_HOLDS
from service.store.tables import AUDIT, OBJECTIONS, YOUTHS
from service.store.unit_of_work import Work


@dataclass(frozen=True)
class Objection:
    """That a youth objects to being profiled."""

    youth_id: YouthId
    at: datetime


@dataclass(frozen=True)
class Hold:
    """That what is held of a youth must be kept for now."""

    number: int
    youth_id: YouthId
    reason: str
    at: datetime


def objections(work: Work, _errand: Errand) -> tuple[Objection, ...]:
    """The objections that stand, the oldest first."""
    asked = sa.select(OBJECTIONS).where(OBJECTIONS.c.ended_at.is_(None)).order_by(OBJECTIONS.c.number)
    return tuple(Objection(YouthId(row.youth_id), row.at) for row in work.rows(asked))


def holds(work: Work, _errand: Errand) -> tuple[Hold, ...]:
    """The legal holds that stand, the oldest first."""
    asked = sa.select(LEGAL_HOLDS).where(LEGAL_HOLDS.c.lifted_at.is_(None)).order_by(LEGAL_HOLDS.c.number)
    return tuple(Hold(row.number, YouthId(row.youth_id), row.reason, row.at) for row in work.rows(asked))


def knows(work: Work, seen: OneYouth) -> bool:
    """Whether the published night knows a youth."""
    return work.first(sa.select(YOUTHS.c.youth_id).where(YOUTHS.c.youth_id == seen.youth_id)) is not None


def erasures(work: Work) -> int:
    """How many youths were erased, by the trail."""
    found = work.first(sa.select(sa.func.count().label("lines")).where(AUDIT.c.action == "youth.erased"))
    return 0 if found is None else int(found.lines)
