"""When a session was last used."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.store.columns import Instant

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Bring the database here."""
    op.add_column("sessions", sa.Column("seen_at", Instant(), nullable=True))
