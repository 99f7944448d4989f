"""One night at a time: a lock that dies with its holder, and a number that keeps a holder who lost it from publishing.

The file lock guards the folders (and, on SQLite, the database beside them); on PostgreSQL an advisory lock of the session guards
against another machine too. Both vanish when the process or its connection dies. Whoever takes the lock gets the next number, the
*fence*; what is published carries it, and a number that is no longer the newest is refused inside the publishing transaction.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from service.domain.errors import LockHeld
from service.store.tables import LOCKS
from service.store.unit_of_work import Store, Work

NIGHT: Final = "night"
ADVISORY_KEY: Final = 0x616C6C65
"""The number of the advisory lock on PostgreSQL: the first letters of the service's name."""

GRACE_SECONDS: Final = 3
"""For so long a holder's lock is waited for: the server needs a moment to see that a killed one is gone."""

LOCK_NOT_AVAILABLE: Final = "55P03"
"""PostgreSQL's word for a lock that was not free in time."""


@contextmanager
def hold(store: Store, path: Path, *, at: datetime) -> Iterator[int]:
    """Hold the lock of the night, and give its fence; released at the end, or by death.

    Raises: LockHeld if somebody else holds it.
    """
    with alone(store, path, key=ADVISORY_KEY):
        yield _next_fence(store, at)


@contextmanager
def alone(store: Store, path: Path, *, key: int) -> Iterator[None]:
    """Be the only one of a kind, told by a file and an advisory lock's number; released at the end, or by death.

    Raises: LockHeld if somebody else holds it.
    """
    with _file_lock(path), _session_lock(store, key):
        yield


def check_fence(work: Work, fence: int) -> None:
    """Pass if the number is still the newest; the row is locked until the transaction ends.

    Raises: LockHeld if somebody took the lock since.
    """
    newest = _fence(work)
    if newest != fence:
        raise LockHeld(
            f"lock: got the number {fence}, allowed is the newest, {newest}. Somebody else took the lock in the meantime; nothing of "
            "this run was published. Look at `alleskalmed doctor`, then run the night again."
        )


@contextmanager
def _file_lock(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _held(f"the file {path.name}") from None
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _session_lock(store: Store, key: int) -> Iterator[None]:
    """An advisory lock of a session of its own, which is closed at the end; nothing on SQLite."""
    if store.engine.dialect.name != "postgresql":
        yield
        return
    connection = store.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    try:
        connection.detach()
        _take_within_grace(connection, key)
        yield
    finally:
        with suppress(sa.exc.DBAPIError):  # a connection that is gone has let go of the lock by itself
            connection.execute(sa.select(sa.func.pg_advisory_unlock_all()))  # closing alone lets go a moment later
        connection.close()


def _take_within_grace(connection: sa.Connection, key: int) -> None:
    connection.execute(sa.text(f"SET lock_timeout = '{GRACE_SECONDS}s'"))
    try:
        connection.execute(sa.select(sa.func.pg_advisory_lock(key)))
    except sa.exc.OperationalError as refused:
        if getattr(refused.orig, "sqlstate", None) != LOCK_NOT_AVAILABLE:
            raise
        raise _held("the database") from None


def _held(place: str) -> LockHeld:
    return LockHeld(
        f"lock: got {place} held by somebody else, allowed is one night, ingest, restore or delivery at a time. Wait until the other one "
        "ends; it releases the lock by itself, even if it is killed."
    )


def _next_fence(store: Store, at: datetime) -> int:
    with store.begin() as work:
        last = _fence(work)
        if last is None:
            work.execute(sa.insert(LOCKS).values(name=NIGHT, fence=1, taken_at=at))
            return 1
        work.execute(sa.update(LOCKS).where(LOCKS.c.name == NIGHT).values(fence=last + 1, taken_at=at))
        return last + 1


def _fence(work: Work) -> int | None:
    found = work.first(sa.select(LOCKS.c.fence).where(LOCKS.c.name == NIGHT).with_for_update())
    return None if found is None else int(found.fence)
