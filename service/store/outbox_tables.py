"""Tables of what leaves the house: the outbox of flag events, who is told, and what each of them still has to be told."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from service.store.columns import ID, WORD, Instant
from service.store.tables import METADATA, NUMBER

FLAG_EVENTS: Final = sa.Table(  # written with the flag's move, numbered in the order of commits
    "flag_events",
    METADATA,
    sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
    sa.Column("flag_id", sa.String(16), sa.ForeignKey("flags.flag_id"), nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("move", WORD, nullable=False),
    sa.Column("to_state", WORD, nullable=False),
    sa.Index("ix_flag_events_flag_id", "flag_id"),
    sqlite_autoincrement=True,  # a number is never given twice, also where the last event was erased
)
WEBHOOKS: Final = sa.Table(
    "webhooks",
    METADATA,
    sa.Column("webhook_id", ID, primary_key=True),
    sa.Column("url", sa.String(2000), nullable=False),
    sa.Column("secret", sa.LargeBinary, nullable=False),  # encrypted under a key outside the database
    sa.Column("old_secret", sa.LargeBinary),
    sa.Column("old_until", Instant),  # until when the old secret signs as well
    sa.Column("fed_number", sa.BigInteger, nullable=False),  # the last event that was put before it
    sa.Column("failing_since", Instant),
    sa.Column("disabled_at", Instant),
    sa.Column("disabled_why", WORD),  # failing, gone, asked
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("tells", WORD, nullable=False, server_default="flags"),  # flags, alarms
)
WEBHOOK_BACKLOG: Final = sa.Table(  # what a receiver has not taken yet; a row goes when it has
    "webhook_backlog",
    METADATA,
    sa.Column("webhook_id", ID, sa.ForeignKey("webhooks.webhook_id"), primary_key=True),
    sa.Column("number", NUMBER, sa.ForeignKey("flag_events.number"), primary_key=True, autoincrement=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("next_at", Instant, nullable=False),
    sa.Column("last_outcome", WORD),
    sa.Index("ix_webhook_backlog_number", "number"),
)
