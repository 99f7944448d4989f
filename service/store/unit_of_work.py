"""The unit of work: one transaction, and the only commit in the house.

    store = open_store("sqlite:///var/service/store.db")
    with store.begin() as work:        # writes; committed at the end, rolled back by any exception
        ...
    with store.read() as work:         # one consistent view; never commits
        ...

Queries live in this package by aggregate and take the `Work`. SQLite writes begin IMMEDIATE, so that a writer waits for the other one
at its start and never fails in the middle; PostgreSQL writes are serialised where it matters by row locks of the queries themselves, and
each of their statements sees what is committed by then (READ COMMITTED), so that who waited for a lock reads what the other one wrote.
What is told to other systems and said to the audit trail in a transaction is written as the last thing before its commit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import make_url

from service.domain.audit import Event
from service.domain.errors import StoreUnavailable
from service.domain.flag_life import Moved
from service.store.audit_lines import still_holds, write_lines
from service.store.outbox_lines import write_events
from service.store.seal import Seal

BUSY_SECONDS: Final = 30
_WRITES: Final = "alleskalmed_writes"
_NOTHING: Final = sa.select(sa.literal(1)).where(sa.false())
"""What is asked instead of writing no rows: SQLAlchemy would take an empty list for one row of defaults."""


@dataclass(frozen=True)
class Work:
    """An open transaction; `is_writing` tells whether it will be committed.

    `events`: what it says to the audit trail. `moves`: moves of flags that other systems are told of.
    """

    connection: sa.Connection
    is_writing: bool
    seal: Seal | None = None
    events: list[Event] = field(default_factory=list)
    moves: list[Moved] = field(default_factory=list)

    @property
    def is_postgresql(self) -> bool:
        """Whether the database is PostgreSQL; the other one is SQLite."""
        return self.connection.dialect.name == "postgresql"

    def execute(
        self, statement: sa.Executable, rows: Sequence[Mapping[str, Any]] | Mapping[str, Any] | None = None
    ) -> sa.CursorResult[Any]:
        """Execute one statement, with the values of a row, or for each of `rows` if they are given (none: nothing happens).

        Raises: ValueError if a view that never commits is asked to write.
        """
        if not self.is_writing and not isinstance(statement, sa.SelectBase):
            raise ValueError("work: got a write in a view that is only read, allowed is a SELECT; use `store.begin()`")
        if rows is not None and not rows:
            return self.connection.execute(_NOTHING)
        return self.connection.execute(statement, rows)

    def rows(
        self, statement: sa.Select[Any] | sa.CompoundSelect[Any], values: Mapping[str, Any] | None = None
    ) -> list[Any]:
        """All rows of a query, as named tuples; `values` of its named parameters, if it has any."""
        return list(self.execute(statement, values))

    def first(self, statement: sa.Select[Any]) -> Any | None:
        """The first row of a query, or None."""
        return self.execute(statement).first()


@dataclass(frozen=True)
class Store:
    """A database that has been opened; it makes units of work. Without `seal` nothing can be said to the audit trail."""

    engine: sa.Engine
    seal: Seal | None = None

    @property
    def is_postgresql(self) -> bool:
        """Whether the database is PostgreSQL; the other one is SQLite."""
        return self.engine.dialect.name == "postgresql"

    @contextmanager
    def begin(self) -> Iterator[Work]:
        """A transaction that is committed at the end of the block, and undone by any exception.

        Raises: StoreUnavailable if the database cannot be reached or written.
        """
        with _told(), self.engine.connect() as connection:
            connection.execution_options(**{_WRITES: True})
            if self.is_postgresql:
                connection.execution_options(isolation_level="READ COMMITTED")
            with connection.begin() as transaction:
                work = Work(connection, is_writing=True, seal=self.seal)
                yield work
                if work.moves:
                    write_events(connection, work.moves)
                if self.seal is not None and work.events:
                    _commit_sealed(transaction, self.seal, work)

    @contextmanager
    def read(self) -> Iterator[Work]:
        """One consistent view of the database; never commits.

        Raises: StoreUnavailable if the database cannot be reached.
        """
        with _told(), self.engine.connect() as connection:
            transaction = connection.begin()
            try:
                yield Work(connection, is_writing=False, seal=self.seal)
            finally:
                transaction.rollback()

    def tidy(self) -> None:
        """Write every table anew, so that nothing of what was deleted is left in the database's files or its write-ahead log.

        Raises: StoreUnavailable if somebody still reads what is to go.
        """
        with _told(), self.engine.connect() as connection:
            if self.is_postgresql:
                connection.execution_options(isolation_level="AUTOCOMMIT")
                connection.exec_driver_sql("VACUUM FULL")
                return
            driver = connection.connection.driver_connection
            if driver is None:
                raise TypeError("tidy: got no connection of the driver")
            driver.execute("VACUUM")
            is_busy = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if is_busy:
            raise StoreUnavailable(
                "database: somebody still reads what was deleted, so the write-ahead log could not be emptied; allowed is nobody. Stop "
                "`alleskalmed serve`, then give the command again."
            )

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def open_store(url: str, *, seal: Seal | None = None) -> Store:
    """The store at a database URL, `sqlite:///PATH` or `postgresql+psycopg://…`; nothing is created or migrated.

    `seal`: the key and anchor of the audit trail; an installation opens its store with them (`service.operating.opening`).
    Raises: StoreUnavailable if the URL names another kind of database.
    """
    kind = make_url(url).get_backend_name()
    if kind == "sqlite":
        return Store(_sqlite(url), seal)
    if kind == "postgresql":
        return Store(sa.create_engine(url, isolation_level="REPEATABLE READ", pool_pre_ping=True), seal)
    raise StoreUnavailable(
        f"database: got a URL of kind {kind}, allowed are sqlite and postgresql+psycopg. Correct ALLESKALMED_DATABASE_URL."
    )


def _commit_sealed(transaction: sa.RootTransaction, seal: Seal, work: Work) -> None:
    """Write the audit lines, commit, and move the anchor; it stays where the trail no longer holds, as the evidence of it."""
    try:
        with seal.held() as anchor:
            before, head = write_lines(work.connection, seal, work.events)
            may_move = anchor.at == before or still_holds(work.connection, anchor.at)
            transaction.commit()
            if may_move:
                anchor.move(head)
    except OSError as error:
        raise StoreUnavailable(
            f"audit trail: got {type(error).__name__} at its anchor, allowed is a folder of keys that can be written. Look at the disk and "
            "the rights; `alleskalmed doctor` names what is wrong."
        ) from error


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except sa.exc.OperationalError as error:
        raise StoreUnavailable(
            f"database: got {type(error.orig).__name__}, allowed is a database that can be reached and written. "
            "Look at the disk, the rights and the server; `alleskalmed doctor` names what is wrong. Nothing was changed."
        ) from error


def _sqlite(url: str) -> sa.Engine:
    path = make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(url, connect_args={"timeout": BUSY_SECONDS})

    @sa.event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver's own BEGIN comes too late; ours is in `_begin`
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            f"busy_timeout = {BUSY_SECONDS * 1000}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        is_writing = connection.get_execution_options().get(_WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")

    return engine
