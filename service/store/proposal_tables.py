"""The table of models that somebody has proposed to use, until another person confirms or somebody takes it back."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from service.store.columns import ID, WORD, Instant
from service.store.tables import METADATA, NUMBER

PROPOSALS: Final = sa.Table(
    "proposals",
    METADATA,
    sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
    sa.Column("model_id", sa.String(120), sa.ForeignKey("bundles.model_id"), nullable=False),
    sa.Column("actor_id", ID, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("ended_at", Instant),
    sa.Column("ended_by", ID),
    sa.Column("outcome", WORD),  # confirmed, withdrawn
    sa.Index(
        "ix_proposals_one",
        "model_id",
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    ),
)
