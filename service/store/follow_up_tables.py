"""Tables of what follows a flag: efforts with their history, and how courses were closed and looked back on."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from service.store.columns import ID, JSON_TEXT, WORD, Instant
from service.store.tables import METADATA, NUMBER

_TEXT: Final = sa.String(500)

EFFORTS: Final = sa.Table(  # an effort on steps 1 to 4 of the ladder, as it is now
    "efforts",
    METADATA,
    sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
    sa.Column("youth_id", ID, nullable=False),
    sa.Column("kind", WORD, nullable=False),
    sa.Column("step", sa.Integer, nullable=False),  # by the ladder in force when it began
    sa.Column("counsellor_id", ID, nullable=False),  # who looks again, and may see the youth for it
    sa.Column("started_on", sa.Date, nullable=False),
    sa.Column("follow_up_on", sa.Date, nullable=False),
    sa.Column("goal", _TEXT, nullable=False),
    sa.Column("wish", _TEXT, nullable=False),
    sa.Column("way_down", _TEXT, nullable=False),
    sa.Column("reason", sa.String(200), nullable=False),  # of a step up
    sa.Column("state", WORD, nullable=False),  # open, closed, taken_back
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("result", WORD),
    sa.Column("note", _TEXT, nullable=False),
    sa.Column("ended_on", sa.Date),
    sa.Column("actor_id", ID, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Index("ix_efforts_youth_id", "youth_id"),
    sa.Index("ix_efforts_counsellor_id", "counsellor_id"),
)
EFFORT_MOVES: Final = (
    sa.Table(  # what happened to an effort, and the effort as it was then; nothing here is ever changed
        "effort_moves",
        METADATA,
        sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("effort_number", NUMBER, sa.ForeignKey("efforts.number"), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("actor_id", ID, nullable=False),
        sa.Column("move", WORD, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("content", JSON_TEXT, nullable=False),  # domain.efforts.StoredEffort
        sa.Index("ix_effort_moves_effort_number", "effort_number"),
    )
)
CLOSINGS: Final = sa.Table(  # that a course was closed, and what was seen three months later
    "closings",
    METADATA,
    sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
    sa.Column("youth_id", ID, nullable=False),
    sa.Column("where_now", WORD, nullable=False),
    sa.Column("helped", WORD, nullable=False),
    sa.Column("youth_view", WORD, nullable=False),
    sa.Column("youth_words", _TEXT, nullable=False),
    sa.Column("looks_again", ID, nullable=False),  # a counsellor
    sa.Column("actor_id", ID, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("closed_on", sa.Date, nullable=False),
    sa.Column("look_back_on", sa.Date, nullable=False),
    sa.Column("looked_back_at", Instant),
    sa.Column("looked_back_by", ID),
    sa.Column("looked_back_where", WORD),
    sa.Column("looked_back_note", _TEXT),
    sa.Column("taken_back_at", Instant),
    sa.Index("ix_closings_youth_id", "youth_id"),
    sa.Index("ix_closings_looks_again", "looks_again"),
)
