"""How flag events get into the outbox: all of a transaction at its end, one transaction after the other.

So their numbers stand in the order of commits: whoever has read up to a number will never see a smaller one appear.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import sqlalchemy as sa

from service.domain.flag_life import Moved
from service.store.outbox_tables import FLAG_EVENTS

_QUEUE: Final = 0x616C6C65666C6167
"""The advisory lock of PostgreSQL behind which events are numbered; SQLite has one writer at a time anyway."""
_INSERT: Final = sa.insert(FLAG_EVENTS)


def write_events(connection: sa.Connection, moves: Sequence[Moved]) -> None:
    """Insert an event for each move; whoever comes behind waits until this transaction has ended."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_QUEUE)))
    rows = [{"flag_id": one.flag_id, "at": one.at, "move": one.move, "to_state": one.to_state} for one in moves]
    connection.execute(_INSERT, rows)
