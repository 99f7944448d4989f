"""Tables of the rights of those whom the records are about: what may not be erased, what they dispute, and months that stand for days."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from service.store.columns import ID, WORD, Instant
from service.store.tables import METADATA, NUMBER

LEGAL_HOLDS: Final = sa.Table(  # whose records must be kept for now, such as during a complaint
    "legal_holds",
    METADATA,
    sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
    sa.Column("youth_id", ID, nullable=False),
    sa.Column("reason", sa.String(500), nullable=False),
    sa.Column("actor_id", ID, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("lifted_at", Instant),
    sa.Column("lifted_by", ID),
    sa.Index("ix_legal_holds_youth_id", "youth_id"),
)
DISPUTES: Final = sa.Table(  # records that a youth says are wrong; out of risk until the source answers
    "disputes",
    METADATA,
    sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
    sa.Column("youth_id", ID, nullable=False),
    sa.Column("record_table", WORD, nullable=False),  # a table of the records format
    sa.Column("happened_on", sa.Date, nullable=False),
    sa.Column("reason", sa.String(500), nullable=False),
    sa.Column("actor_id", ID, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("due_on", sa.Date, nullable=False),
    sa.Column("answer", WORD),  # upheld, corrected
    sa.Column("answered_at", Instant),
    sa.Column("answered_by", ID),
    sa.Index("ix_disputes_youth_id", "youth_id"),
)
ATTENDANCE_MONTHS: Final = sa.Table(  # what is left of daily attendance when its days have been removed
    "attendance_months",
    METADATA,
    sa.Column("youth_id", ID, primary_key=True),
    sa.Column("month", sa.Date, primary_key=True),  # its first day
    sa.Column("institution_id", ID, primary_key=True),
    sa.Column("days", sa.Integer, nullable=False),
    sa.Column("scheduled", sa.Integer, nullable=False),
    sa.Column("sick", sa.Integer, nullable=False),
    sa.Column("permitted", sa.Integer, nullable=False),
    sa.Column("unlawful", sa.Integer, nullable=False),
)
