"""How audit lines get into the database: all of a transaction at its end, one transaction after the other.

Writing them last keeps the queue short: nobody waits for it while doing other work, and nobody who holds it waits for anything else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import sqlalchemy as sa

from service.domain.audit import FIRST, Event, Line, chained
from service.store.seal import Anchored, Seal
from service.store.tables import AUDIT

_QUEUE: Final = 0x616C6C65736B616C
"""The advisory lock of PostgreSQL behind which audit lines are numbered; SQLite has one writer at a time anyway."""
NOTHING: Final = Anchored(0, FIRST)
"""The head of an empty trail."""


_INSERT: Final = sa.insert(AUDIT)
_NEWEST: Final = sa.select(AUDIT.c.number, AUDIT.c.hash).order_by(AUDIT.c.number.desc()).limit(1)
_TURN: Final = f"SELECT pg_advisory_xact_lock({_QUEUE})"
_NEWEST_IN_TURN: Final = "; ".join((_TURN, "SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1"))
"""Two statements on one way to PostgreSQL; the second sees what was committed while the first waited."""
_HASH_OF: Final = sa.select(AUDIT.c.hash).where(AUDIT.c.number == sa.bindparam("line"))


def write_lines(connection: sa.Connection, seal: Seal, events: Sequence[Event]) -> tuple[Anchored, Anchored]:
    """Number, chain and insert the events; returns the head as it was and as it is now."""
    before = head = _newest_in_turn(connection) if connection.dialect.name == "postgresql" else newest(connection)
    lines: list[Line] = []
    for event in events:
        line = chained(seal.key, head.hash, head.number + 1, event)
        lines.append(line)
        head = Anchored(line.number, line.hash)
    connection.execute(_INSERT, [_row(line) for line in lines])
    return before, head


def newest(connection: sa.Connection) -> Anchored:
    """The head of the trail as the database has it."""
    found = connection.execute(_NEWEST).first()
    return NOTHING if found is None else Anchored(found.number, found.hash)


def _newest_in_turn(connection: sa.Connection) -> Anchored:
    """The head of the trail once nobody else on PostgreSQL is adding to it; others wait until this transaction ends."""
    both = connection.exec_driver_sql(_NEWEST_IN_TURN, execution_options={"no_parameters": True}).cursor
    if both is None or not both.nextset():
        raise TypeError("audit: got one answer to two statements")
    found = both.fetchone()
    return NOTHING if found is None else Anchored(*found)


def still_holds(connection: sa.Connection, anchored: Anchored | None) -> bool:
    """Whether the line at the anchor is the one it was put at; then the anchor may move on."""
    if anchored is None or anchored.number == 0:
        return True
    found = connection.scalar(_HASH_OF, {"line": anchored.number})
    return bool(found == anchored.hash)


def _row(line: Line) -> dict[str, Any]:
    return {column.name: getattr(line, column.name) for column in AUDIT.columns}
