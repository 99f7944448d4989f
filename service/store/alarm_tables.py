"""Tables of what follows from alarms: the changes that are told, who said that they look into one, and who still has to be told."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from service.store.columns import ID, WORD, Instant
from service.store.tables import METADATA, NUMBER

SUBJECT: Final = sa.String(120)

ALARM_EVENTS: Final = sa.Table(  # written by the weekly watch, once for each change of a week
    "alarm_events",
    METADATA,
    sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
    sa.Column("matter", WORD, nullable=False),
    sa.Column("subject", SUBJECT, nullable=False),
    sa.Column("was", WORD, nullable=False),  # fine, watch, stop
    sa.Column("level", WORD, nullable=False),
    sa.Column("monday_on", sa.Date, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("stop_number", NUMBER, sa.ForeignKey("stop_switches.number")),  # the switch that was thrown for it
    sa.UniqueConstraint("monday_on", "matter", "subject"),
    sa.Index("ix_alarm_events_stop_number", "stop_number"),
    sqlite_autoincrement=True,
)
ALARMS_SEEN: Final = sa.Table(  # append-only: the last line of an alarm counts
    "alarms_seen",
    METADATA,
    sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
    sa.Column("matter", WORD, nullable=False),
    sa.Column("subject", SUBJECT, nullable=False),
    sa.Column("since_on", sa.Date, nullable=False),
    sa.Column("actor_id", ID, nullable=False),
    sa.Column("line", sa.String(300), nullable=False),
    sa.Column("at", Instant, nullable=False),
)
ALARM_BACKLOG: Final = sa.Table(  # what a receiver of alarms has not taken yet; a row goes when it has
    "alarm_backlog",
    METADATA,
    sa.Column("webhook_id", ID, sa.ForeignKey("webhooks.webhook_id"), primary_key=True),
    sa.Column("number", NUMBER, sa.ForeignKey("alarm_events.number"), primary_key=True, autoincrement=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("next_at", Instant, nullable=False),
    sa.Column("last_outcome", WORD),
)
