"""Identities, and whose address is protected."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.store.columns import Instant

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Bring the database here."""
    op.create_table(
        "identities",
        sa.Column("youth_id", sa.String(length=64), nullable=False),
        sa.Column("lookup", sa.String(length=64), nullable=False),
        sa.Column("lookup_key", sa.String(length=40), nullable=False),
        sa.Column("cells_key", sa.String(length=40), nullable=False),
        sa.Column("cpr", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("email", sa.LargeBinary(), nullable=True),
        sa.Column("holders", sa.LargeBinary(), nullable=True),
        sa.Column("imported_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("youth_id", name=op.f("pk_identities")),
        sa.UniqueConstraint("lookup", name=op.f("uq_identities_lookup")),
    )
    op.create_table(
        "protections",
        sa.Column("youth_id", sa.String(length=64), nullable=False),
        sa.Column("since_at", Instant(), nullable=False),
        sa.Column("until_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("youth_id", "since_at", name=op.f("pk_protections")),
    )
