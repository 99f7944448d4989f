"""Tables of seeing out of the ordinary: youths who were opened by breaking the glass, and how many somebody has looked up."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from service.store.columns import ID, WORD, Instant
from service.store.tables import METADATA, NUMBER

OPENINGS: Final = (
    sa.Table(  # that somebody opened a youth whom they could not see, and what was thought of it afterwards
        "openings",
        METADATA,
        sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("actor_id", ID, nullable=False),
        sa.Column("youth_id", ID, nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("until_at", Instant, nullable=False),
        sa.Column("verdict", WORD),  # justified, unjustified
        sa.Column("reviewed_at", Instant),
        sa.Column("reviewed_by", ID),
        sa.Index("ix_openings_youth_id", "youth_id"),
    )
)
LOOKUPS: Final = sa.Table(  # whom somebody looked up on a day, to be counted; kept for a week
    "lookups",
    METADATA,
    sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
    sa.Column("actor_id", ID, nullable=False),
    sa.Column("kind", WORD, nullable=False),  # case, identity, colleague
    sa.Column("on", sa.Date, nullable=False),
    sa.Column("youth_id", ID),  # missing: a number that is nobody's, or a refusal
    sa.Column("weight", sa.Integer, nullable=False),  # nothing of a refusal
    sa.Index("ix_lookups_actor_id", "actor_id", "on"),
    sa.Index("ix_lookups_on", "on"),
)
