"""Follow-up: efforts with their history, closings, and contacts that were recorded by mistake."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.store.columns import Instant

revision = "0009"
down_revision = "0008"


def _number() -> sa.Column[int]:
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column("number", kind, autoincrement=True, nullable=False)


def upgrade() -> None:
    """Bring the database here."""
    op.add_column("contacts", sa.Column("taken_back_at", Instant(), nullable=True))

    op.create_table(
        "efforts",
        _number(),
        sa.Column("youth_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("counsellor_id", sa.String(length=64), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("follow_up_on", sa.Date(), nullable=False),
        sa.Column("goal", sa.String(length=500), nullable=False),
        sa.Column("wish", sa.String(length=500), nullable=False),
        sa.Column("way_down", sa.String(length=500), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("result", sa.String(length=40), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("actor_id", sa.String(length=64), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_efforts")),
    )
    op.create_index("ix_efforts_youth_id", "efforts", ["youth_id"], unique=False)
    op.create_index("ix_efforts_counsellor_id", "efforts", ["counsellor_id"], unique=False)

    op.create_table(
        "effort_moves",
        _number(),
        sa.Column("effort_number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor_id", sa.String(length=64), nullable=False),
        sa.Column("move", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["effort_number"], ["efforts.number"], name=op.f("fk_effort_moves_effort_number")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_effort_moves")),
    )
    op.create_index("ix_effort_moves_effort_number", "effort_moves", ["effort_number"], unique=False)

    op.create_table(
        "closings",
        _number(),
        sa.Column("youth_id", sa.String(length=64), nullable=False),
        sa.Column("where_now", sa.String(length=40), nullable=False),
        sa.Column("helped", sa.String(length=40), nullable=False),
        sa.Column("youth_view", sa.String(length=40), nullable=False),
        sa.Column("youth_words", sa.String(length=500), nullable=False),
        sa.Column("looks_again", sa.String(length=64), nullable=False),
        sa.Column("actor_id", sa.String(length=64), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=False),
        sa.Column("look_back_on", sa.Date(), nullable=False),
        sa.Column("looked_back_at", Instant(), nullable=True),
        sa.Column("looked_back_by", sa.String(length=64), nullable=True),
        sa.Column("looked_back_where", sa.String(length=40), nullable=True),
        sa.Column("looked_back_note", sa.String(length=500), nullable=True),
        sa.Column("taken_back_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_closings")),
    )
    op.create_index("ix_closings_youth_id", "closings", ["youth_id"], unique=False)
    op.create_index("ix_closings_looks_again", "closings", ["looks_again"], unique=False)
