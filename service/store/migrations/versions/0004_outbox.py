"""The outbox of flag events, who is told of them, and what they still wait for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.store.columns import Instant

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Bring the database here; moves made before are told under the numbers they had."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "flag_events",
        sa.Column("number", number, autoincrement=True, nullable=False),
        sa.Column("flag_id", sa.String(length=16), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("move", sa.String(length=40), nullable=False),
        sa.Column("to_state", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["flag_id"], ["flags.flag_id"], name=op.f("fk_flag_events_flag_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_flag_events")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_flag_events_flag_id", "flag_events", ["flag_id"], unique=False)
    op.execute(
        "INSERT INTO flag_events (number, flag_id, at, move, to_state) "
        "SELECT number, flag_id, at, move, to_state FROM flag_moves ORDER BY number"
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "SELECT setval(pg_get_serial_sequence('flag_events', 'number'), coalesce(max(number), 1), max(number) IS NOT NULL) "
            "FROM flag_events"
        )
    op.create_table(
        "webhooks",
        sa.Column("webhook_id", sa.String(length=64), nullable=False),
        sa.Column("url", sa.String(length=2000), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("old_secret", sa.LargeBinary(), nullable=True),
        sa.Column("old_until", Instant(), nullable=True),
        sa.Column("fed_number", sa.BigInteger(), nullable=False),
        sa.Column("failing_since", Instant(), nullable=True),
        sa.Column("disabled_at", Instant(), nullable=True),
        sa.Column("disabled_why", sa.String(length=40), nullable=True),
        sa.Column("made_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("webhook_id", name=op.f("pk_webhooks")),
    )
    op.create_table(
        "webhook_backlog",
        sa.Column("webhook_id", sa.String(length=64), nullable=False),
        sa.Column("number", number, autoincrement=False, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", Instant(), nullable=False),
        sa.Column("last_outcome", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["number"], ["flag_events.number"], name=op.f("fk_webhook_backlog_number")),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhooks.webhook_id"], name=op.f("fk_webhook_backlog_webhook_id")),
        sa.PrimaryKeyConstraint("webhook_id", "number", name=op.f("pk_webhook_backlog")),
    )
    op.create_index("ix_webhook_backlog_number", "webhook_backlog", ["number"], unique=False)
