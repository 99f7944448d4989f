"""The clock of the command line: the one place where a command learns what time it is; below it an instant is a value."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)
