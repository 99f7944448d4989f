"""A model is put to use by two people: proposals that wait for another person's yes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.store.columns import Instant

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Bring the database here."""
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "proposals",
        sa.Column("number", kind, autoincrement=True, nullable=False),
        sa.Column("model_id", sa.String(length=120), nullable=False),
        sa.Column("actor_id", sa.String(length=64), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("ended_by", sa.String(length=64), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["model_id"], ["bundles.model_id"], name=op.f("fk_proposals_model_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_proposals")),
    )
    still_open = sa.text("ended_at IS NULL")
    op.create_index(
        "ix_proposals_one",
        "proposals",
        ["model_id"],
        unique=True,
        sqlite_where=still_open,
        postgresql_where=still_open,
    )
