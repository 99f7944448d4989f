"""What follows from alarms: changes that are told, who looks into one, why a stop was lifted, and receivers that are told of alarms."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.store.columns import Instant

revision = "0015"
down_revision = "0013"


def upgrade() -> None:
    """Bring the database here; whoever is told already is told of flags."""
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "alarm_events",
        sa.Column("number", kind, autoincrement=True, nullable=False),
        sa.Column("matter", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("was", sa.String(length=40), nullable=False),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("monday_on", sa.Date(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("stop_number", kind, nullable=True),
        sa.ForeignKeyConstraint(["stop_number"], ["stop_switches.number"], name=op.f("fk_alarm_events_stop_number")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_alarm_events")),
        sa.UniqueConstraint("monday_on", "matter", "subject", name=op.f("uq_alarm_events_monday_on")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_alarm_events_stop_number", "alarm_events", ["stop_number"], unique=False)
    op.create_table(
        "alarms_seen",
        sa.Column("number", kind, autoincrement=True, nullable=False),
        sa.Column("matter", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.Column("actor_id", sa.String(length=64), nullable=False),
        sa.Column("line", sa.String(length=300), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_alarms_seen")),
    )
    op.create_table(
        "alarm_backlog",
        sa.Column("webhook_id", sa.String(length=64), nullable=False),
        sa.Column("number", kind, autoincrement=False, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", Instant(), nullable=False),
        sa.Column("last_outcome", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["number"], ["alarm_events.number"], name=op.f("fk_alarm_backlog_number")),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhooks.webhook_id"], name=op.f("fk_alarm_backlog_webhook_id")),
        sa.PrimaryKeyConstraint("webhook_id", "number", name=op.f("pk_alarm_backlog")),
    )
    op.add_column("stop_switches", sa.Column("lifted_why", sa.String(length=500), nullable=True))
    op.add_column("webhooks", sa.Column("tells", sa.String(length=40), nullable=False, server_default="flags"))
