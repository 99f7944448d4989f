"""Tables of meetings, of what was agreed there, and of drafts of what is being typed."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from service.store.columns import ID, JSON_TEXT, WORD, Instant
from service.store.tables import METADATA, NUMBER

MEETINGS: Final = sa.Table(  # changed in place under a version; what was consented to stands with the meeting
    "meetings",
    METADATA,
    sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
    sa.Column("youth_id", ID, nullable=False),
    sa.Column("kind", WORD, nullable=False),  # discussion, network
    sa.Column("on", sa.Date, nullable=False),
    sa.Column("clock", sa.String(5)),  # 14:30, as people say it
    sa.Column("venue", sa.String(120), nullable=False),
    sa.Column("chair_id", ID, nullable=False),
    sa.Column("agenda", sa.Text, nullable=False),
    sa.Column("consent_by", WORD),
    sa.Column("consent_on", sa.Date),
    sa.Column("consent_to", sa.String(300)),
    sa.Column("state", WORD, nullable=False),  # planned, held, not_held
    sa.Column("agreed", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("actor_id", ID, nullable=False),  # who changed it last
    sa.Column("at", Instant, nullable=False),
    sa.Index("ix_meetings_youth_id", "youth_id"),
)
MEETING_PEOPLE: Final = sa.Table(
    "meeting_people",
    METADATA,
    sa.Column("meeting", NUMBER, sa.ForeignKey("meetings.number"), primary_key=True, autoincrement=False),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("side", WORD, nullable=False),  # profession, professional, private
    sa.Column("name", sa.String(120), nullable=False),  # of a profession its word
)
AGREEMENTS: Final = sa.Table(
    "agreements",
    METADATA,
    sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
    sa.Column("meeting", NUMBER, sa.ForeignKey("meetings.number"), nullable=False),
    sa.Column("what", sa.String(300), nullable=False),
    sa.Column("who", sa.String(120), nullable=False),
    sa.Column("due_on", sa.Date, nullable=False),
    sa.Column("outcome", WORD),  # kept, not_kept
    sa.Column("actor_id", ID, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("settled_by", ID),
    sa.Column("settled_at", Instant),
    sa.Index("ix_agreements_meeting", "meeting"),
)
DRAFTS: Final = sa.Table(
    "drafts",
    METADATA,
    sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
    sa.Column("youth_id", ID, nullable=False),
    sa.Column("actor_id", ID, nullable=False),  # whose it is; nobody else reads it
    sa.Column("form", WORD, nullable=False),
    sa.Column("of", NUMBER, nullable=False),  # number of what is being changed; 0: something new
    sa.Column("content", JSON_TEXT, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Index("ix_drafts_one", "youth_id", "actor_id", "form", "of", unique=True),
    sa.Index("ix_drafts_at", "at"),
)
