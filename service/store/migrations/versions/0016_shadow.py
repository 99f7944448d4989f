"""A candidate scores in silence beside the model in use: who lets it, and what it says."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.store.columns import Instant

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Bring the database here."""
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "shadows",
        sa.Column("number", kind, autoincrement=True, nullable=False),
        sa.Column("model_id", sa.String(length=120), nullable=False),
        sa.Column("actor_id", sa.String(length=64), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("ended_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["model_id"], ["bundles.model_id"], name=op.f("fk_shadows_model_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_shadows")),
    )
    op.create_table(
        "shadow_scores",
        sa.Column("run_id", sa.String(length=64), nullable=False),
        sa.Column("youth_id", sa.String(length=64), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("model_id", sa.String(length=120), nullable=False),
        sa.Column("regime", sa.String(length=40), nullable=False),
        sa.Column("risk", sa.Double(), nullable=True),
        sa.Column("band", sa.String(length=40), nullable=False),
        sa.Column("profile", sa.String(length=40), nullable=False),
        sa.Column("is_first", sa.Boolean(), nullable=False),
        sa.Column("is_first_beside", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name=op.f("fk_shadow_scores_run_id")),
        sa.PrimaryKeyConstraint("run_id", "youth_id", name=op.f("pk_shadow_scores")),
    )
    op.create_index("ix_shadow_scores_youth_id", "shadow_scores", ["youth_id"], unique=False)
