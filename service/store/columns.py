"""Column types that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa


class Instant(sa.TypeDecorator[datetime]):
    """An instant in UTC, to the microsecond; SQLite forgets zones, so they are put back on reading.

    Raises: ValueError on writing an instant without a zone.
    """

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """The instant as UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("instant: got one without a zone, allowed is one in UTC")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """The instant with its zone."""
        if value is None:
            return None
        found: datetime = value
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


ID: Final = sa.String(64)
"""A pseudonym or an id of the records format."""
WORD: Final = sa.String(40)
"""A word of a closed list."""
HASH: Final = sa.String(64)
"""A SHA-256 in hex."""
JSON_TEXT: Final = sa.Text()
"""JSON as it was written, so that both databases give back the same bytes."""
