"""Meetings with those who take part and what was agreed, and drafts of what is being typed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.store.columns import Instant

revision = "0010"
down_revision = "0009"


def _kind() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _number() -> sa.Column[int]:
    return sa.Column("number", _kind(), autoincrement=True, nullable=False)


def upgrade() -> None:
    """Bring the database here."""
    op.create_table(
        "meetings",
        _number(),
        sa.Column("youth_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("clock", sa.String(length=5), nullable=True),
        sa.Column("venue", sa.String(length=120), nullable=False),
        sa.Column("chair_id", sa.String(length=64), nullable=False),
        sa.Column("agenda", sa.Text(), nullable=False),
        sa.Column("consent_by", sa.String(length=40), nullable=True),
        sa.Column("consent_on", sa.Date(), nullable=True),
        sa.Column("consent_to", sa.String(length=300), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("agreed", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.String(length=64), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_meetings")),
    )
    op.create_index("ix_meetings_youth_id", "meetings", ["youth_id"], unique=False)
    op.create_table(
        "meeting_people",
        sa.Column("meeting", _kind(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("side", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["meeting"], ["meetings.number"], name=op.f("fk_meeting_people_meeting")),
        sa.PrimaryKeyConstraint("meeting", "position", name=op.f("pk_meeting_people")),
    )
    op.create_table(
        "agreements",
        _number(),
        sa.Column("meeting", _kind(), nullable=False),
        sa.Column("what", sa.String(length=300), nullable=False),
        sa.Column("who", sa.String(length=120), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("actor_id", sa.String(length=64), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("settled_by", sa.String(length=64), nullable=True),
        sa.Column("settled_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["meeting"], ["meetings.number"], name=op.f("fk_agreements_meeting")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_agreements")),
    )
    op.create_index("ix_agreements_meeting", "agreements", ["meeting"], unique=False)
    op.create_table(
        "drafts",
        _number(),
        sa.Column("youth_id", sa.String(length=64), nullable=False),
        sa.Column("actor_id", sa.String(length=64), nullable=False),
        sa.Column("form", sa.String(length=40), nullable=False),
        sa.Column("of", _kind(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_drafts")),
    )
    op.create_index("ix_drafts_one", "drafts", ["youth_id", "actor_id", "form", "of"], unique=True)
    op.create_index("ix_drafts_at", "drafts", ["at"], unique=False)
