"""Flag events as they may be told: in order, and the week's risk flags not before Monday at six."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from features.calendar import LOCAL, monday_of
from service.domain.flag_life import FlagState, Move
from service.domain.flags import Source
from service.domain.outbox import FlagEvent
from service.store.outbox_tables import FLAG_EVENTS
from service.store.publication import risk_from
from service.store.tables import FLAGS
from service.store.unit_of_work import Work


def events_after(work: Work, number: int, *, at: datetime, limit: int = 100) -> tuple[FlagEvent, ...]:
    """The events after the one with a number, up to the first that may not be told yet."""
    hidden = (
        sa.select(sa.func.min(FLAG_EVENTS.c.number).label("number"))
        .join(FLAGS, FLAGS.c.flag_id == FLAG_EVENTS.c.flag_id)
        .where(FLAG_EVENTS.c.number > number, FLAGS.c.source == Source.RISK, FLAGS.c.cause_on >= _hidden_from(at))
    )
    first = work.first(hidden)
    wanted = sa.select(FLAG_EVENTS).where(FLAG_EVENTS.c.number > number)
    if first is not None and first.number is not None:
        wanted = wanted.where(FLAG_EVENTS.c.number < first.number)
    return tuple(map(event_of, work.rows(wanted.order_by(FLAG_EVENTS.c.number).limit(limit))))


def event_of(row: Any) -> FlagEvent:
    """An event from its row."""
    return FlagEvent(row.number, row.flag_id, row.at, Move(row.move), FlagState(row.to_state))


def _hidden_from(at: datetime) -> date:
    """The first cause of risk flags that are not shown yet."""
    monday = monday_of(at.astimezone(LOCAL).date())
    return monday if at < risk_from(monday) else monday + timedelta(days=7)
