"""Deliveries as they were dealt with, one row for each content."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa

from service.domain.delivery import Delivered, DeliveryState
from service.store.tables import DELIVERIES
from service.store.unit_of_work import Work


def note(work: Work, delivered: Delivered) -> None:
    """Write down what became of a delivery, in the place of what was written before."""
    work.execute(sa.delete(DELIVERIES).where(DELIVERIES.c.content_hash == delivered.content_hash))
    told = {"rows": dict(delivered.rows), "counts": delivered.counts, "reasons": delivered.reasons}
    work.execute(
        sa.insert(DELIVERIES).values(
            content_hash=delivered.content_hash,
            source=delivered.source[:200],
            data=delivered.data,
            state=delivered.state,
            received_for=delivered.received_for,
            lake_version=delivered.lake_version,
            seen_at=delivered.seen_at,
            counts=json.dumps(told, sort_keys=True),
        )
    )


def find(work: Work, content_hash: str) -> Delivered | None:
    """What became of a delivery; None if it was never seen."""
    row = work.first(sa.select(DELIVERIES).where(DELIVERIES.c.content_hash == content_hash))
    return None if row is None else _delivered(row)


def of_prefix(work: Work, beginning: str) -> list[Delivered]:
    """Deliveries whose hash begins so."""
    found = sa.select(DELIVERIES).where(DELIVERIES.c.content_hash.startswith(beginning, autoescape=True))
    return [_delivered(row) for row in work.rows(found.order_by(DELIVERIES.c.content_hash))]


def latest(work: Work, *, limit: int, source: str | None = None, state: DeliveryState | None = None) -> list[Delivered]:
    """Deliveries seen last, the newest first; only of one source, or in one state, if these are given."""
    asked = sa.select(DELIVERIES).order_by(DELIVERIES.c.seen_at.desc(), DELIVERIES.c.content_hash).limit(limit)
    if source is not None:
        asked = asked.where(DELIVERIES.c.source == source[:200])
    if state is not None:
        asked = asked.where(DELIVERIES.c.state == state)
    return [_delivered(row) for row in work.rows(asked)]


def _delivered(row: Any) -> Delivered:
    told = json.loads(row.counts)
    return Delivered(
        row.content_hash,
        DeliveryState(row.state),
        row.seen_at,
        row.source,
        row.data,
        row.received_for,
        row.lake_version,
        told["rows"],
        told["counts"],
        tuple(told["reasons"]),
    )
