"""Rights: legal holds, disputed records, months that stand for days, and audit lines that outlive an erasure."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.store.columns import Instant

revision = "0006"
down_revision = "0005"


def _number() -> sa.Column[int]:
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column("number", kind, autoincrement=True, nullable=False)


def upgrade() -> None:
    """Bring the database here."""
    op.add_column("audit", sa.Column("erased", sa.String(length=64), nullable=True))

    op.create_table(
        "legal_holds",
        _number(),
        sa.Column("youth_id", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("actor_id", sa.String(length=64), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("lifted_at", Instant(), nullable=True),
        sa.Column("lifted_by", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_legal_holds")),
    )
    op.create_index("ix_legal_holds_youth_id", "legal_holds", ["youth_id"], unique=False)

    op.create_table(
        "disputes",
        _number(),
        sa.Column("youth_id", sa.String(length=64), nullable=False),
        sa.Column("record_table", sa.String(length=40), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("actor_id", sa.String(length=64), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("answer", sa.String(length=40), nullable=True),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.Column("answered_by", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_disputes")),
    )
    op.create_index("ix_disputes_youth_id", "disputes", ["youth_id"], unique=False)

    op.create_table(
        "attendance_months",
        sa.Column("youth_id", sa.String(length=64), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("institution_id", sa.String(length=64), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("scheduled", sa.Integer(), nullable=False),
        sa.Column("sick", sa.Integer(), nullable=False),
        sa.Column("permitted", sa.Integer(), nullable=False),
        sa.Column("unlawful", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("youth_id", "month", "institution_id", name=op.f("pk_attendance_months")),
    )
