"""Tables of a candidate that scores beside the model in use: who lets it, and what it says, which is shown of nobody."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from service.store.columns import ID, WORD, Instant
from service.store.tables import METADATA, NUMBER

SHADOWS: Final = sa.Table(  # at most one has no end
    "shadows",
    METADATA,
    sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
    sa.Column("model_id", sa.String(120), sa.ForeignKey("bundles.model_id"), nullable=False),
    sa.Column("actor_id", ID, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("ended_at", Instant),
    sa.Column("ended_by", ID),
)
SHADOW_SCORES: Final = sa.Table(  # without reasons, for nobody reads them
    "shadow_scores",
    METADATA,
    sa.Column("run_id", ID, sa.ForeignKey("runs.run_id"), primary_key=True),
    sa.Column("youth_id", ID, primary_key=True),
    sa.Column("as_of", sa.Date, nullable=False),
    sa.Column("model_id", sa.String(120), nullable=False),
    sa.Column("regime", WORD, nullable=False),
    sa.Column("risk", sa.Double),
    sa.Column("band", WORD, nullable=False),
    sa.Column("profile", WORD, nullable=False),
    sa.Column("is_first", sa.Boolean, nullable=False),  # among those whom the places would go to by this candidate
    sa.Column("is_first_beside", sa.Boolean, nullable=False),  # the same by the model in use
    sa.Index("ix_shadow_scores_youth_id", "youth_id"),
)
