"""Requests that were done under a key of the caller's."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.store.columns import Instant

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Bring the database here."""
    op.create_table(
        "done_requests",
        sa.Column("actor_id", sa.String(length=64), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("asked_hash", sa.String(length=64), nullable=False),
        sa.Column("made_id", sa.String(length=16), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("done_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("actor_id", "key_hash", name=op.f("pk_done_requests")),
    )
    op.create_index("ix_done_requests_done_at", "done_requests", ["done_at"], unique=False)
