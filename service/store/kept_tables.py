"""The table of requests that were done under a key of the caller's."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from service.store.columns import HASH, ID, Instant
from service.store.tables import METADATA

DONE_REQUESTS: Final = sa.Table(
    "done_requests",
    METADATA,
    sa.Column("actor_id", ID, primary_key=True),
    sa.Column("key_hash", HASH, primary_key=True),
    sa.Column("asked_hash", HASH, nullable=False),  # of method, path and body
    sa.Column("made_id", sa.String(16), nullable=False),  # what came of it
    sa.Column("status", sa.Integer, nullable=False),
    sa.Column("done_at", Instant, nullable=False),
    sa.Index("ix_done_requests_done_at", "done_at"),
)
