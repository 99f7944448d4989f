"""Openings by breaking the glass, as rows that are reviewed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from features.vocabulary import YouthId
from service.domain.break_glass import REVIEW_WITHIN, Opening, Verdict
from service.domain.errors import UnknownThing
from service.domain.sight import Errand, OneYouth
from service.store.sight_tables import OPENINGS
from service.store.unit_of_work import Work


def insert(work: Work, opening: Opening) -> int:
    """Keep a new opening; returns its number."""
    names = ("actor_id", "youth_id", "reason", "at", "until_at")
    made = sa.insert(OPENINGS).values({name: getattr(opening, name) for name in names})
    return int(work.connection.execute(made.returning(OPENINGS.c.number)).scalar_one())


def opened_by(work: Work, seen: OneYouth, *, at: datetime) -> frozenset[str]:
    """To whom the youth is open by breaking the glass at an instant."""
    stands = (OPENINGS.c.youth_id == seen.youth_id, OPENINGS.c.at <= at, OPENINGS.c.until_at > at)
    return frozenset(row.actor_id for row in work.rows(sa.select(OPENINGS.c.actor_id).where(*stands)))


def openings_of(work: Work, seen: OneYouth) -> tuple[Opening, ...]:
    """Every opening of a youth, the latest first."""
    asked = sa.select(OPENINGS).where(OPENINGS.c.youth_id == seen.youth_id)
    return tuple(map(_opening, work.rows(asked.order_by(OPENINGS.c.number.desc()))))


def openings(work: Work, _errand: Errand, *, since: datetime) -> tuple[Opening, ...]:
    """Every opening that waits for a review, the oldest first, then those reviewed since an instant, the latest first."""
    waits = OPENINGS.c.verdict.is_(None)
    waiting = work.rows(sa.select(OPENINGS).where(waits).order_by(OPENINGS.c.number))
    later = sa.select(OPENINGS).where(OPENINGS.c.reviewed_at >= since).order_by(OPENINGS.c.number.desc())
    return tuple(map(_opening, (*waiting, *work.rows(later))))


def by_number(work: Work, _errand: Errand, *, number: int) -> Opening:
    """The opening that waits for a review.

    Raises: UnknownThing if none of that number waits.
    """
    row = work.first(sa.select(OPENINGS).where(OPENINGS.c.number == number, OPENINGS.c.verdict.is_(None)))
    if row is None:
        raise UnknownThing("break-glass: got a number that does not wait for a review, allowed are those of the list.")
    return _opening(row)


def review(work: Work, opening: Opening, verdict: Verdict, *, actor_id: str, at: datetime) -> None:
    """Keep what somebody thinks of an opening."""
    mine = sa.update(OPENINGS).where(OPENINGS.c.number == opening.number)
    work.execute(mine.values(verdict=str(verdict), reviewed_at=at, reviewed_by=actor_id))


def late(work: Work, *, at: datetime) -> int:
    """How many openings should have been reviewed by now."""
    is_late = sa.and_(OPENINGS.c.verdict.is_(None), OPENINGS.c.at < at - REVIEW_WITHIN)
    found = work.first(sa.select(sa.func.count().label("openings")).where(is_late))
    return 0 if found is None else int(found.openings)


def _opening(row: Any) -> Opening:
    values = {**row._mapping, "youth_id": YouthId(row.youth_id)}
    return Opening(**{**values, "verdict": Verdict(row.verdict) if row.verdict else None})
