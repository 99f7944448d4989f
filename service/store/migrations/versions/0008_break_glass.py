"""Break-glass: openings with their review, and look-ups to be counted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.store.columns import Instant

revision = "0008"
down_revision = "0007"


def _number() -> sa.Column[int]:
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column("number", kind, autoincrement=True, nullable=False)


def upgrade() -> None:
    """Bring the database here."""
    op.create_table(
        "openings",
        _number(),
        sa.Column("actor_id", sa.String(length=64), nullable=False),
        sa.Column("youth_id", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("until_at", Instant(), nullable=False),
        sa.Column("verdict", sa.String(length=40), nullable=True),
        sa.Column("reviewed_at", Instant(), nullable=True),
        sa.Column("reviewed_by", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_openings")),
    )
    op.create_index("ix_openings_youth_id", "openings", ["youth_id"], unique=False)

    op.create_table(
        "lookups",
        _number(),
        sa.Column("actor_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("youth_id", sa.String(length=64), nullable=True),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_lookups")),
    )
    op.create_index("ix_lookups_actor_id", "lookups", ["actor_id", "on"], unique=False)
    op.create_index("ix_lookups_on", "lookups", ["on"], unique=False)
